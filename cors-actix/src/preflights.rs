//! The preflights of routes with a policy, where no [`Cors`](crate::Cors) answers.

use std::cell::{OnceCell, RefCell};
use std::future::ready;
use std::ptr;
use std::rc::{Rc, Weak};

use actix_web::body::BoxBody;
use actix_web::dev::{
    AppService, ResourceDef, ResourceMap, ServiceRequest, ServiceResponse, fn_service,
};
use actix_web::guard::{self, GuardContext};
use actix_web::http::{Method, StatusCode};
use actix_web::{Error, HttpResponse};
use cors_engine::__private::NOBODY;
use cors_engine::adapter::{CompiledPolicy, is_preflight, requested_method};

use crate::answer::Answerer;
use crate::headers::Headers;
use crate::registry::{Entry, Route};
use crate::table::Table;

/// The guard of a resource that takes OPTIONS beside the methods of its route:
/// only preflights for those.
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

/// Registers what answers the preflights of a route whose own resource does not.
pub(crate) fn register(config: &mut AppService, route: &Route) {
    let methods = route.methods.clone();
    let is_own = move |context: &GuardContext<'_>| {
        let methods: Vec<&str> = methods.iter().map(String::as_str).collect();
        is_preflight_of(context, &methods)
    };
    let preflights = Preflights::default();
    let service = fn_service(move |request: ServiceRequest| {
        let response: ServiceResponse<BoxBody> = preflights.answer(request).map_into_boxed_body();
        ready(Ok::<_, Error>(response))
    });
    config.register_service(
        ResourceDef::new(route.completed()),
        Some(vec![Box::new(guard::fn_guard(is_own))]),
        service,
        None,
    );
}

/// Answers them as the application has it: the policies of its other routes
/// matter too.
#[derive(Debug, Clone, Default)]
pub(crate) struct Preflights {
    table: OnceCell<Option<Rc<Table>>>,
}

thread_local! {
    /// That of each application, by the address of its resources, which outlive
    /// the routes that share it.
    static TABLES: RefCell<Vec<(usize, Weak<Table>)>> = const { RefCell::new(Vec::new()) };
}

impl Preflights {
    pub(crate) fn answer(&self, request: ServiceRequest) -> ServiceResponse<&'static str> {
        match self.table.get_or_init(|| shared(&request)) {
            Some(table) => table.answer(request.into_parts().0),
            None => request.into_response(HttpResponse::with_body(StatusCode::FORBIDDEN, "")),
        }
    }
}

/// The table of an application without a gate, the same for all its routes.
fn shared(request: &ServiceRequest) -> Option<Rc<Table>> {
    let address = ptr::from_ref::<ResourceMap>(request.resource_map()).addr();
    TABLES.with_borrow_mut(|tables| {
        tables.retain(|(_, table)| table.strong_count() > 0);
        let known = tables.iter().find(|(known, _)| *known == address);
        known.and_then(|(_, table)| table.upgrade()).or_else(|| {
            // Round about is no policy: nobody is let in.
            let nobody = Rc::new(CompiledPolicy::new(&NOBODY));
            let table = Table::of(&nobody, request, &Entry::all())?;
            tables.push((address, Rc::downgrade(&table)));
            Some(table)
        })
    })
}
