//! The layer of tower-http for a case's policy.

use http::{HeaderName, HeaderValue, Method};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::policy::{self, Terms};

pub(super) fn layer(terms: Terms) -> CorsLayer {
    let value = |text: String| HeaderValue::from_str(&text).expect("an origin");
    let origin = match terms {
        Terms::Any => AllowOrigin::any(),
        Terms::Three | Terms::Many(_) => AllowOrigin::list(terms.patterns().into_iter().map(value)),
        Terms::Subdomain => {
            AllowOrigin::predicate(|origin, _| policy::is_subdomain(origin.as_bytes()))
        }
        Terms::AnyPort => AllowOrigin::predicate(|origin, _| policy::is_local(origin.as_bytes())),
    };
    let method = |name: &str| Method::from_bytes(name.as_bytes()).expect("a method");
    CorsLayer::new()
        .allow_origin(origin)
        .allow_methods(policy::METHODS.map(method))
        .allow_headers(policy::HEADERS.map(HeaderName::from_static))
        .expose_headers([HeaderName::from_static(policy::EXPOSED)])
        .allow_credentials(terms.credentials())
        .max_age(std::time::Duration::from_secs(policy::MAX_AGE.into()))
}
