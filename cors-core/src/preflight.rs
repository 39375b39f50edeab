//! The answer to a preflight.

use crate::compiled::{AllowedOrigin, CompiledPolicy, set};
use crate::echo;
use crate::header_map::{CorsHeader, HeaderMap};
use crate::policy::Policy;
use crate::request::requested_method;

/// Whether a preflight is allowed. Its answer has an empty body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreflightResult {
    /// The origin may send requests that the headers of the answer allow.
    Allowed,
    /// The origin may send nothing that needs permission.
    Refused,
}

impl PreflightResult {
    /// The status of the answer: 204 or 403.
    pub const fn status(self) -> u16 {
        match self {
            PreflightResult::Allowed => 204,
            PreflightResult::Refused => 403,
        }
    }

    const fn new(is_allowed: bool) -> Self {
        if is_allowed {
            PreflightResult::Allowed
        } else {
            PreflightResult::Refused
        }
    }
}

/// A list in the answer to a preflight.
#[derive(Debug, Clone)]
pub(crate) enum HeaderList<V> {
    /// The policy's list, if it is not empty.
    Fixed(Option<V>),
    /// What the request asks for.
    Echo,
}

impl<V> HeaderList<V> {
    pub(crate) fn is_echo(&self) -> bool {
        matches!(self, HeaderList::Echo)
    }
}

/// Answers that are built in advance: copying one is cheaper than writing its headers
/// line by line.
#[derive(Debug)]
pub(crate) struct Preflights<M: HeaderMap> {
    /// With a placeholder for the origin; `None` where the answer echoes the request.
    allowed: Option<M::Answer>,
    refused: M::Answer,
    /// Like `allowed`, with a placeholder for the method; `None` if the policy lists no
    /// method.
    allowed_for_method: Option<M::Answer>,
    refused_for_method: M::Answer,
}

impl<M: HeaderMap> Default for Preflights<M> {
    fn default() -> Self {
        let refused = || M::answer(PreflightResult::Refused, M::Map::default());
        Preflights {
            allowed: None,
            refused: refused(),
            allowed_for_method: None,
            refused_for_method: refused(),
        }
    }
}

impl<M: HeaderMap> Preflights<M> {
    pub(crate) fn new(policy: &CompiledPolicy<M>) -> Self {
        let allowed = if policy.any {
            AllowedOrigin::Any
        } else {
            AllowedOrigin::Exact(M::TRUE)
        };
        // Any method that the answer may name.
        let listed = match policy.policy().methods().next() {
            Some("*") => Some("GET"),
            listed => listed,
        };
        let mut request = M::Map::default();
        if let Some(method) = listed.and_then(M::from_str) {
            M::set(&mut request, CorsHeader::RequestMethod, method);
        }
        let answer = |origin| policy.answer(origin, &request);
        let answer_for_method = |origin| policy.answer_for_method(origin, &request);
        // The first policy of an intersection may list what the others do not.
        let names_method = listed.is_some_and(|method| policy.names_method(method.as_bytes()));
        let has_method = names_method && !policy.headers.is_echo();
        Preflights {
            allowed: (!policy.echoes()).then(|| answer(allowed.clone())),
            refused: answer(AllowedOrigin::None),
            allowed_for_method: has_method.then(|| answer_for_method(allowed)),
            refused_for_method: answer_for_method(AllowedOrigin::None),
        }
    }
}

impl<M: HeaderMap> CompiledPolicy<M> {
    /// Writes the headers of the answer to a preflight into a new map.
    pub fn write_preflight_headers(
        &self,
        origin: AllowedOrigin<M::Value>,
        request: &M::Map,
        response: &mut M::Map,
    ) -> PreflightResult {
        let is_allowed = self.write_origin(origin, response);
        if is_allowed {
            self.write_methods(request, response);
            self.write_headers(request, response);
            set::<M>(response, CorsHeader::MaxAge, &self.max_age);
        }
        if self.any {
            // The answer is the same for every origin.
        } else if is_allowed && self.echoes() {
            M::set(response, CorsHeader::Vary, M::VARY_ECHO);
        } else {
            M::set(response, CorsHeader::Vary, M::ORIGIN);
        }
        PreflightResult::new(is_allowed)
    }

    /// Writes the headers of the answer to a preflight for a URL whose methods have
    /// different policies. Call it on the policy of the requested method.
    ///
    /// Browsers cache an answer by URL. So the answer names only the requested method:
    /// the list of one policy could allow a method that another policy refuses. An
    /// answer that names headers is not cached, since browsers apply its headers to
    /// every method of the URL.
    pub fn write_preflight_headers_for_method(
        &self,
        origin: AllowedOrigin<M::Value>,
        request: &M::Map,
        response: &mut M::Map,
    ) -> PreflightResult {
        let is_allowed = self.write_origin(origin, response);
        if is_allowed {
            let method = requested_method::<M>(request);
            if let Some(method) = method.filter(|method| self.names_method(M::bytes(method))) {
                M::set(response, CorsHeader::AllowMethods, method.clone());
            }
            self.write_headers(request, response);
            if M::contains(response, CorsHeader::AllowHeaders) {
                M::set(response, CorsHeader::MaxAge, M::ZERO);
            } else {
                set::<M>(response, CorsHeader::MaxAge, &self.max_age);
            }
        }
        if is_allowed && self.headers.is_echo() {
            M::set(response, CorsHeader::Vary, M::VARY_ECHO);
        } else {
            M::set(response, CorsHeader::Vary, M::VARY_METHOD);
        }
        PreflightResult::new(is_allowed)
    }

    /// The whole answer to a preflight. Use it if your framework takes a response;
    /// [`write_preflight_headers`](CompiledPolicy::write_preflight_headers) writes into a
    /// map that exists already.
    pub fn preflight_answer(&self, origin: AllowedOrigin<M::Value>, request: &M::Map) -> M::Answer {
        if !self.accepts(&origin) {
            return self.preflights.refused.clone();
        }
        match &self.preflights.allowed {
            Some(allowed) => with_origin::<M>(allowed, origin),
            None => self.answer(origin, request),
        }
    }

    /// The whole answer to a preflight for a URL whose methods have multiple policies.
    /// See [`write_preflight_headers_for_method`].
    ///
    /// [`write_preflight_headers_for_method`]: CompiledPolicy::write_preflight_headers_for_method
    pub fn preflight_answer_for_method(
        &self,
        origin: AllowedOrigin<M::Value>,
        request: &M::Map,
    ) -> M::Answer {
        if !self.accepts(&origin) {
            return self.preflights.refused_for_method.clone();
        }
        let method = requested_method::<M>(request);
        let method = method.filter(|method| self.names_method(M::bytes(method)));
        match (method, &self.preflights.allowed_for_method) {
            (Some(method), Some(allowed)) => {
                let mut answer = with_origin::<M>(allowed, origin);
                let headers = M::answer_headers(&mut answer);
                M::insert(headers, CorsHeader::AllowMethods, method.clone());
                answer
            }
            _ => self.answer_for_method(origin, request),
        }
    }

    fn answer(&self, origin: AllowedOrigin<M::Value>, request: &M::Map) -> M::Answer {
        let mut headers = M::new_map();
        let result = self.write_preflight_headers(origin, request, &mut headers);
        M::answer(result, headers)
    }

    fn answer_for_method(&self, origin: AllowedOrigin<M::Value>, request: &M::Map) -> M::Answer {
        let mut headers = M::new_map();
        let result = self.write_preflight_headers_for_method(origin, request, &mut headers);
        M::answer(result, headers)
    }

    /// Whether the answer for one method names this one: every policy allows it, and
    /// at least one lists it.
    pub(crate) fn names_method(&self, method: &[u8]) -> bool {
        let lists = |policy: &&Policy| policy.lists_method(method);
        let policies = || self.policies().map(|policy| &**policy);
        policies().any(|policy| lists(&policy))
            && (Policy::needs_no_permission(method) || policies().all(|policy| lists(&policy)))
    }

    /// Whether the answer repeats what a request asks for.
    fn echoes(&self) -> bool {
        self.methods.is_echo() || self.headers.is_echo()
    }

    /// Whether any origin may read. Another policy's `*` allows nothing here.
    fn accepts(&self, origin: &AllowedOrigin<M::Value>) -> bool {
        match origin {
            AllowedOrigin::Exact(_) => true,
            AllowedOrigin::Any => self.any,
            AllowedOrigin::None => false,
        }
    }

    fn write_methods(&self, request: &M::Map, response: &mut M::Map) {
        let requested = || M::get_all(request, CorsHeader::RequestMethod);
        match &self.methods {
            HeaderList::Fixed(methods) => set::<M>(response, CorsHeader::AllowMethods, methods),
            HeaderList::Echo if echo::is_method(requested().map(M::bytes)) => {
                repeat::<M>(requested(), response, CorsHeader::AllowMethods);
            }
            HeaderList::Echo => {}
        }
    }

    fn write_headers(&self, request: &M::Map, response: &mut M::Map) {
        let requested = || M::get_all(request, CorsHeader::RequestHeaders);
        match &self.headers {
            HeaderList::Fixed(names) => set::<M>(response, CorsHeader::AllowHeaders, names),
            HeaderList::Echo if echo::is_names(requested().map(M::bytes)) => {
                repeat::<M>(requested(), response, CorsHeader::AllowHeaders);
            }
            HeaderList::Echo => {}
        }
    }
}

/// A prepared answer with the origin of this request.
fn with_origin<M: HeaderMap>(prepared: &M::Answer, origin: AllowedOrigin<M::Value>) -> M::Answer {
    let mut answer = prepared.clone();
    if let AllowedOrigin::Exact(origin) = origin {
        let headers = M::answer_headers(&mut answer);
        M::insert(headers, CorsHeader::AllowOrigin, origin);
    }
    answer
}

fn repeat<'r, M: HeaderMap>(
    lines: impl Iterator<Item = &'r M::Value>,
    response: &mut M::Map,
    header: CorsHeader,
) {
    // A line without a name would become an empty header.
    for line in lines.filter(|line| !M::bytes(line).trim_ascii().is_empty()) {
        M::append(response, header, line.clone());
    }
}
