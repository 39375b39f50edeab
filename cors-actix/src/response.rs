//! The answers to preflights, and the headers of all other responses.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use cors_engine::SharedPolicy;
use cors_engine::adapter::{
    AllowedOrigin, ApplicablePolicy, CompiledPolicy, PreflightResult, log_nested_layers, origin_of,
    requested_method,
};

#[cfg(feature = "tracing")]
use cors_engine::explain::CorsRequest;

use crate::headers::Headers;
use crate::registry::{AppPolicies, Matched, Served};
use crate::request::cors_request;

/// The data of a request that is needed for its response, if routes or other layers may
/// have policies too.
///
/// The outer middleware puts a clone into the extensions of the request, and the
/// inner ones write their policies into it. This works even if a middleware in between
/// changes the request or replaces the response.
#[derive(Debug, Clone)]
pub(crate) struct Pending(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    origin: Option<HeaderValue>,
    /// Whether a refusal is logged: pages of the same origin need no permission.
    #[cfg(feature = "tracing")]
    needs_permission: bool,
    method: Method,
    uri: Uri,
    /// The policy of the outer middleware.
    outer: Arc<CompiledPolicy<Headers>>,
    /// The policies of routes and scopes.
    inner: Option<Rc<dyn AppPolicies>>,
    matched: RefCell<Option<Matched>>,
    /// The policies of `Cors` middlewares inside.
    nested: RefCell<Vec<Arc<CompiledPolicy<Headers>>>>,
}

impl Pending {
    pub(crate) fn new(
        request: &ServiceRequest,
        outer: Arc<CompiledPolicy<Headers>>,
        inner: Option<Rc<dyn AppPolicies>>,
    ) -> Self {
        let pending = Pending(Rc::new(Inner {
            origin: origin_of::<Headers>(request.headers()).cloned(),
            #[cfg(feature = "tracing")]
            needs_permission: cors_request(request.request()).0.needs_permission(),
            method: request.method().clone(),
            uri: request.uri().clone(),
            outer,
            inner,
            matched: RefCell::default(),
            nested: RefCell::default(),
        }));
        request.extensions_mut().insert(pending.clone());
        pending
    }

    /// The data that the outer middleware put into the request, if there is one.
    pub(crate) fn of(request: &ServiceRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }

    /// Records that the request reached a route or a scope with a policy.
    pub(crate) fn record(&self, policy: &SharedPolicy, is_route: bool) {
        let policy = policy.clone();
        self.0.matched.replace(Some(Matched { policy, is_route }));
    }

    /// Records that the request reached another `Cors`.
    pub(crate) fn record_nested(&self, policy: Arc<CompiledPolicy<Headers>>) {
        self.0.nested.borrow_mut().push(policy);
    }

    /// Writes the headers of the response.
    pub(crate) fn finish<B>(
        &self,
        result: Result<ServiceResponse<B>, Error>,
    ) -> Result<ServiceResponse<B>, Error> {
        let response = result.as_ref().ok();
        let policy = self.policy(response.map(|response| (response.request(), response.status())));
        let origin = policy.allowed_origin_for(self.0.origin.as_ref());
        #[cfg(feature = "tracing")]
        if self.0.needs_permission {
            policy.log_refusal(&origin, false, || self.0.cors_request());
        }
        finish(&policy, origin, result)
    }

    /// The policy for the response.
    fn policy(&self, response: Option<(&HttpRequest, StatusCode)>) -> Arc<CompiledPolicy<Headers>> {
        let Inner {
            method,
            uri,
            outer,
            inner,
            matched,
            nested,
            ..
        } = &*self.0;
        let matched = matched.borrow();
        let is_route = matched.as_ref().is_some_and(|matched| matched.is_route);
        let policy = match inner {
            None => Arc::clone(outer),
            Some(policies) => policies.for_response(&Served {
                own: outer,
                method,
                uri,
                matched: matched.as_ref(),
                response,
                is_cell_lost: !is_route
                    && response.is_some_and(|(request, _)| !self.is_in(request)),
            }),
        };
        let nested = nested.borrow();
        if nested.is_empty() {
            return policy;
        }
        log_nested_layers();
        let all = std::iter::once(&policy).chain(&*nested);
        CompiledPolicy::intersection_of(all).unwrap_or(policy)
    }

    fn is_in(&self, request: &HttpRequest) -> bool {
        let extensions = request.extensions();
        let pending = extensions.get::<Self>();
        pending.is_some_and(|pending| Rc::ptr_eq(&pending.0, &self.0))
    }
}

#[cfg(feature = "tracing")]
impl Inner {
    /// The parts of the request that explain a refusal, and its path.
    fn cors_request(&self) -> (CorsRequest<'_>, &str) {
        let parts = CorsRequest::new(self.method.as_str());
        let parts = match &self.origin {
            Some(origin) => parts.origin(origin.as_bytes()),
            None => parts,
        };
        (parts, self.uri.path())
    }
}

/// The answer to a preflight, with an empty body.
#[inline]
pub(crate) fn preflight(
    request: HttpRequest,
    ApplicablePolicy { policy, per_method }: &ApplicablePolicy<Headers>,
) -> ServiceResponse<()> {
    // The response comes out of a pool, with the memory of its header map.
    let mut response = HttpResponse::with_body(StatusCode::NO_CONTENT, ());
    let origin = policy.allowed_origin(request.headers());
    policy.log_refusal(&origin, true, || cors_request(&request));
    let (from, to) = (request.headers(), response.headers_mut());
    let result = if *per_method {
        policy.write_preflight_headers_for_method(origin, from, to)
    } else {
        policy.write_preflight_headers(origin, from, to)
    };
    if result == PreflightResult::Refused {
        *response.status_mut() = StatusCode::FORBIDDEN;
    }
    ServiceResponse::new(request, response)
}

/// The requested method of a preflight.
pub(crate) fn requested(request: &ServiceRequest) -> &str {
    let method = requested_method::<Headers>(request.headers());
    method
        .and_then(|method| method.to_str().ok())
        .unwrap_or_default()
}

/// Writes the headers of a response, or of an error.
// `write_response_headers` is always inlined, which makes the caller large. Most responses
// do not pass this function.
#[inline(never)]
pub(crate) fn finish<B>(
    policy: &CompiledPolicy<Headers>,
    origin: AllowedOrigin<HeaderValue>,
    result: Result<ServiceResponse<B>, Error>,
) -> Result<ServiceResponse<B>, Error> {
    match result {
        Ok(mut response) => {
            write_headers(policy, origin, response.headers_mut());
            Ok(response)
        }
        Err(error) => Err(with_headers(error, origin, policy)),
    }
}

#[inline(never)]
fn write_headers(
    policy: &CompiledPolicy<Headers>,
    origin: AllowedOrigin<HeaderValue>,
    headers: &mut HeaderMap,
) {
    policy.write_response_headers(origin, headers);
}

/// Adds the headers to an error of an inner middleware, which becomes a response outside
/// of this middleware.
///
/// The error cannot be turned into a response here. A response needs the request, and a
/// clone of the request would make the router panic.
#[inline(never)]
pub(crate) fn with_headers(
    error: Error,
    origin: AllowedOrigin<HeaderValue>,
    policy: &CompiledPolicy<Headers>,
) -> Error {
    let mut response = error.error_response();
    write_headers(policy, origin, response.headers_mut());
    InternalError::from_response(error, response).into()
}
