//! The middleware as an application adds it.

use std::cell::OnceCell;
use std::future::{Ready, ready};

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use cors_engine::SharedPolicy;
use cors_engine::adapter::PolicySource;

use crate::headers::Headers;
use crate::middleware::CorsMiddleware;
use crate::registry::Layer;

/// The middleware: `App::new().wrap(Cors::new(&API))`.
///
/// It answers preflights itself, before any handler or other middleware, and writes
/// the policy's headers on every response. Add it last: the last `.wrap(…)` of an
/// application is the outermost.
///
/// To give a part of the application another policy, do not add a second `Cors`
/// inside. Use [`Policies`](crate::Policies), [`#[cors]`](macro@crate::cors)
/// or [`cors_actix::scope`](crate::scope).
///
/// ```
/// use actix_web::{App, HttpResponse, web};
/// use cors_actix::{Cors, Policy, cors};
///
/// #[cors(origins = ["https://example.com"], methods = [GET, PUT], credentials)]
/// static API: Policy;
///
/// let app = App::new()
///     .route("/", web::get().to(HttpResponse::Ok))
///     .wrap(Cors::new(&API));
/// ```
#[derive(Debug, Clone)]
#[must_use = "pass it to `App::wrap`"]
pub struct Cors {
    source: PolicySource<Headers>,
    /// The policy of a [`scope`](crate::scope).
    scope: Option<SharedPolicy>,
}

impl Cors {
    /// Takes a `&'static Policy`, an `Arc<Policy>`, a `Policy`, [`Policies`](crate::Policies)
    /// by URL, [`Choose`](crate::Choose), or `Live` (feature `live`).
    ///
    /// ```
    /// use std::sync::Arc;
    /// use cors_actix::{Cors, Policy};
    ///
    /// let policy = Policy::builder().origins(["https://example.com"]).build()?;
    /// let cors = Cors::new(Arc::new(policy));
    /// # Ok::<(), cors_actix::Problems>(())
    /// ```
    pub fn new(policies: impl Into<PolicySource<Headers>>) -> Self {
        Cors {
            source: policies.into(),
            scope: None,
        }
    }

    /// The middleware of a scope with a policy. It answers preflights and writes headers
    /// only if there is no `Cors` around the scope.
    pub(crate) fn of_scope(policy: SharedPolicy) -> Self {
        Cors {
            source: policy.clone().into(),
            scope: Some(policy),
        }
    }
}

/// Each worker of the server compiles the policy once, for itself.
impl<S, B> Transform<S, ServiceRequest> for Cors
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B, ()>>;
    type Error = Error;
    type Transform = CorsMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<CorsMiddleware<S>, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let source = self.source.compile();
        ready(Ok(CorsMiddleware {
            service,
            layer: Layer::new(&source),
            source,
            inner: OnceCell::new(),
            scope: self.scope.clone(),
        }))
    }
}
