//! Policies in constants: how the macros create them, and what the macros check in
//! const evaluation.
//!
//! Constants contain only borrowed data, so the owned variants never occur in this module.

use std::borrow::Cow;

use super::{Matcher, Patterns, Policy};

/// The parts from which the macros create a policy. They keep every rule.
#[doc(hidden)]
#[derive(Debug)]
pub struct Parts {
    pub origins: Origins,
    /// The patterns in the format of [`Patterns`]. Each text has one or more lines.
    pub patterns: &'static [&'static str],
    pub methods: &'static str,
    pub headers: &'static str,
    pub expose_headers: &'static str,
    pub credentials: bool,
    pub max_age: Option<u32>,
}

/// How a policy of the macros matches origins.
#[doc(hidden)]
#[derive(Debug)]
pub enum Origins {
    Any,
    Listed(fn(&[u8]) -> bool),
}

impl Parts {
    /// A policy that allows no origin. A policy that does not compile expands to it.
    pub const NOTHING: Parts = Parts {
        origins: Origins::Listed(|_| false),
        patterns: &[],
        methods: "",
        headers: "",
        expose_headers: "",
        credentials: false,
        max_age: None,
    };
}

#[doc(hidden)]
pub const fn policy(parts: Parts) -> Policy {
    Policy {
        matcher: match parts.origins {
            Origins::Any => Matcher::Any,
            Origins::Listed(contains) => Matcher::Code(contains),
        },
        patterns: Patterns::Static(parts.patterns),
        methods: Cow::Borrowed(parts.methods),
        headers: Cow::Borrowed(parts.headers),
        expose_headers: Cow::Borrowed(parts.expose_headers),
        credentials: parts.credentials,
        max_age: parts.max_age,
    }
}

/// The parts of a policy, from which the macros create another policy.
#[doc(hidden)]
pub const fn parts(policy: &Policy) -> Parts {
    Parts {
        origins: match &policy.matcher {
            Matcher::Any => Origins::Any,
            Matcher::Code(contains) => Origins::Listed(*contains),
            Matcher::Listed(_) => Parts::NOTHING.origins,
        },
        patterns: match &policy.patterns {
            Patterns::Static(patterns) => patterns,
            Patterns::Owned(_) => &[],
        },
        methods: borrowed(&policy.methods),
        headers: borrowed(&policy.headers),
        expose_headers: borrowed(&policy.expose_headers),
        credentials: policy.credentials,
        max_age: policy.max_age,
    }
}

/// Whether a policy lists a method, or the method needs no permission.
#[doc(hidden)]
pub const fn has_method(policy: &Policy, method: &str) -> bool {
    matches!(method.as_bytes(), b"GET" | b"HEAD" | b"POST")
        || is_listed(borrowed(&policy.methods), method)
}

/// Whether a policy has `expose_headers = *`.
#[doc(hidden)]
pub const fn exposes_any(policy: &Policy) -> bool {
    is_listed(borrowed(&policy.expose_headers), "*")
}

/// Whether a policy allows a rule for one of its origins.
#[doc(hidden)]
pub const fn allows_rules(policy: &Policy) -> bool {
    // A pattern is followed by a space and the rules that are allowed for it.
    mentions(policy, b' ')
}

/// Whether every pattern of a policy is an exact `https` origin, so that no rule about
/// credentials can apply.
#[doc(hidden)]
pub const fn lists_exact_https(policy: &Policy) -> bool {
    !mentions(policy, b'*') && all_start_with(policy, b"https://")
}

#[expect(
    clippy::ptr_arg,
    reason = "no `Cow` is dereferenced in const evaluation"
)]
const fn borrowed(text: &Cow<'static, str>) -> &'static str {
    match text {
        Cow::Borrowed(text) => text,
        Cow::Owned(_) => "",
    }
}

/// The patterns as they were written.
const fn texts(policy: &Policy) -> &'static [&'static str] {
    match &policy.patterns {
        Patterns::Static(texts) => texts,
        Patterns::Owned(_) => &[],
    }
}

/// Whether the patterns contain a byte.
const fn mentions(policy: &Policy, byte: u8) -> bool {
    let texts = texts(policy);
    let mut index = 0;
    while index < texts.len() {
        let text = texts[index].as_bytes();
        let mut at = 0;
        while at < text.len() {
            if text[at] == byte {
                return true;
            }
            at += 1;
        }
        index += 1;
    }
    false
}

/// Whether every line of the patterns has this prefix.
const fn all_start_with(policy: &Policy, start: &[u8]) -> bool {
    let texts = texts(policy);
    let mut index = 0;
    while index < texts.len() {
        let text = texts[index].as_bytes();
        let mut at = 0;
        while at < text.len() {
            let starts_line = at == 0 || text[at - 1] == b'\n';
            if starts_line && !is_at(text, at, start) {
                return false;
            }
            at += 1;
        }
        index += 1;
    }
    true
}

/// Whether a list contains the name or `*`.
const fn is_listed(wire: &str, name: &str) -> bool {
    let (wire, name) = (wire.as_bytes(), name.as_bytes());
    let (mut start, mut at) = (0, 0);
    while at <= wire.len() {
        if at == wire.len() || wire[at] == b',' {
            let is_star = at - start == 1 && wire[start] == b'*';
            if is_star || at - start == name.len() && is_at(wire, start, name) {
                return true;
            }
            start = at + 1;
        }
        at += 1;
    }
    false
}

/// Whether these bytes are at this index.
const fn is_at(text: &[u8], at: usize, bytes: &[u8]) -> bool {
    let mut index = 0;
    while index < bytes.len() {
        if at + index >= text.len() || text[at + index] != bytes[index] {
            return false;
        }
        index += 1;
    }
    true
}
