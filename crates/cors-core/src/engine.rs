//! One decision a request: the server's half of the CORS protocol
//! ([Fetch, "HTTP extensions"](https://fetch.spec.whatwg.org/#http-cors-protocol)).

use std::borrow::Cow;

use crate::echo;
use crate::header_map::{Field, HeaderMap};
use crate::policy::Policy;
use crate::shared::SharedPolicy;
use crate::vary;

/// Whether a request is a preflight: `OPTIONS` with `Origin` and
/// `Access-Control-Request-Method` (Fetch, "CORS protocol").
pub fn is_preflight<M: HeaderMap>(method: &[u8], request: &M::Map) -> bool {
    method == b"OPTIONS"
        && M::contains(request, Field::Origin)
        && M::contains(request, Field::RequestMethod)
}

/// The origin that a request names; none if it names two, which says that
/// somebody meddled.
pub fn origin_of<M: HeaderMap>(request: &M::Map) -> Option<&M::Value> {
    only(M::lines(request, Field::Origin))
}

/// The method that a preflight asks for, if it is one that can be.
pub fn requested_method<M: HeaderMap>(request: &M::Map) -> Option<&M::Value> {
    only(M::lines(request, Field::RequestMethod))
        .filter(|method| echo::is_method([M::bytes(method)].into_iter()))
}

fn only<'r, V>(mut lines: impl Iterator<Item = &'r V>) -> Option<&'r V> {
    let first = lines.next();
    first.filter(|_| lines.next().is_none())
}

/// A policy with its header values in a framework's own type.
///
/// An adapter makes one of it a policy, not a request. For every request it asks
/// [who may read](Prepared::grant_to), and [whether it is a
/// preflight](Grant::is_to_preflight). A preflight it [answers](Prepared::answer);
/// anything else goes to the handler, whose response it [dresses](Prepared::dress).
#[derive(Debug)]
pub struct Prepared<M: HeaderMap> {
    pub(crate) policy: SharedPolicy,
    /// How the policy looks origins up, where the macro wrote that as code.
    pub(crate) code: Option<fn(&[u8]) -> bool>,
    /// Policies of which any may govern as well, see [`Prepared::meet`].
    pub(crate) others: Vec<SharedPolicy>,
    /// Whether every origin may read.
    pub(crate) any: bool,
    /// Whether credentials count.
    pub(crate) credentials: bool,
    pub(crate) methods: Constant<M::Value>,
    pub(crate) headers: Constant<M::Value>,
    pub(crate) expose_headers: Option<M::Value>,
    pub(crate) max_age: Option<M::Value>,
    pub(crate) vary_echo: Option<M::Value>,
    pub(crate) vary_method: Option<M::Value>,
    /// The age of what is not to be kept.
    pub(crate) no_age: Option<M::Value>,
}

/// Who may read the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant<V> {
    /// Everybody: the policy says `*`.
    Anyone,
    /// The origin of the request, with the value of its `Origin` header.
    Origin(V),
    /// Nobody beyond the response's own origin.
    Nobody,
}

/// How the answer to a preflight starts; its headers are written already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// 204 or 403.
    pub status: u16,
    /// One line of text that says why, for a refusal; its type is `text/plain`.
    pub body: &'static str,
}

impl Answer {
    pub(crate) const fn of(granted: bool) -> Self {
        match granted {
            true => Answer {
                status: 204,
                body: "",
            },
            false => Answer {
                status: 403,
                body: REFUSED,
            },
        }
    }
}

impl<V: Clone + 'static> Grant<V> {
    /// Whether the request that this was granted to is a preflight, as
    /// [`is_preflight`] says: an origin that was found is not looked up again.
    // Every request asks this and the two below, and a grant is large to hand over.
    #[inline(always)]
    pub fn is_to_preflight<M: HeaderMap<Value = V>>(
        &self,
        method: &[u8],
        request: &M::Map,
    ) -> bool {
        method == b"OPTIONS"
            && M::contains(request, Field::RequestMethod)
            && (matches!(self, Grant::Origin(_)) || M::contains(request, Field::Origin))
    }
}

impl<M: HeaderMap> Prepared<M> {
    /// Prepares a policy: a `&'static Policy`, an `Arc<Policy>` or a `Policy`.
    pub fn new(policy: impl Into<SharedPolicy>) -> Self {
        let policy = policy.into();
        let list = |wire: Cow<'static, str>| match policy.credentials()
            && wire.split(',').any(|name| name == "*")
        {
            // `*` is a name to browsers where credentials count.
            true => Constant::Echo,
            false => Constant::Value(listed::<M>(wire)),
        };
        Prepared {
            any: policy.allows_any_origin(),
            credentials: policy.credentials(),
            methods: list(policy.wire_methods()),
            headers: list(policy.wire_headers()),
            expose_headers: listed::<M>(policy.wire_expose_headers()),
            max_age: policy
                .max_age()
                .and_then(|seconds| M::value(&seconds.to_string())),
            vary_echo: M::constant(vary::ECHO),
            vary_method: M::constant(vary::METHOD),
            no_age: M::constant("0"),
            code: policy.code(),
            policy,
            others: Vec::new(),
        }
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The policy, to be shared.
    pub fn shared_policy(&self) -> &SharedPolicy {
        &self.policy
    }

    /// Who may read what this request is answered with.
    ///
    /// Whether a preflight is granted depends on the origin and nothing else; the
    /// browser compares the lists of the answer.
    #[inline(always)]
    pub fn grant_to(&self, request: &M::Map) -> Grant<M::Value> {
        match self.any {
            true => Grant::Anyone,
            false => self.grant(origin_of::<M>(request)),
        }
    }

    /// Who may read what a request of this [origin](origin_of) is answered
    /// with, for an adapter that learns only behind the router which of several
    /// policies governs.
    #[inline(always)]
    pub fn grant(&self, origin: Option<&M::Value>) -> Grant<M::Value> {
        match origin {
            _ if self.any => Grant::Anyone,
            Some(origin) if self.allows(M::bytes(origin)) => Grant::Origin(origin.clone()),
            _ => Grant::Nobody,
        }
    }

    #[inline]
    fn allows(&self, origin: &[u8]) -> bool {
        let by_policy = || self.policy.allows_origin(origin);
        // To call the macro's code from here takes half of what it takes through the
        // policy, which has to find out first that it has any.
        self.code.map_or_else(by_policy, |code| code(origin))
            && self.others.iter().all(|other| other.allows_origin(origin))
    }

    /// The policy, and those that may govern as well.
    pub(crate) fn policies(&self) -> impl Iterator<Item = &Policy> {
        std::iter::once(&*self.policy).chain(self.others.iter().map(|policy| &**policy))
    }

    /// Writes what the policy says into the response to anything but a
    /// preflight, and takes out what anybody else said.
    // Every response comes through here.
    #[inline(always)]
    pub fn dress(&self, grant: Grant<M::Value>, response: &mut M::Map) {
        M::remove_answers(response);
        if self.write_grant(grant, response) {
            write::<M>(response, Field::ExposeHeaders, &self.expose_headers);
        }
        if !self.any {
            M::vary_by_origin(response);
        }
    }

    /// Writes the headers of the answer to a preflight into a new map.
    pub fn answer(
        &self,
        grant: Grant<M::Value>,
        request: &M::Map,
        response: &mut M::Map,
    ) -> Answer {
        let granted = self.write_grant(grant, response);
        if granted {
            self.write_methods(request, response);
            self.write_headers(request, response);
            write::<M>(response, Field::MaxAge, &self.max_age);
        }
        match self.any {
            true => {}
            false if granted && self.echoes() => write::<M>(response, Field::Vary, &self.vary_echo),
            false => M::write(response, Field::Vary, M::ORIGIN),
        }
        Answer::of(granted)
    }

    /// Whether the answer to a preflight repeats what a request asks for.
    pub(crate) fn echoes(&self) -> bool {
        self.methods.is_echo() || self.headers.is_echo()
    }

    /// Access-Control-Allow-Origin and -Credentials; whether there are any.
    #[inline]
    pub(crate) fn write_grant(&self, grant: Grant<M::Value>, response: &mut M::Map) -> bool {
        // Another policy's `*` is worth nothing here.
        let is_anyone = self.any && matches!(grant, Grant::Anyone);
        match grant {
            Grant::Origin(origin) => M::write(response, Field::AllowOrigin, origin),
            _ if is_anyone => M::write(response, Field::AllowOrigin, M::ANY),
            _ => return false,
        }
        if self.credentials {
            M::write(response, Field::AllowCredentials, M::TRUE);
        }
        true
    }

    fn write_methods(&self, request: &M::Map, response: &mut M::Map) {
        let asked = || M::lines(request, Field::RequestMethod);
        match &self.methods {
            Constant::Value(methods) => write::<M>(response, Field::AllowMethods, methods),
            Constant::Echo if echo::is_method(asked().map(M::bytes)) => {
                repeat::<M>(asked(), response, Field::AllowMethods);
            }
            Constant::Echo => {}
        }
    }

    pub(crate) fn write_headers(&self, request: &M::Map, response: &mut M::Map) {
        let asked = || M::lines(request, Field::RequestHeaders);
        match &self.headers {
            Constant::Value(names) => write::<M>(response, Field::AllowHeaders, names),
            Constant::Echo if echo::is_names(asked().map(M::bytes)) => {
                repeat::<M>(asked(), response, Field::AllowHeaders);
            }
            Constant::Echo => {}
        }
    }
}

/// The line that a refused preflight is answered with.
const REFUSED: &str = "CORS: the policy of this server does not allow this origin\n";

/// A header of the answer to a preflight.
#[derive(Debug, Clone)]
pub(crate) enum Constant<V> {
    /// The policy's list, if it has one.
    Value(Option<V>),
    /// What the request asks for.
    Echo,
}

impl<V> Constant<V> {
    pub(crate) fn is_echo(&self) -> bool {
        matches!(self, Constant::Echo)
    }
}

#[inline]
pub(crate) fn write<M: HeaderMap>(response: &mut M::Map, field: Field, value: &Option<M::Value>) {
    if let Some(value) = value {
        M::write(response, field, value.clone());
    }
}

fn repeat<'r, M: HeaderMap>(
    lines: impl Iterator<Item = &'r M::Value>,
    response: &mut M::Map,
    field: Field,
) {
    // A line without a name would be an empty header.
    for line in lines.filter(|line| !M::bytes(line).trim_ascii().is_empty()) {
        M::append(response, field, line.clone());
    }
}

/// The value of a list, if it has a name. What the macro made is never copied.
fn listed<M: HeaderMap>(wire: Cow<'static, str>) -> Option<M::Value> {
    match wire {
        Cow::Borrowed(wire) => non_empty(wire).and_then(M::constant),
        Cow::Owned(wire) => non_empty(&wire).and_then(M::value),
    }
}

pub(crate) fn non_empty(wire: &str) -> Option<&str> {
    Some(wire).filter(|wire| !wire.is_empty())
}
