//! The answer to a preflight.

use crate::compiled::{AllowedOrigin, CompiledPolicy, HeaderList, Preflights, set};
use crate::echo;
use crate::header_map::{CorsHeader, HeaderMap, PreflightResult};
use crate::policy::Policy;
use crate::request::requested_method;

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
        if !self.varies {
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
    /// Browsers cache an answer by URL. So the answer names only the requested method,
    /// because the list of one policy could allow a method that another policy refuses. If
    /// the answer names headers, its `Access-Control-Max-Age` is 0, because browsers apply
    /// cached headers to every method of the URL.
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

    /// The whole answer to a preflight. Use it if your framework takes a response.
    /// [`write_preflight_headers`](CompiledPolicy::write_preflight_headers) writes into an
    /// existing map.
    pub fn preflight_answer(&self, origin: AllowedOrigin<M::Value>, request: &M::Map) -> M::Answer {
        if !self.accepts(&origin) {
            return self.preflights.refused.clone();
        }
        match &self.preflights.allowed {
            Some(allowed) => with_origin::<M>(allowed, origin),
            None => self.answer(origin, request),
        }
    }

    /// The whole answer to a preflight for a URL whose methods have different policies. See
    /// [`write_preflight_headers_for_method`].
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

    /// The answers that can be built in advance.
    pub(crate) fn prepare_preflights(&self) -> Preflights<M> {
        let allowed = if self.any {
            AllowedOrigin::Any
        } else {
            AllowedOrigin::Exact(M::TRUE)
        };
        // Any method that the answer may name.
        let listed = match self.policy().methods().next() {
            Some("*") => Some("GET"),
            listed => listed,
        };
        let mut request = M::Map::default();
        if let Some(method) = listed.and_then(M::from_str) {
            M::set(&mut request, CorsHeader::RequestMethod, method);
        }
        let answer = |origin| self.answer(origin, &request);
        let answer_for_method = |origin| self.answer_for_method(origin, &request);
        // The first policy of an intersection may list what the others do not.
        let names_method = listed.is_some_and(|method| self.names_method(method.as_bytes()));
        let has_method = names_method && !self.headers.is_echo();
        Preflights {
            allowed: (!self.echoes()).then(|| answer(allowed.clone())),
            refused: answer(AllowedOrigin::None),
            allowed_for_method: has_method.then(|| answer_for_method(allowed)),
            refused_for_method: answer_for_method(AllowedOrigin::None),
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

    /// Whether the answer for one method names this method: every policy allows it, and at
    /// least one policy lists it.
    pub(crate) fn names_method(&self, method: &[u8]) -> bool {
        let lists = |policy: &&Policy| policy.lists_method(method);
        let policies = || self.policies().map(|policy| &**policy);
        policies().any(|policy| lists(&policy))
            && (Policy::needs_no_permission(method) || policies().all(|policy| lists(&policy)))
    }

    /// Whether the answer repeats the requested method or headers.
    fn echoes(&self) -> bool {
        self.methods.is_echo() || self.headers.is_echo()
    }

    /// Whether this allows an origin. `AllowedOrigin::Any` counts only if this policy
    /// allows any origin.
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

/// A copy of a prepared answer, with the origin of the request.
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
