//! Scopes with a policy of their own.

use actix_web::body::{BoxBody, EitherBody};
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::{Error, Scope, web};
use cors_engine::SharedPolicy;

use crate::cors::Cors;
use crate::registry::{Entry, Marker};

/// A scope, as [`web::scope`] makes it, whose policy governs what is inside and
/// has none of its own.
///
/// A [`Cors`](crate::Cors) round the application answers its preflights. Where
/// there is none the scope does so itself, as far as the middleware round it lets
/// them through.
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
        Response = ServiceResponse<EitherBody<BoxBody, &'static str>>,
        Error = Error,
        InitError = (),
    > + use<P>,
> {
    let policy = policy.into();
    let entry = Entry::new(policy.clone(), Vec::new());
    web::scope(path)
        .service(Marker(entry))
        .wrap(Cors::of_scope(policy))
}
