//! The routes and scopes with policies that have been registered on this thread.
//!
//! actix-web does not pass its path to a service. But a service can provide a node of the
//! [`ResourceMap`], and once the application is complete, the node returns the patterns of
//! the enclosing scopes. So a hidden resource, which takes no requests, is registered next
//! to each route with a policy, and inside each scope with a policy.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::ptr;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use actix_web::dev::{
    AppService, HttpServiceFactory, ResourceDef, ResourceMap, ServiceRequest, ServiceResponse,
    fn_service,
};
use actix_web::error::{Error, UrlGenerationError};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::{HttpRequest, HttpResponse, guard};
use cors_engine::SharedPolicy;
use cors_engine::adapter::{ApplicablePolicy, CompiledPolicy, CompiledSource};

use crate::headers::Headers;

thread_local! {
    /// What the applications of this thread registered, as long as they exist.
    static REGISTERED: RefCell<Vec<Weak<Entry>>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u64> = const { Cell::new(0) };
    /// The policies of the `Cors` middlewares on this thread, by address, and how many
    /// middlewares have each.
    static LAYERS: RefCell<Vec<(usize, usize)>> = const { RefCell::new(Vec::new()) };
    /// The number of those policies.
    static POLICIES: Cell<usize> = const { Cell::new(0) };
}

/// Counts a `Cors` middleware for as long as it exists, which is on one thread.
///
/// Middlewares with the same policy count as one: nested, they allow what each of them
/// allows. So a server with two addresses does not pay for layers that could be nested.
#[derive(Debug)]
pub(crate) struct Layer {
    policy: usize,
}

impl Layer {
    /// The source must live as long as the count.
    pub(crate) fn new(source: &CompiledSource<Headers>) -> Self {
        let policy = match source {
            CompiledSource::One(policy) => ptr::from_ref(policy.policy()).addr(),
            CompiledSource::PerRequest(policies) => Arc::as_ptr(policies).addr(),
        };
        LAYERS.with_borrow_mut(|layers| {
            match layers.iter_mut().find(|(known, _)| *known == policy) {
                Some((_, count)) => *count += 1,
                None => layers.push((policy, 1)),
            }
            POLICIES.set(layers.len());
        });
        Layer { policy }
    }

    /// Whether there is no layer with another policy, which could be nested in this one.
    #[inline]
    pub(crate) fn is_only_one(&self) -> bool {
        POLICIES.get() == 1
    }
}

impl Drop for Layer {
    fn drop(&mut self) {
        LAYERS.with_borrow_mut(|layers| {
            if let Some(at) = layers.iter().position(|(known, _)| *known == self.policy) {
                layers[at].1 -= 1;
                if layers[at].1 == 0 {
                    layers.remove(at);
                }
            }
            POLICIES.set(layers.len());
        });
    }
}

/// The policies of the routes and scopes of one application.
pub(crate) trait AppPolicies: std::fmt::Debug {
    /// The policy for a preflight. `own` is the policy of the application for it.
    fn for_preflight(
        &self,
        method: &str,
        request: &HttpRequest,
        own: ApplicablePolicy<Headers>,
    ) -> ApplicablePolicy<Headers>;

    /// The policy for a response.
    fn for_response(&self, served: &Served<'_>) -> Arc<CompiledPolicy<Headers>>;
}

/// A request that has been handled.
pub(crate) struct Served<'r> {
    /// The policy of the application for the request.
    pub(crate) own: &'r Arc<CompiledPolicy<Headers>>,
    pub(crate) method: &'r Method,
    /// The URI as it was sent.
    pub(crate) uri: &'r Uri,
    /// The innermost route or scope with a policy that the request reached.
    pub(crate) matched: Option<&'r Matched>,
    /// What came back; `None` for an error of a middleware.
    pub(crate) response: Option<(&'r HttpRequest, StatusCode)>,
    /// Whether a middleware removed our cell from the extensions of the request, so
    /// that `matched` may be incomplete. It is not checked if a route was reached, because
    /// nothing is further inside.
    pub(crate) is_cell_lost: bool,
}

/// A route or scope that a request reached.
#[derive(Debug, Clone)]
pub(crate) struct Matched {
    pub(crate) policy: SharedPolicy,
    pub(crate) is_route: bool,
}

/// Builds the policies of the application that handles a request; `None` if its routes and
/// scopes have none. The code is linked only into programs that register some.
pub(crate) type Build =
    fn(&CompiledSource<Headers>, &ServiceRequest) -> Option<Rc<dyn AppPolicies>>;

/// The function that builds the policies of the applications of this thread; `None` if no
/// route or scope has a policy.
pub(crate) fn build() -> Option<Build> {
    REGISTERED.with_borrow(|registered| {
        let entry = registered.iter().find_map(Weak::upgrade);
        entry.map(|entry| entry.build)
    })
}

/// A route or a scope that has a policy.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) hidden: HiddenPath,
    node: Rc<ResourceMap>,
    pub(crate) policy: SharedPolicy,
    /// `None` for a scope.
    pub(crate) route: Option<Route>,
    /// Whether a scope has a guard, which is known when it is registered.
    pub(crate) is_guarded_scope: Cell<bool>,
    pub(crate) build: Build,
    /// The policies of an application without a `Cors` around it; in its first entry.
    pub(crate) standalone: OnceCell<Option<Rc<dyn AppPolicies>>>,
}

/// The path of an entry's hidden resource, which no other entry has, and its name.
#[derive(Debug, Clone)]
pub(crate) struct HiddenPath {
    path: String,
    name: String,
}

/// A route as it was declared.
#[derive(Debug, Clone)]
pub struct Route {
    /// Its methods.
    pub methods: Vec<String>,
    /// Its pattern.
    pub pattern: String,
    /// Whether it has a guard besides its methods, and may decline a request.
    pub is_guarded: bool,
    /// Whether its resource takes its preflights too, if no `Cors` does.
    pub takes_preflights: bool,
}

impl Route {
    /// A route that an attribute declares.
    pub fn new(methods: &[&str], pattern: &str, is_guarded: bool, takes_preflights: bool) -> Self {
        Route {
            methods: methods.iter().map(|&method| method.to_owned()).collect(),
            pattern: pattern.to_owned(),
            is_guarded,
            takes_preflights,
        }
    }

    /// The pattern as actix-web completes it.
    pub(crate) fn completed(&self) -> String {
        if self.pattern.is_empty() || self.pattern.starts_with('/') {
            self.pattern.clone()
        } else {
            format!("/{}", self.pattern)
        }
    }
}

impl Entry {
    pub(crate) fn new(policy: SharedPolicy, route: Option<Route>, build: Build) -> Rc<Self> {
        let number = NEXT.replace(NEXT.get() + 1);
        // A dynamic segment of a pattern is never empty, so it does not match `//`.
        let path = format!("//\u{1}cors/{number}");
        let name = format!("\u{1}cors/{number}");
        let mut node = ResourceMap::new(ResourceDef::prefix(path.as_str()));
        let mut edge = ResourceDef::new(EDGE);
        edge.set_name(&name);
        node.add(&mut edge, None);
        Rc::new(Entry {
            hidden: HiddenPath { path, name },
            node: Rc::new(node),
            policy,
            route,
            is_guarded_scope: Cell::new(false),
            build,
            standalone: OnceCell::new(),
        })
    }

    /// The entries of the application that handles this request, in the order of their
    /// registration, which is the order of the router.
    pub(crate) fn all_of(request: &ServiceRequest) -> Vec<Rc<Entry>> {
        let all: Vec<Rc<Entry>> = REGISTERED.with_borrow_mut(|registered| {
            registered.retain(|entry| entry.strong_count() > 0);
            registered.iter().filter_map(Weak::upgrade).collect()
        });
        let is_known = |entry: &Rc<Entry>| {
            // The resource needs a segment, so there is never a URL.
            let map = request.resource_map();
            let url = map.url_for(request.request(), &entry.hidden.name, [""; 0]);
            !matches!(url, Err(UrlGenerationError::ResourceNotFound))
        };
        all.into_iter().filter(is_known).collect()
    }

    /// Whether a guard may decline requests of this route or scope.
    pub(crate) fn is_guarded(&self) -> bool {
        let route = self.route.as_ref();
        route.map_or(self.is_guarded_scope.get(), |route| route.is_guarded)
    }

    /// The patterns of the scopes around the route, or of the scope and those around
    /// it, as one text. It is known once the application is complete.
    pub(crate) fn prefix(&self) -> String {
        let HiddenPath { path, .. } = &self.hidden;
        let pattern = self.node.match_pattern(&format!("{path}/_"));
        let pattern = pattern.unwrap_or_default();
        let own = format!("{path}{EDGE}");
        pattern.strip_suffix(&own).unwrap_or_default().to_owned()
    }
}

impl HiddenPath {
    /// Whether a request, whose path begins with `prefix`, arrives at the scope of this
    /// entry if no guard declines it.
    pub(crate) fn is_reached(&self, map: &ResourceMap, prefix: &str) -> bool {
        // The application itself is always reached.
        prefix.is_empty()
            || map.match_name(&format!("{prefix}{}/_", self.path)) == Some(&*self.name)
    }
}

/// The end of the pattern of a hidden resource. It is a dynamic segment, so that no URL
/// can be generated for the resource.
const EDGE: &str = "/{of}";

/// Registers a resource that takes no request, and keeps the entry for as long as
/// the application.
#[derive(Debug)]
pub(crate) struct Hidden(pub(crate) Rc<Entry>);

impl HttpServiceFactory for Hidden {
    fn register(self, config: &mut AppService) {
        let entry = self.0;
        REGISTERED.with_borrow_mut(|registered| registered.push(Rc::downgrade(&entry)));
        let definition = ResourceDef::prefix(entry.hidden.path.as_str());
        let node = Rc::clone(&entry.node);
        let never = Box::new(guard::fn_guard(|_| false));
        let entry: Rc<dyn Any> = entry;
        let service = fn_service(move |request: ServiceRequest| {
            let _kept = &entry;
            let response: ServiceResponse = request.into_response(HttpResponse::NotFound());
            std::future::ready(Ok::<_, Error>(response))
        });
        config.register_service(definition, Some(vec![never]), service, Some(node));
    }
}
