//! A policy with its header values prepared, and the headers of a response.

use std::borrow::Cow;
use std::sync::{Arc, Once, OnceLock};

use crate::header_map::{CorsHeader, HeaderMap, PreflightResult};
use crate::policy::Policy;
use crate::request::origin_of;
use crate::shared::SharedPolicy;

/// A policy whose header values are prepared in the framework's type.
///
/// Adapters build one per policy, not one per request. For each request they
/// look up the [allowed origin](CompiledPolicy::allowed_origin), and whether the
/// request [is a preflight](AllowedOrigin::is_for_preflight). They answer a
/// preflight with [`write_preflight_headers`](CompiledPolicy::write_preflight_headers)
/// and pass any other request to the handler, whose response gets its headers from
/// [`write_response_headers`](CompiledPolicy::write_response_headers).
#[derive(Debug)]
pub struct CompiledPolicy<M: HeaderMap> {
    pub(crate) policy: SharedPolicy,
    /// The function that matches origins, if the macro generated one.
    match_fn: Option<fn(&[u8]) -> bool>,
    /// Further policies that must also allow an origin. See
    /// [`CompiledPolicy::intersection`].
    pub(crate) others: Vec<SharedPolicy>,
    // The next two fields are copies, because every request reads them.
    pub(crate) any: bool,
    pub(crate) credentials: bool,
    /// Whether the responses depend on the origin of the request.
    pub(crate) varies: bool,
    pub(crate) methods: HeaderList<M::Value>,
    pub(crate) headers: HeaderList<M::Value>,
    expose_headers: Option<M::Value>,
    pub(crate) max_age: Option<M::Value>,
    pub(crate) preflights: Preflights<M>,
    /// See [`CompiledPolicy::varying`].
    varying: OnceLock<Arc<Self>>,
}

/// The data from which a compiled policy is built: one policy, or an intersection.
pub(crate) struct Contents<M: HeaderMap> {
    pub(crate) policy: SharedPolicy,
    pub(crate) others: Vec<SharedPolicy>,
    pub(crate) any: bool,
    pub(crate) credentials: bool,
    /// Whether the responses depend on the origin of the request.
    pub(crate) varies: bool,
    pub(crate) methods: HeaderList<M::Value>,
    pub(crate) headers: HeaderList<M::Value>,
    pub(crate) expose_headers: Option<M::Value>,
    pub(crate) max_age: Option<u32>,
}

/// A list in the answer to a preflight.
#[derive(Debug, Clone)]
pub(crate) enum HeaderList<V> {
    /// The policy's list, if it is not empty.
    Fixed(Option<V>),
    /// The methods or headers that the request asks for.
    Echo,
}

impl<V> HeaderList<V> {
    pub(crate) fn is_echo(&self) -> bool {
        matches!(self, HeaderList::Echo)
    }
}

/// Answers that are built in advance, because copying an answer is cheaper than writing its
/// headers line by line.
#[derive(Debug)]
pub(crate) struct Preflights<M: HeaderMap> {
    /// The answer with a placeholder for the origin. `None` if the answer echoes the
    /// request.
    pub(crate) allowed: Option<M::Answer>,
    pub(crate) refused: M::Answer,
    /// Like `allowed`, with a placeholder for the method. `None` if the policy lists no
    /// method, or if the headers echo the request.
    pub(crate) allowed_for_method: Option<M::Answer>,
    pub(crate) refused_for_method: M::Answer,
}

/// The origin that may read a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowedOrigin<V> {
    /// Every origin, because the policy has `origins = *`.
    Any,
    /// The origin of the request, with the value of its `Origin` header.
    Exact(V),
    /// No other origin than the server's own.
    None,
}

impl<V: Clone + 'static> AllowedOrigin<V> {
    /// Whether the request is a preflight. The result equals the result of
    /// [`is_preflight`](crate::adapter::is_preflight), but `Origin` is not looked up again
    /// if this is an exact origin.
    // Every request calls this and the next two functions, and a value of this type
    // is large to move.
    #[inline(always)]
    pub fn is_for_preflight<M: HeaderMap<Value = V>>(
        &self,
        method: &[u8],
        request: &M::Map,
    ) -> bool {
        method == b"OPTIONS"
            && M::contains(request, CorsHeader::RequestMethod)
            && (matches!(self, AllowedOrigin::Exact(_)) || M::contains(request, CorsHeader::Origin))
    }
}

impl<M: HeaderMap> CompiledPolicy<M> {
    /// Compiles a policy: a `&'static Policy`, an `Arc<Policy>` or a `Policy`.
    pub fn new(policy: impl Into<SharedPolicy>) -> Self {
        let policy = policy.into();
        let list = |wire: Cow<'static, str>| {
            if policy.credentials() && wire.split(',').any(|name| name == "*") {
                // With credentials, browsers take `*` for a literal name.
                HeaderList::Echo
            } else {
                HeaderList::Fixed(list_value::<M>(wire))
            }
        };
        Self::build(Contents {
            others: Vec::new(),
            any: policy.allows_any_origin(),
            varies: !policy.allows_any_origin(),
            credentials: policy.credentials(),
            methods: list(policy.wire_methods()),
            headers: list(policy.wire_headers()),
            expose_headers: list_value::<M>(policy.wire_expose_headers()),
            max_age: policy.max_age(),
            policy,
        })
    }

    pub(crate) fn build(contents: Contents<M>) -> Self {
        let max_age = contents.max_age;
        CompiledPolicy {
            match_fn: contents.policy.match_fn(),
            policy: contents.policy,
            others: contents.others,
            any: contents.any,
            credentials: contents.credentials,
            varies: contents.varies,
            methods: contents.methods,
            headers: contents.headers,
            expose_headers: contents.expose_headers,
            max_age: max_age.and_then(|seconds| M::from_str(&seconds.to_string())),
            preflights: Preflights::default(),
            varying: OnceLock::new(),
        }
        .with_preflights()
    }

    fn with_preflights(mut self) -> Self {
        self.preflights = self.prepare_preflights();
        self
    }

    /// This policy, with `Vary: Origin` in every response. It is for a policy that was
    /// chosen by the origin of the request: the response to another origin may differ, even
    /// if this policy allows any origin.
    pub(crate) fn varying(self: &Arc<Self>) -> Arc<Self> {
        if self.varies {
            return Arc::clone(self);
        }
        Arc::clone(self.varying.get_or_init(|| {
            let varying = CompiledPolicy {
                policy: self.policy.clone(),
                match_fn: self.match_fn,
                others: self.others.clone(),
                any: self.any,
                credentials: self.credentials,
                varies: true,
                methods: self.methods.clone(),
                headers: self.headers.clone(),
                expose_headers: self.expose_headers.clone(),
                max_age: self.max_age.clone(),
                preflights: Preflights::default(),
                varying: OnceLock::new(),
            };
            Arc::new(varying.with_preflights())
        }))
    }

    /// The policy, or the first policy of an intersection.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Like [`policy`](CompiledPolicy::policy), for callers that store the policy.
    pub fn shared_policy(&self) -> &SharedPolicy {
        &self.policy
    }

    /// The policy, or all policies of an intersection.
    pub fn policies(&self) -> impl Iterator<Item = &SharedPolicy> {
        std::iter::once(&self.policy).chain(&self.others)
    }

    /// The origin that may read the response to this request.
    ///
    /// It depends only on the `Origin` header, also for a preflight, because the browser
    /// compares the method and the headers with the lists in the answer.
    #[inline(always)]
    pub fn allowed_origin(&self, request: &M::Map) -> AllowedOrigin<M::Value> {
        if self.any {
            AllowedOrigin::Any
        } else {
            self.allowed_origin_for(origin_of::<M>(request))
        }
    }

    /// Like [`allowed_origin`](CompiledPolicy::allowed_origin), but takes the
    /// [origin](origin_of) of the request. It is for adapters in which the policy is known
    /// only after the router has run.
    #[inline(always)]
    pub fn allowed_origin_for(&self, origin: Option<&M::Value>) -> AllowedOrigin<M::Value> {
        match origin {
            _ if self.any => AllowedOrigin::Any,
            Some(origin) if self.allows(M::bytes(origin)) => AllowedOrigin::Exact(origin.clone()),
            _ => AllowedOrigin::None,
        }
    }

    #[inline]
    fn allows(&self, origin: &[u8]) -> bool {
        let by_policy = || self.policy.allows_origin(origin);
        // A direct call of the generated function takes half the instructions of a call
        // through the policy, which must first check whether there is such a function.
        self.match_fn
            .map_or_else(by_policy, |matches| matches(origin))
            && self.others.iter().all(|other| other.allows_origin(origin))
    }

    /// Removes the CORS headers of a response and writes the headers of the policy. It is
    /// for the responses to all requests except preflights.
    // Inlined, because every response passes this function.
    #[inline(always)]
    pub fn write_response_headers(&self, origin: AllowedOrigin<M::Value>, response: &mut M::Map) {
        if M::remove_cors_headers(response) {
            log_foreign_headers();
        }
        if self.write_origin(origin, response) {
            set::<M>(response, CorsHeader::ExposeHeaders, &self.expose_headers);
        }
        if self.varies {
            M::vary_by_origin(response);
        }
    }

    /// Writes `Access-Control-Allow-Origin` and `Access-Control-Allow-Credentials`. Returns
    /// whether the origin is allowed.
    #[inline(always)]
    pub(crate) fn write_origin(
        &self,
        origin: AllowedOrigin<M::Value>,
        response: &mut M::Map,
    ) -> bool {
        match origin {
            AllowedOrigin::Exact(origin) => M::set(response, CorsHeader::AllowOrigin, origin),
            // `Any` that comes from another policy does not count.
            AllowedOrigin::Any if self.any => M::set(response, CorsHeader::AllowOrigin, M::ANY),
            _ => return false,
        }
        if self.credentials {
            M::set(response, CorsHeader::AllowCredentials, M::TRUE);
        }
        true
    }
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

/// Logs once that a handler, a layer or an upstream server writes CORS headers.
#[cold]
fn log_foreign_headers() {
    static LOGGED: Once = Once::new();
    LOGGED.call_once(|| {
        log::warn!(
            "CORS: a response had CORS headers of another source (a handler, another CORS \
             layer, or an upstream server); they were replaced by those of the policy. Remove \
             the other source: the policy is the only one that counts"
        );
    });
}

#[inline]
pub(crate) fn set<M: HeaderMap>(
    response: &mut M::Map,
    header: CorsHeader,
    value: &Option<M::Value>,
) {
    if let Some(value) = value {
        M::set(response, header, value.clone());
    }
}

/// The header value of a list, or `None` if the list is empty. A list that the macro
/// generated is not copied.
fn list_value<M: HeaderMap>(wire: Cow<'static, str>) -> Option<M::Value> {
    match wire {
        Cow::Borrowed(wire) => non_empty(wire).and_then(M::from_static),
        Cow::Owned(wire) => non_empty(&wire).and_then(M::from_str),
    }
}

pub(crate) fn non_empty(wire: &str) -> Option<&str> {
    Some(wire).filter(|wire| !wire.is_empty())
}
