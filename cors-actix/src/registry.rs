//! The routes and scopes of an application that have policies, registered where
//! they stand.
//!
//! actix-web tells nobody at which path a service ends up. So beside each a
//! resource is registered that serves nothing, and whose name is found again
//! among the [resources](crate::resources) of the application.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use actix_web::HttpResponse;
use actix_web::dev::{
    AppService, HttpServiceFactory, ResourceDef, ServiceRequest, ServiceResponse, fn_service,
};
use actix_web::error::Error;
use actix_web::guard;
use cors_engine::SharedPolicy;

use crate::inside::Read;
use crate::table::Table;

thread_local! {
    /// What was registered on this thread; an application drops its own.
    static REGISTERED: RefCell<Vec<Weak<Entry>>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u64> = const { Cell::new(0) };
}

/// What has a policy.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) policy: SharedPolicy,
    /// The routes whose resources stand before the mark; behind it, one for each that
    /// does not take its preflights, which answers them. A scope, in which the mark
    /// stands, has none.
    pub(crate) routes: Vec<Route>,
    /// How a gate finds out about it.
    pub(crate) read: Read,
}

/// A route as it was declared.
#[derive(Debug, Clone)]
pub struct Route {
    /// Its methods.
    pub methods: Vec<String>,
    /// Its own pattern.
    pub pattern: String,
    /// Whether it has a guard beside its methods, and may turn a request down.
    pub is_guarded: bool,
    /// Whether its resource takes its preflights too, where no gate does.
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
        match self.pattern.is_empty() || self.pattern.starts_with('/') {
            true => self.pattern.clone(),
            false => format!("/{}", self.pattern),
        }
    }
}

impl Entry {
    pub(crate) fn new(policy: SharedPolicy, routes: Vec<Route>) -> Rc<Self> {
        let number = NEXT.replace(NEXT.get() + 1);
        Rc::new(Entry {
            name: format!("{MARK}{number}"),
            policy,
            routes,
            read: |gate, request, entries| {
                let table = Table::of(gate, request, entries)?;
                Some(table)
            },
        })
    }

    /// What was registered on this thread and is still there.
    pub(crate) fn all() -> Vec<Rc<Entry>> {
        REGISTERED.with_borrow_mut(|registered| {
            registered.retain(|entry| entry.strong_count() > 0);
            registered.iter().filter_map(Weak::upgrade).collect()
        })
    }

    /// Whether this is the name of an entry.
    pub(crate) fn is_name(name: &str) -> bool {
        name.starts_with(MARK)
    }
}

/// No user writes this.
const MARK: &str = "\u{1}cors/";

/// A path that no request has: a URL cannot hold it.
const NOWHERE: &str = "/\u{1}cors";

/// Marks where an entry stands, and keeps it for as long as the application.
#[derive(Debug)]
pub(crate) struct Marker(pub(crate) Rc<Entry>);

impl HttpServiceFactory for Marker {
    fn register(self, config: &mut AppService) {
        let entry = self.0;
        REGISTERED.with_borrow_mut(|registered| registered.push(Rc::downgrade(&entry)));
        let mut definition = ResourceDef::new(NOWHERE);
        definition.set_name(&entry.name);
        let never = Box::new(guard::fn_guard(|_| false));
        let service = fn_service(move |request: ServiceRequest| {
            let _kept = &entry;
            let response: ServiceResponse = request.into_response(HttpResponse::NotFound());
            std::future::ready(Ok::<_, Error>(response))
        });
        config.register_service(definition, Some(vec![never]), service, None);
    }
}
