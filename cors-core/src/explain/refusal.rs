//! Why a request is refused.

use std::fmt;

use crate::explain::PolicyEntry;
use crate::explain::nearest::NearestOrigin;
use crate::explain::origin::Parts;
use crate::policy::Policy;
use crate::request::Sent;

/// A reason why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The policy does not allow the origin.
    Origin(RefusedOrigin),
    /// The policy does not list the requested method.
    Method(RefusedName),
    /// The policy does not list a requested header.
    Header(RefusedName),
}

/// An origin that a policy does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefusedOrigin {
    /// The value of `Origin`, escaped. It is cut after 200 bytes.
    pub origin: String,
    /// Why it is not allowed.
    pub reason: OriginReason,
    /// The nearest pattern, if one of the first 1000 patterns of the policy is near.
    pub nearest: Option<NearestOrigin>,
}

/// A method or a header that a policy does not list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefusedName {
    /// The method or the header, escaped. It is cut after 200 bytes.
    pub name: String,
    /// The entry that has the same letters in another case, or that differs in one or two
    /// letters. For `authorization`, it may be the `*` that does not include it.
    pub nearest: Option<PolicyEntry>,
}

/// Why an origin is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OriginReason {
    /// No pattern of the policy matches it.
    NotListed,
    /// It is `null`, which no policy can list: any sandboxed frame can send it.
    Null,
    /// The text is not `scheme://host` or `scheme://host:port`, or it is longer than any
    /// origin.
    Malformed,
    /// The request has more than one line of `Origin`.
    Repeated,
}

impl Refusal {
    /// The name of the reason in log events, such as `origin-not-listed`.
    pub const fn reason(&self) -> &'static str {
        match self {
            Refusal::Origin(refused) => match refused.reason {
                OriginReason::NotListed => "origin-not-listed",
                OriginReason::Null => "origin-null",
                OriginReason::Malformed => "origin-malformed",
                OriginReason::Repeated => "origin-repeated",
            },
            Refusal::Method(_) => "method-not-listed",
            Refusal::Header(_) => "header-not-listed",
        }
    }

    /// The nearest entry of the policy.
    pub fn nearest(&self) -> Option<&PolicyEntry> {
        match self {
            Refusal::Origin(refused) => Some(&refused.nearest.as_ref()?.entry),
            Refusal::Method(refused) | Refusal::Header(refused) => refused.nearest.as_ref(),
        }
    }
}

impl RefusedOrigin {
    pub(super) fn new(policy: &Policy, origin: Sent<'_>, shown: String) -> Self {
        let parts = Parts::of(origin.bytes());
        let reason = match (origin, parts) {
            (Sent::Repeatedly, _) => OriginReason::Repeated,
            (_, Some(_)) => OriginReason::NotListed,
            _ if origin.bytes() == b"null" => OriginReason::Null,
            _ => OriginReason::Malformed,
        };
        RefusedOrigin {
            origin: shown,
            reason,
            nearest: parts.and_then(|parts| NearestOrigin::of(parts, policy)),
        }
    }
}

/// Prints one sentence.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, RefusedName { name, nearest }) = match self {
            Refusal::Origin(refused) => return write!(f, "{refused}"),
            Refusal::Method(refused) => ("method", refused),
            Refusal::Header(refused) => ("header", refused),
        };
        write!(f, "the {what} {name} is not allowed")?;
        match nearest {
            None => Ok(()),
            Some(star) if star.text == "*" => write!(f, ": `*` does not include it"),
            Some(near) => write!(f, ": the policy has {}", near.text),
        }
    }
}

/// Prints one sentence.
impl fmt::Display for RefusedOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RefusedOrigin {
            origin, nearest, ..
        } = self;
        match (self.reason, nearest) {
            (OriginReason::NotListed, Some(nearest)) => {
                let pattern = &nearest.entry.text;
                let differences = nearest.difference();
                write!(
                    f,
                    "{origin} is not allowed: the policy has {pattern} ({differences})"
                )
            }
            (OriginReason::NotListed, None) => {
                write!(
                    f,
                    "{origin} is not allowed: the policy has no similar origin"
                )
            }
            (OriginReason::Null, _) => f.write_str(
                "null is not allowed: sandboxed frames, local files and redirected requests \
                 send it, so anyone can",
            ),
            (OriginReason::Malformed, _) => write!(
                f,
                "{origin} is not allowed: browsers send scheme://host or scheme://host:port"
            ),
            (OriginReason::Repeated, _) => {
                f.write_str("the request is not allowed: it has more than one Origin")
            }
        }
    }
}
