//! The preflights of routes with a policy if there is no `Cors` around them.

use std::cell::OnceCell;
use std::future::ready;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::Error;
use actix_web::body::BoxBody;
use actix_web::dev::{AppService, ResourceDef, ServiceRequest, ServiceResponse, fn_service};
use actix_web::guard::{self, GuardContext};
use actix_web::http::Method;
use cors_engine::Policy;
use cors_engine::adapter::{
    ApplicablePolicy, CompiledPolicy, CompiledSource, is_preflight, requested_method,
};

use crate::headers::Headers;
use crate::registry::{AppPolicies, Entry, Route};
use crate::response;

/// The guard of a resource that takes OPTIONS besides the methods of its route: only
/// preflights for those methods pass.
pub fn passes(context: &GuardContext<'_>, methods: &[&str]) -> bool {
    context.head().method != Method::OPTIONS || is_preflight_of(context, methods)
}

/// Whether a request is a preflight for one of these methods.
pub(crate) fn is_preflight_of(context: &GuardContext<'_>, methods: &[&str]) -> bool {
    let head = context.head();
    is_preflight::<Headers>(head.method.as_str().as_bytes(), head.headers())
        && requested_method::<Headers>(head.headers()).is_some_and(|method| {
            methods
                .iter()
                .any(|own| own.as_bytes() == method.as_bytes())
        })
}

/// Registers a resource that answers the preflights of a route whose own resource does
/// not.
pub(crate) fn register(config: &mut AppService, route: &Route) {
    let methods = route.methods.clone();
    let is_own = move |context: &GuardContext<'_>| {
        let methods: Vec<&str> = methods.iter().map(String::as_str).collect();
        is_preflight_of(context, &methods)
    };
    let preflights = Standalone::default();
    let service = fn_service(move |request: ServiceRequest| {
        let applicable = preflights.applicable(&request);
        let response = response::preflight(request.into_parts().0, &applicable);
        let response: ServiceResponse<BoxBody> = response.map_into_boxed_body();
        ready(Ok::<_, Error>(response))
    });
    config.register_service(
        ResourceDef::new(route.completed()),
        Some(vec![Box::new(guard::fn_guard(is_own))]),
        service,
        None,
    );
}

/// The policies of an application without a `Cors` around it. The other routes of the
/// application matter for a preflight too.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standalone {
    policies: OnceCell<Option<Rc<dyn AppPolicies>>>,
}

impl Standalone {
    pub(crate) fn applicable(&self, request: &ServiceRequest) -> ApplicablePolicy<Headers> {
        let none = || Arc::new(CompiledPolicy::new(Policy::NONE));
        let policies = self.policies.get_or_init(|| {
            let entries = Entry::all_of(request);
            let first = entries.first()?;
            let build = || {
                let source = CompiledSource::One(none());
                (first.build)(&source, request.resource_map(), &entries)
            };
            Some(Rc::clone(first.standalone.get_or_init(build)))
        });
        let method = response::requested(request);
        match policies {
            Some(policies) => policies.for_preflight(method, request.request()),
            None => ApplicablePolicy {
                policy: none(),
                per_method: false,
            },
        }
    }
}
