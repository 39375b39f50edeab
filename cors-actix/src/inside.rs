//! What stands inside a gate, as far as the gate knows.
//!
//! Most applications have one policy. They carry none of the code that reads the
//! routes of an application and decides between policies: nothing leads there but
//! what registers a route or a scope with a policy.

use std::fmt::Debug;
use std::rc::Rc;

use actix_web::HttpRequest;
use actix_web::dev::ServiceRequest;
use actix_web::http::{Method, StatusCode, Uri};
use cors_engine::adapter::CompiledPolicy;

use crate::answer::Answerer;
use crate::frame::Mark;
use crate::headers::Headers;
use crate::registry::Entry;

/// The policies inside: they answer preflights, and say which of them governs.
pub(crate) trait Inside: Answerer + Debug {
    /// Which policy the response to a request is under, given the one that it met
    /// on its way.
    fn settle(
        &self,
        mark: Option<Mark>,
        request: &HttpRequest,
        status: StatusCode,
    ) -> Rc<CompiledPolicy<Headers>>;

    /// What an error is answered with, of a request that went inside.
    fn settle_error(
        &self,
        mark: Option<Mark>,
        method: &Method,
        uri: &Uri,
    ) -> Rc<CompiledPolicy<Headers>>;
}

/// How the policies inside are found, given the policy of the gate, a request, and
/// everything that was registered.
pub(crate) type Read =
    fn(&Rc<CompiledPolicy<Headers>>, &ServiceRequest, &[Rc<Entry>]) -> Option<Rc<dyn Inside>>;

/// What stands inside a gate; `None` if nothing there has a policy.
pub(crate) fn inside(
    gate: &Rc<CompiledPolicy<Headers>>,
    request: &ServiceRequest,
) -> Option<Rc<dyn Inside>> {
    let entries = Entry::all();
    let first = entries.first()?;
    (first.read)(gate, request, &entries)
}
