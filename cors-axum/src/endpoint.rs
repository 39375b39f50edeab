//! The policies of the endpoints of a router, as layers.
//!
//! Each entry of a router gets one layer, outside of all other layers. axum has matched
//! the path before the layer runs, so the layer looks up only the method.

use std::sync::Arc;

use axum::http::Method;
use cors_tower::CorsLayer;
use cors_tower::cors_engine::adapter::{
    ApplicablePolicy, CompiledPolicy, CompiledSource, Http, LayerCount, PolicySource,
    RequestPolicies,
};
use cors_tower::{Policy, PolicyRequest, SharedPolicy};

use crate::entry::{Fallbacks, RouteEntry, is_same};
use crate::prefix::Prefix;

/// The routers of the entries and of the fallbacks, each with its layer.
pub(crate) struct Endpoints<S> {
    /// The fallbacks come last, because axum keeps the default fallback of the router
    /// that is merged last.
    pub(crate) routers: Vec<(axum::Router<S>, CorsLayer)>,
    /// The policies of the application.
    pub(crate) application: CorsLayer,
    /// Whether one policy applies to all endpoints.
    pub(crate) is_uniform: bool,
    /// Whether a policy may allow any origin.
    pub(crate) any: bool,
}

impl<S> Endpoints<S> {
    #[track_caller]
    pub(crate) fn new(
        entries: Vec<RouteEntry<S>>,
        fallbacks: Fallbacks<S>,
        application: PolicySource<Http>,
    ) -> Self {
        let mut policies = Policies::new(application.compile());
        let mut routers = Vec::new();
        for entry in entries {
            let source = policies.of_entry(entry.methods, entry.policy);
            routers.push((entry.router, source));
        }
        let source = policies.of_fallbacks(fallbacks.policy, fallbacks.nested);
        routers.push((fallbacks.router, source));
        let Policies {
            application,
            is_uniform,
            any,
        } = policies;
        // The layers are not nested, so they count as one.
        let count = Arc::new(if is_uniform {
            application.count_layer()
        } else {
            LayerCount::new()
        });
        let layer = |source| CorsLayer::from_compiled(Arc::clone(&count), source);
        Endpoints {
            routers: routers
                .into_iter()
                .map(|(router, source)| (router, layer(source)))
                .collect(),
            application: layer(application),
            is_uniform,
            any,
        }
    }
}

/// Compiles the policies of a router.
struct Policies {
    application: CompiledSource<Http>,
    is_uniform: bool,
    any: bool,
}

impl Policies {
    fn new(application: CompiledSource<Http>) -> Self {
        Policies {
            is_uniform: true,
            any: match &application {
                CompiledSource::One(policy) => policy.policy().allows_any_origin(),
                // It is not known which policies there are.
                CompiledSource::PerRequest(_) => true,
            },
            application,
        }
    }

    fn of_entry(
        &mut self,
        methods: Vec<(Method, SharedPolicy)>,
        policy: Option<SharedPolicy>,
    ) -> CompiledSource<Http> {
        let enclosing = self.enclosing(policy);
        if methods.is_empty() {
            return enclosing;
        }
        let methods = methods.into_iter();
        let methods = methods.map(|(method, policy)| (method, self.compile(policy)));
        CompiledSource::PerRequest(Arc::new(Endpoint::new(enclosing, methods.collect())))
    }

    #[track_caller]
    fn of_fallbacks(
        &mut self,
        policy: Option<SharedPolicy>,
        nested: Vec<(String, Option<SharedPolicy>)>,
    ) -> CompiledSource<Http> {
        let root = self.enclosing(policy);
        let mut prefixes: Vec<(Prefix, CompiledSource<Http>)> = Vec::new();
        for (path, policy) in nested {
            let prefix = Prefix::new(&path);
            let policy = self.enclosing(policy);
            let address = |source: &CompiledSource<Http>| match source {
                CompiledSource::One(policy) => Some(std::ptr::from_ref(policy.policy())),
                CompiledSource::PerRequest(_) => None,
            };
            match prefixes.iter().find(|(known, _)| *known == prefix) {
                Some((_, known)) => assert!(
                    address(known) == address(&policy),
                    "Two routers with different policies are nested at `{path}`, so it cannot be \
                     determined which policy applies to paths that no route takes. Put everything \
                     below the path into one router",
                ),
                None => prefixes.push((prefix, policy)),
            }
        }
        if prefixes.is_empty() {
            return root;
        }
        prefixes.sort_by(|(one, _), (other, _)| one.cmp(other));
        CompiledSource::PerRequest(Arc::new(NestedFallbacks { root, prefixes }))
    }

    fn enclosing(&mut self, policy: Option<SharedPolicy>) -> CompiledSource<Http> {
        match policy {
            Some(policy) => CompiledSource::One(self.compile(policy)),
            None => self.application.clone(),
        }
    }

    fn compile(&mut self, policy: SharedPolicy) -> Arc<CompiledPolicy<Http>> {
        if let CompiledSource::One(application) = &self.application
            && is_same(Some(application.policy()), Some(&policy))
        {
            return Arc::clone(application);
        }
        self.is_uniform = false;
        self.any |= policy.allows_any_origin();
        Arc::new(CompiledPolicy::new(policy))
    }
}

/// The policies of one path.
#[derive(Debug)]
struct Endpoint {
    /// The policies of the methods that do not have their own policy.
    enclosing: CompiledSource<Http>,
    methods: Vec<(Method, Arc<CompiledPolicy<Http>>)>,
    /// Whether the methods have multiple policies.
    per_method: bool,
}

impl Endpoint {
    fn new(
        enclosing: CompiledSource<Http>,
        methods: Vec<(Method, Arc<CompiledPolicy<Http>>)>,
    ) -> Self {
        let differs = |policy: &Policy| match &enclosing {
            CompiledSource::One(enclosing) => !is_same(Some(enclosing.policy()), Some(policy)),
            CompiledSource::PerRequest(_) => true,
        };
        Endpoint {
            per_method: methods.iter().any(|(_, policy)| differs(policy.policy())),
            enclosing,
            methods,
        }
    }
}

impl RequestPolicies<Http> for Endpoint {
    fn applicable(&self, request: &PolicyRequest<'_>) -> ApplicablePolicy<Http> {
        let method = request.method();
        match self.methods.iter().find(|(own, _)| own == method) {
            Some((_, policy)) => ApplicablePolicy {
                policy: Arc::clone(policy),
                per_method: self.per_method,
            },
            None => {
                let mut applicable = self.enclosing.applicable(request);
                applicable.per_method |= self.per_method;
                applicable
            }
        }
    }
}

/// The policies of the fallbacks of nested routers.
#[derive(Debug)]
struct NestedFallbacks {
    root: CompiledSource<Http>,
    /// Sorted, so that the first match applies.
    prefixes: Vec<(Prefix, CompiledSource<Http>)>,
}

impl RequestPolicies<Http> for NestedFallbacks {
    fn applicable(&self, request: &PolicyRequest<'_>) -> ApplicablePolicy<Http> {
        let mut prefixes = self.prefixes.iter();
        let found = prefixes.find(|(prefix, _)| prefix.matches(request.path()));
        let source = found.map_or(&self.root, |(_, source)| source);
        source.applicable(request)
    }
}
