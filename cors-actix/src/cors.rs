//! What an application wraps itself in.

use std::cell::OnceCell;
use std::future::{Ready, ready};
use std::rc::Rc;

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use cors_engine::adapter::CompiledPolicy;
use cors_engine::{Policy, SharedPolicy};

use crate::frame::{Alive, Mark};
use crate::middleware::CorsMiddleware;

/// The middleware: `App::new().wrap(Cors::new(&API))`.
///
/// It answers preflights itself, before any handler or other middleware, and
/// writes the policy's headers on every response. It belongs outermost: the
/// last `.wrap(…)` of the application.
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
pub struct Cors {
    policy: SharedPolicy,
    is_of_scope: bool,
}

impl Cors {
    /// Takes a `&'static Policy`, an `Arc<Policy>` or a `Policy`.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use cors_actix::{Cors, Policy};
    ///
    /// let policy = Policy::builder().origins(["https://example.com"]).build()?;
    /// let cors = Cors::new(Arc::new(policy));
    /// # Ok::<(), cors_actix::Problems>(())
    /// ```
    pub fn new(policy: impl Into<SharedPolicy>) -> Self {
        Cors {
            policy: policy.into(),
            is_of_scope: false,
        }
    }

    /// What stands round a scope: a gate, where there is none round it.
    pub(crate) fn of_scope(policy: SharedPolicy) -> Self {
        Cors {
            policy,
            is_of_scope: true,
        }
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}

/// Each of the server's workers prepares the policy once, for itself.
impl<S, B> Transform<S, ServiceRequest> for Cors
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B, &'static str>>;
    type Error = Error;
    type Transform = CorsMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<CorsMiddleware<S>, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let compiled = Rc::new(CompiledPolicy::new(self.policy.clone()));
        let inside = OnceCell::new();
        ready(Ok(CorsMiddleware {
            service,
            compiled,
            inside,
            of_scope: self.is_of_scope.then(|| Mark::new(&self.policy, false)),
            alive: Alive::new(),
        }))
    }
}
