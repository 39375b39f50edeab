//! The routes and scopes of an application that have policies, registered where
//! they stand.
//!
//! actix-web tells nobody at which path a service ends up. But a service may
//! bring a node of the [`ResourceMap`], and from that node the patterns above it
//! can be read once the application is complete.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use actix_web::dev::{AppService, ResourceDef, ResourceMap, ServiceRequest, ServiceResponse};
use actix_web::dev::{HttpServiceFactory, fn_service};
use actix_web::error::{Error, UrlGenerationError};
use actix_web::{HttpResponse, guard};
use cors_core::SharedPolicy;

thread_local! {
    /// What was registered on this thread; an application drops its own.
    static REGISTERED: RefCell<Vec<Weak<Entry>>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u64> = const { Cell::new(0) };
}

/// A place in an application that has a policy.
pub(crate) struct Entry {
    /// Its rank in the order of registration.
    number: Cell<u64>,
    /// A path below the place that nothing else matches: a dynamic part of a
    /// pattern is never empty.
    hidden: String,
    /// The name of the node at that path, like no other's.
    name: String,
    node: Rc<ResourceMap>,
    pub(crate) policy: SharedPolicy,
    pub(crate) place: Place,
}

/// What has the policy.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    Scope,
    Route(Route),
}

/// A route as its attribute has it.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// Its methods.
    pub methods: &'static [&'static str],
    /// Its own pattern.
    pub pattern: &'static str,
    /// Whether it has a guard beside its methods, and may turn a request down.
    pub is_guarded: bool,
}

impl Entry {
    pub(crate) fn new(policy: SharedPolicy, place: Place) -> Rc<Self> {
        let number = next();
        let hidden = format!("//\u{1}cors/{number}");
        let name = format!("\u{1}cors/{number}");
        let mut node = ResourceMap::new(ResourceDef::prefix(hidden.as_str()));
        // A dynamic part, so that no URL can be made of it by mistake.
        let mut edge = ResourceDef::new("/{of}");
        edge.set_name(&name);
        node.add(&mut edge, None);
        Rc::new(Entry {
            number: Cell::new(number),
            hidden,
            name,
            node: Rc::new(node),
            policy,
            place,
        })
    }

    /// Whether it was registered before another.
    pub(crate) fn is_before(&self, other: &Entry) -> bool {
        self.number < other.number
    }

    /// What was registered for the application of this request, in the order in
    /// which it was.
    pub(crate) fn all_of(request: &ServiceRequest) -> Vec<Rc<Entry>> {
        let entries: Vec<Rc<Entry>> = REGISTERED.with_borrow_mut(|registered| {
            registered.retain(|entry| entry.strong_count() > 0);
            registered.iter().filter_map(Weak::upgrade).collect()
        });
        let map = request.resource_map();
        let is_known = |entry: &Rc<Entry>| {
            let url = map.url_for(request.request(), &entry.name, [""; 0]);
            !matches!(url, Err(UrlGenerationError::ResourceNotFound))
        };
        entries.into_iter().filter(is_known).collect()
    }

    /// The patterns of the scopes round about. Known once the application is
    /// complete.
    pub(crate) fn prefix(&self) -> String {
        let pattern = self.node.match_pattern(&format!("{}/_", self.hidden));
        let pattern = pattern.unwrap_or_default();
        let behind = format!("{}/{{of}}", self.hidden);
        pattern.strip_suffix(&behind).unwrap_or_default().to_owned()
    }

    /// Whether a request that gets as far as `scope`, a part of its path, meets
    /// this place there, as far as paths decide. It does not if an earlier scope
    /// has the same path.
    pub(crate) fn is_in_first(&self, map: &ResourceMap, scope: &str) -> bool {
        map.match_name(&format!("{scope}{}/_", self.hidden)) == Some(&*self.name)
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = f.debug_struct("Entry").field("place", &self.place).finish();
        place.and(Ok(()))
    }
}

/// Registers the place, and keeps it for as long as the application.
impl HttpServiceFactory for Hidden {
    fn register(self, config: &mut AppService) {
        let entry = self.0;
        // A scope is made before what is registered first.
        entry.number.set(next());
        REGISTERED.with_borrow_mut(|registered| registered.push(Rc::downgrade(&entry)));
        let definition = ResourceDef::prefix(entry.hidden.as_str());
        let node = Rc::clone(&entry.node);
        let never = Box::new(guard::fn_guard(|_| false));
        let service = fn_service(move |request: ServiceRequest| {
            let _kept = &entry;
            let response: ServiceResponse = request.into_response(HttpResponse::NotFound());
            std::future::ready(Ok::<_, Error>(response))
        });
        config.register_service(definition, Some(vec![never]), service, Some(node));
    }
}

fn next() -> u64 {
    NEXT.replace(NEXT.get() + 1)
}

/// The service that stands where a place with a policy is, and never runs.
#[derive(Debug)]
pub(crate) struct Hidden(pub(crate) Rc<Entry>);
