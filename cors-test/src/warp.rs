//! Filters of warp.

use std::convert::Infallible;

use bytes::Bytes;
use http_body::Body;
use http_body_util::Full;
use tower_service::Service;

use crate::tower::Tower;

/// A warp filter as a service, which turns rejections into responses.
///
/// ```
/// use warp::Filter;
///
/// let app = cors_test::warp(warp::service(warp::path!("hello").map(|| "hello")));
/// ```
pub fn warp<S, R>(service: S) -> Tower<S, Full<Bytes>>
where
    S: Service<http::Request<Full<Bytes>>, Response = http::Response<R>, Error = Infallible>
        + Clone,
    R: Body,
{
    crate::tower::tower(service)
}
