//! The table of the policies of routes and scopes.

use std::sync::Arc;

use cors_engine::SharedPolicy;
use cors_engine::adapter::{
    AllowedOrigin, CompiledPolicy, Http, LayerCount, is_preflight, requested_method,
};
use cors_engine::routes::{CompiledRoutes, RouteEntry, RouteTable};
use warp::http::header::HeaderValue;
use warp::http::{self, Method};
use warp::log::Info;
use warp::reply::Response;

use crate::nesting;
use crate::pattern::Pattern;
use crate::request::cors_request;

/// The policies of one call of [`Routes::cors`](crate::Routes::cors).
#[derive(Debug)]
pub(crate) struct Table {
    routes: CompiledRoutes<Pattern, Http>,
    count: LayerCount,
}

/// The policy that applies to a request that is not a preflight, and the allowed origin.
#[derive(Debug)]
pub(crate) struct Matched {
    policy: Arc<CompiledPolicy<Http>>,
    allowed: AllowedOrigin<HeaderValue>,
}

impl Table {
    pub(crate) fn new(policy: SharedPolicy, entries: Vec<RouteEntry<Pattern>>) -> Self {
        let table = RouteTable::new(policy, entries);
        for problem in table.methods_not_allowed() {
            log::error!("CORS: {problem}");
        }
        Table {
            routes: CompiledRoutes::new(table),
            count: LayerCount::new(),
        }
    }

    /// The policy that applies to a request, or `None` for a preflight. The path is the
    /// part that enclosing filters have not consumed.
    pub(crate) fn find(&self, request: &Info<'_>, path: &str) -> Option<Matched> {
        let headers = request.request_headers();
        let method = request.method().as_str();
        if is_preflight::<Http>(method.as_bytes(), headers) {
            return None;
        }
        let applicable = self.routes.table().applicable(method, path);
        let policy = self.routes.resolve(method, &applicable);
        let allowed = policy.allowed_origin(headers);
        policy.log_refusal(&allowed, false, || cors_request(request));
        Some(Matched { policy, allowed })
    }

    /// The answer to a preflight.
    pub(crate) fn answer(&self, request: &Info<'_>, path: &str) -> http::Response<()> {
        let headers = request.request_headers();
        let method = requested_method::<Http>(headers).and_then(|method| method.to_str().ok());
        let method = method.unwrap_or_default();
        let applicable = self.routes.table().applicable(method, path);
        let policy = self.routes.resolve(method, &applicable);
        let allowed = policy.allowed_origin(headers);
        policy.log_refusal(&allowed, true, || cors_request(request));
        if applicable.per_method {
            policy.preflight_answer_for_method(allowed, headers)
        } else {
            policy.preflight_answer(allowed, headers)
        }
    }

    /// Whether a method and a path match a route.
    pub(crate) fn has_route(&self, method: &Method, path: &str) -> bool {
        let applicable = self.routes.table().applicable(method.as_str(), path);
        applicable.route.is_some()
    }

    pub(crate) fn write_headers(&self, matched: Matched, response: &mut Response) {
        nesting::write_headers(&self.count, &matched.policy, matched.allowed, response);
    }
}
