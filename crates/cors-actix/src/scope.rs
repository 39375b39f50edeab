//! Scopes with a policy of their own.

use std::cell::Cell;

use actix_web::dev::{Service, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::{Error, Scope, web};
use cors_core::SharedPolicy;

use crate::frame::{self, Mark};
use crate::registry::{Entry, Hidden, Place};

/// A scope, as [`web::scope`] makes it, whose policy governs what is inside and
/// has none of its own.
///
/// It takes effect inside a [`Cors`](crate::Cors), which answers the preflights.
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
pub fn scope(
    path: &str,
    policy: impl Into<SharedPolicy>,
) -> Scope<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse,
        Error = Error,
        InitError = (),
    >,
> {
    let policy = policy.into();
    let entry = Entry::new(policy.clone(), Place::Scope);
    let mark = Mark::new(&policy, false);
    let is_told = Cell::new(false);
    web::scope(path)
        .service(Hidden(entry))
        .wrap_fn(move |request, router| {
            // The policy lives as long as the mark that is its address.
            let _kept = &policy;
            if !frame::meet(&request, mark) && !is_told.replace(true) {
                log::error!("CORS: a scope has a policy, but no `Cors` is round it to apply it");
            }
            router.call(request)
        })
}
