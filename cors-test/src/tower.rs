//! Services of tower.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;

use cors_browser::{Request, Response};
use http_body::Body;
use http_body_util::BodyExt;
use tower_service::Service;

use crate::message::{failed, from_http, to_http};
use crate::server::Server;

/// A tower service of `http` 1 with its layers, such as those of hyper and tonic.
///
/// The service is cloned for every request, as servers do. Its request body must
/// implement `From<Vec<u8>>`. If the service accepts any body, choose one:
/// `cors_test::tower::<_, Full<Bytes>>(service)`.
///
/// ```
/// use http::{Request, Response};
/// use http_body_util::Full;
/// use hyper::body::Bytes;
///
/// async fn hello(_: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, hyper::Error> {
///     Ok(Response::new(Full::from("hello")))
/// }
///
/// let app = cors_test::tower(tower::service_fn(hello));
/// ```
pub fn tower<S, B>(service: S) -> Tower<S, B>
where
    S: Service<http::Request<B>> + Clone,
{
    Tower {
        service,
        body: PhantomData,
    }
}

/// A tower service. [`tower()`] creates it.
pub struct Tower<S, B> {
    service: S,
    body: PhantomData<fn(B)>,
}

impl<S, B> fmt::Debug for Tower<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tower").finish_non_exhaustive()
    }
}

impl<S, B, R> Server for Tower<S, B>
where
    S: Service<http::Request<B>, Response = http::Response<R>> + Clone,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: From<Vec<u8>>,
    R: Body,
    R::Error: Into<Box<dyn Error + Send + Sync>>,
{
    async fn answer(&self, request: &Request) -> Result<Response, String> {
        let request = to_http(request)?;
        let mut service = self.service.clone();
        poll_fn(|context| service.poll_ready(context))
            .await
            .map_err(failed)?;
        let (head, body) = service.call(request).await.map_err(failed)?.into_parts();
        let body = body.collect().await.map_err(failed)?.to_bytes();
        Ok(from_http(&head, body.to_vec()))
    }
}
