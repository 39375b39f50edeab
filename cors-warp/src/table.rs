//! The table of the policies of routes and scopes.

use std::sync::Arc;

use cors_engine::PolicyRequest;
use cors_engine::adapter::{
    AllowedOrigin, ApplicablePolicy, CompiledPolicy, CompiledSource, Http, LayerCount,
    PolicySource, is_preflight,
};
use cors_engine::routes::{CompiledRoutes, RouteEntry, RouteTable};
use warp::http::header::HeaderValue;
use warp::http::{self, Method};
use warp::log::Info;
use warp::reply::Response;

use crate::layer::{preflight_of, request_of};
use crate::nesting;
use crate::pattern::Pattern;
use crate::request::cors_request;

/// The policies of one call of [`Routes::cors`](crate::Routes::cors).
#[derive(Debug)]
pub(crate) struct Table {
    routes: CompiledRoutes<Pattern, Http>,
    /// The policies of the application, if they depend on the request.
    application: Option<CompiledSource<Http>>,
    count: LayerCount,
}

/// The policy that applies to a request that is not a preflight, and the allowed origin.
#[derive(Debug)]
pub(crate) struct Matched {
    policy: Arc<CompiledPolicy<Http>>,
    allowed: AllowedOrigin<HeaderValue>,
}

impl Table {
    pub(crate) fn new(policies: &PolicySource<Http>, entries: Vec<RouteEntry<Pattern>>) -> Self {
        let application = policies.compile();
        let table = RouteTable::new(application.application(), entries);
        for problem in table.methods_not_allowed() {
            log::error!("CORS: {problem}");
        }
        Table {
            routes: CompiledRoutes::new(table),
            application: match application {
                CompiledSource::One(_) => None,
                CompiledSource::PerRequest(_) => Some(application),
            },
            count: LayerCount::new(),
        }
    }

    /// The policy that applies to a request, or `None` for a preflight. The path is the
    /// part that enclosing filters have not consumed.
    pub(crate) fn find(&self, request: &Info<'_>, path: &str) -> Option<Matched> {
        let headers = request.request_headers();
        if is_preflight::<Http>(request.method().as_str().as_bytes(), headers) {
            return None;
        }
        let policy = self.applicable(&request_of(request), path).policy;
        let allowed = policy.allowed_origin(headers);
        policy.log_refusal(&allowed, false, || cors_request(request));
        Some(Matched { policy, allowed })
    }

    /// The answer to a preflight.
    pub(crate) fn answer(&self, request: &Info<'_>, path: &str) -> http::Response<()> {
        let headers = request.request_headers();
        let ApplicablePolicy { policy, per_method } = self.applicable(&preflight_of(request), path);
        let allowed = policy.allowed_origin(headers);
        policy.log_refusal(&allowed, true, || cors_request(request));
        if per_method {
            policy.preflight_answer_for_method(allowed, headers)
        } else {
            policy.preflight_answer(allowed, headers)
        }
    }

    fn applicable(&self, request: &PolicyRequest<'_>, path: &str) -> ApplicablePolicy<Http> {
        let method = request.method();
        let found = self.routes.table().applicable(method, path);
        self.routes.log_ambiguous(method, &found);
        let mut per_method = found.per_method;
        let policy = match &self.application {
            None => self.routes.intersection(&found.policies),
            Some(application) => self.routes.intersection_with(&found.policies, || {
                let own = application.applicable(request);
                per_method |= own.per_method;
                own.policy
            }),
        };
        ApplicablePolicy { policy, per_method }
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
