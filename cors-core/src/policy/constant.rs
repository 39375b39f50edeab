//! Policies in const evaluation: what the macros make them of, and what can be
//! asked of them there.
//!
//! A constant owns nothing, so whatever is owned is not of this place.

use std::borrow::Cow;

use super::{Matcher, Patterns, Policy};

/// What the macro makes a policy of. Its values keep every rule.
#[doc(hidden)]
#[derive(Debug)]
pub struct Parts {
    pub origins: Origins,
    /// As [`Policy::patterns`]: each text one or more lines.
    pub patterns: &'static [&'static str],
    pub methods: &'static str,
    pub headers: &'static str,
    pub expose_headers: &'static str,
    pub credentials: bool,
    pub max_age: Option<u32>,
}

/// How the macro has an origin looked up.
#[doc(hidden)]
#[derive(Debug)]
pub enum Origins {
    Any,
    Listed(fn(&[u8]) -> bool),
}

impl Parts {
    /// Nobody may read: what a policy that does not compile expands to.
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

/// What a policy was made of, so that another can be made of some of it.
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

/// Whether a policy has the method of its route, or needs not.
#[doc(hidden)]
pub const fn has_method(policy: &Policy, method: &str) -> bool {
    matches!(method.as_bytes(), b"GET" | b"HEAD" | b"POST")
        || is_listed(borrowed(&policy.methods), method)
}

/// Whether a policy says `expose_headers = *`.
#[doc(hidden)]
pub const fn exposes_any(policy: &Policy) -> bool {
    is_listed(borrowed(&policy.expose_headers), "*")
}

/// Whether a policy lifts a rule for one of its origins.
#[doc(hidden)]
pub const fn lifts_rules(policy: &Policy) -> bool {
    // Behind a pattern, after a space, stand the rules that it lifts.
    mentions(policy, b' ')
}

/// Whether no rule about credentials can have anything to say of a policy's
/// origins: each is an exact one, and `https`.
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

/// Whether a byte stands anywhere in the patterns.
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

/// Whether every line of the patterns starts like this.
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

/// Whether a list has the name, or is `*`.
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

/// Whether these bytes stand there.
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
