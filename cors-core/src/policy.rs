//! A policy: the origins that may read responses, and the methods and headers that they may
//! use.

pub(crate) mod constant;
mod matcher;

use std::borrow::Cow;
use std::fmt;

use cors_rules::{
    Declaration, Entry, Input, Item, Key, OriginPattern, Problem, Problems, Rule, Value,
    is_misspelled_header,
};

use matcher::Matcher;

/// A CORS policy that keeps every rule of the language.
///
/// Create a policy with [`cors!`](crate::cors), with the [builder](Policy::builder) or from
/// a configuration (`Config`, feature `serde`). All of them check every rule. A policy is
/// independent of any framework.
///
/// ```
/// use cors_engine::{Policy, cors};
///
/// static API: Policy = cors! {
///     origins = ["https://example.com", "https://*.example.com"],
///     methods = [GET, PUT],
///     credentials,
/// };
///
/// assert!(API.allows_origin(b"https://app.example.com"));
/// assert!(!API.allows_origin(b"https://evilexample.com"));
/// ```
#[derive(Clone)]
pub struct Policy {
    matcher: Matcher,
    /// The origins as they were written. See [`Patterns`].
    patterns: Patterns,
    methods: Cow<'static, str>,
    headers: Cow<'static, str>,
    expose_headers: Cow<'static, str>,
    credentials: bool,
    max_age: Option<u32>,
}

impl Policy {
    /// A policy that allows no origin. It switches CORS off.
    pub const NONE: &'static Policy = &NONE;

    /// Whether pages of this origin may read responses. Pass the value of the
    /// `Origin` header as it was sent.
    ///
    /// Use it to reject requests, or to check WebSocket handshakes, because browsers do not
    /// apply CORS to WebSockets. With `origins = *`, it is true for any value, including
    /// `null`. The check is cheap for any input.
    #[inline]
    pub fn allows_origin(&self, origin: impl AsRef<[u8]>) -> bool {
        self.matcher.allows(origin.as_ref())
    }

    /// Whether the policy says `origins = *`.
    pub const fn allows_any_origin(&self) -> bool {
        matches!(self.matcher, Matcher::Any)
    }

    /// The origin patterns as they were written; `*` for any origin.
    pub fn origins(&self) -> impl Iterator<Item = &str> {
        self.patterns.entries().map(|(pattern, _)| pattern)
    }

    /// The methods as they were written; `*` for any method. GET, HEAD and
    /// POST are allowed without being listed.
    pub fn methods(&self) -> impl Iterator<Item = &str> {
        names(&self.methods)
    }

    /// The request headers in lower case; `*` for any but `authorization`.
    pub fn headers(&self) -> impl Iterator<Item = &str> {
        names(&self.headers)
    }

    /// The exposed response headers in lower case; `*` for any.
    pub fn expose_headers(&self) -> impl Iterator<Item = &str> {
        names(&self.expose_headers)
    }

    /// Whether pages may send cookies, client certificates and HTTP
    /// authentication.
    pub const fn credentials(&self) -> bool {
        self.credentials
    }

    /// How many seconds browsers may cache the answer to a preflight. With `None`, browsers
    /// cache it for 5 seconds.
    pub const fn max_age(&self) -> Option<u32> {
        self.max_age
    }

    /// The function that matches origins, if the macro generated one.
    pub(crate) fn match_fn(&self) -> Option<fn(&[u8]) -> bool> {
        match self.matcher {
            Matcher::Code(contains) => Some(contains),
            _ => None,
        }
    }

    /// Whether browsers let every page send a method without a preflight (Fetch,
    /// "CORS-safelisted method").
    pub(crate) fn needs_no_permission(method: &[u8]) -> bool {
        matches!(method, b"GET" | b"HEAD" | b"POST")
    }

    /// Whether `methods` lists this method or is `*`.
    pub(crate) fn lists_method(&self, method: &[u8]) -> bool {
        self.methods()
            .any(|listed| listed == "*" || listed.as_bytes() == method)
    }

    pub(crate) fn wire_methods(&self) -> Cow<'static, str> {
        self.methods.clone()
    }

    pub(crate) fn wire_headers(&self) -> Cow<'static, str> {
        self.headers.clone()
    }

    pub(crate) fn wire_expose_headers(&self) -> Cow<'static, str> {
        self.expose_headers.clone()
    }

    /// Checks a declaration. Returns the policy and the notes about it.
    ///
    /// This function creates all policies that are not constants.
    pub(crate) fn from_declaration(
        declaration: &Declaration,
    ) -> Result<(Policy, Vec<Problem>), Problems> {
        let checked = declaration.check()?;
        let policy = Policy {
            matcher: Matcher::of(checked.origins()),
            patterns: Patterns::Owned(lines(checked.origins())),
            methods: Cow::Owned(wire(checked.methods())),
            headers: Cow::Owned(wire(checked.headers())),
            expose_headers: Cow::Owned(wire(checked.expose_headers())),
            credentials: checked.credentials(),
            max_age: checked.max_age(),
        };
        Ok((policy, checked.into_notes()))
    }

    /// A declaration of this policy.
    pub(crate) fn declaration(&self, input: Input) -> Declaration {
        let mut declaration = Declaration::new(input);
        declaration.push(Key::Origins.name(), Value::List(self.patterns.declared()));
        if !self.methods.is_empty() {
            declaration.push(Key::Methods.name(), Value::list(names(&self.methods)));
        }
        for (key, wire) in [
            (Key::Headers, &self.headers),
            (Key::ExposeHeaders, &self.expose_headers),
        ] {
            if !wire.is_empty() {
                let headers = names(wire).map(checked_header);
                declaration.push(key.name(), Value::list(headers));
            }
        }
        if self.credentials {
            declaration.push(Key::Credentials.name(), Value::Flag(true));
        }
        if let Some(seconds) = self.max_age {
            declaration.push(Key::MaxAge.name(), Value::Duration(seconds.to_string()));
        }
        declaration
    }
}

static NONE: Policy = constant::policy(constant::Parts::NOTHING);

/// Two policies are equal if their lists have the same entries in the same order, and their
/// other keys have the same values.
impl PartialEq for Policy {
    fn eq(&self, other: &Self) -> bool {
        self.patterns.entries().eq(other.patterns.entries())
            && self.methods == other.methods
            && self.headers == other.headers
            && self.expose_headers == other.expose_headers
            && self.credentials == other.credentials
            && self.max_age == other.max_age
    }
}

impl Eq for Policy {}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cors! {{ {self} }}")
    }
}

/// The origins as they were written: one pattern per line, followed by the names
/// of the rules that are allowed for it.
#[derive(Clone)]
enum Patterns {
    Static(&'static [&'static str]),
    Owned(String),
}

impl Patterns {
    /// Each pattern, and the names of the rules that are allowed for it.
    fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        let (listed, owned): (&[&str], &str) = match self {
            Patterns::Static(listed) => (listed, ""),
            Patterns::Owned(text) => (&[], text),
        };
        let texts = listed.iter().copied().chain([owned]);
        texts
            .flat_map(str::lines)
            .map(|line| line.split_once(' ').unwrap_or((line, "")))
    }

    fn declared(&self) -> Vec<Entry> {
        let entry = |(pattern, allow): (&str, &str)| {
            let names = allow.split_whitespace();
            names.fold(Entry::new(pattern), Entry::allow_named)
        };
        self.entries().map(entry).collect()
    }
}

fn lines(origins: &[Item<OriginPattern>]) -> String {
    let mut text = String::new();
    for item in origins {
        text.push_str(item.value.as_ref().map_or("*", OriginPattern::as_str));
        for rule in &item.allow {
            text.push(' ');
            text.push_str(rule.name());
        }
        text.push('\n');
    }
    text
}

fn wire(names: &[Item<String>]) -> String {
    let names = names.iter();
    joined(names.map(|item| item.value.as_deref().unwrap_or("*")))
}

/// The value of a header that lists names.
pub(crate) fn joined<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut wire = String::new();
    for name in names {
        if !wire.is_empty() {
            wire.push(',');
        }
        wire.push_str(name);
    }
    wire
}

/// A header as an entry. The warning about a misspelled header was reported when the policy
/// was built, so it is silenced.
fn checked_header(name: &str) -> Entry {
    if is_misspelled_header(name) {
        Entry::new(name).allow(Rule::HeaderMisspelled)
    } else {
        Entry::new(name)
    }
}

fn names(wire: &str) -> impl Iterator<Item = &str> {
    wire.split(',').filter(|name| !name.is_empty())
}
