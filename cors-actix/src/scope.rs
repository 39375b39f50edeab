//! Scopes with a policy.

use actix_web::body::{BoxBody, EitherBody};
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::{Error, Scope, web};
use cors_engine::SharedPolicy;

use crate::cors::Cors;
use crate::registry::{Entry, Hidden};
use crate::table::BUILD;

/// A scope, like [`web::scope`], with a policy for everything inside that has no policy
/// of its own.
///
/// The [`Cors`](crate::Cors) around the application answers its preflights. Without
/// one, the scope answers them itself, if the middleware around it lets them pass.
///
/// For a preflight to the path of the scope itself, see the limits in the documentation
/// of this crate.
///
/// ```
/// use actix_web::{App, HttpResponse, web};
/// use cors_actix::{Cors, Policy, cors};
///
/// #[cors(origins = ["https://example.com"])]
/// static API: Policy;
///
/// #[cors(origins = ["https://partner.example"], methods = [PUT])]
/// static PARTNERS: Policy;
///
/// let app = App::new()
///     .service(
///         cors_actix::scope("/partners", &PARTNERS)
///             .route("/orders", web::put().to(HttpResponse::NoContent)),
///     )
///     .wrap(Cors::new(&API));
/// ```
pub fn scope<P: Into<SharedPolicy>>(
    path: &str,
    policy: P,
) -> Scope<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<EitherBody<BoxBody, ()>>,
        Error = Error,
        InitError = (),
    > + use<P>,
> {
    let policy = policy.into();
    let entry = Entry::new(policy.clone(), None, BUILD);
    web::scope(path)
        .service(Hidden(entry))
        .wrap(Cors::of_scope(policy))
}
