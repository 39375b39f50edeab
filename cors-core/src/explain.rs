//! Explains what a policy does with a request: which entry allows it, or why it is refused.
//!
//! ```
//! use cors_engine::explain::CorsRequest;
//! use cors_engine::{Policy, cors};
//!
//! static API: Policy = cors! {
//!     origins = ["https://app.example.com:8443"],
//!     methods = [GET, PATCH],
//!     headers = ["authorization"],
//! };
//!
//! let request = CorsRequest::new("GET").origin("https://app.example.com");
//! assert_eq!(
//!     API.explain(&request).to_string(),
//!     "https://app.example.com is not allowed: \
//!      the policy has https://app.example.com:8443 (another port)",
//! );
//!
//! let request = CorsRequest::preflight("patch")
//!     .origin("https://app.example.com:8443")
//!     .requested_headers("authorisation");
//! assert_eq!(
//!     API.explain(&request).to_string(),
//!     "the method patch is not allowed: the policy has PATCH; \
//!      the header authorisation is not allowed: the policy has authorization",
//! );
//! ```
//!
//! Use it in a tool or a test. To log refused requests in an application, use the feature
//! `tracing` of your adapter.

mod distance;
mod excerpt;
mod names;
mod nearest;
mod origin;
mod request;

use std::fmt;

use cors_rules::OriginPattern;
use cors_rules::set::Wide;

use crate::policy::Policy;
pub(crate) use excerpt::excerpt;
use origin::Parts;
use request::Sent;

pub use names::RefusedName;
pub use nearest::{NearestOrigin, OriginDifference};
pub use request::CorsRequest;

/// What a policy does with a request, and why.
///
/// It prints as one sentence. The texts of the request in it are escaped and cut, so it is
/// safe to log. It names origins of the policy: do not send it to clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    decision: Decision,
    /// The origin of the request, or the mode of a request to which CORS does not apply.
    text: String,
    entries: Vec<PolicyEntry>,
    refusals: Vec<Refusal>,
}

/// What a policy does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Decision {
    /// The request has no `Origin`, so it is not a CORS request.
    NoOrigin,
    /// The policy does not list the origin, but the page has the origin of the URL. It
    /// needs no permission.
    SameOrigin,
    /// The policy does not list the origin, but `Sec-Fetch-Mode` shows that the browser
    /// does not apply CORS, for example because the page submits a form.
    NotCors,
    /// The browser lets the page send the request and read the response.
    Allowed,
    /// The browser blocks the request, or hides the response from the page.
    Refused,
}

/// An entry of a policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct PolicyEntry {
    /// The key: `origins`, `methods` or `headers`.
    pub key: &'static str,
    /// The index of the entry in the list.
    pub index: usize,
    /// The entry as it was written, or `*`.
    pub text: String,
}

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

impl Policy {
    /// Explains what the policy does with a request.
    ///
    /// The time is linear in the number of patterns for an allowed origin. For a refused
    /// one, at most 1000 patterns are compared with at most 326 bytes of the origin.
    pub fn explain(&self, request: &CorsRequest<'_>) -> Explanation {
        let origin = request.sent_origin();
        let is_allowed = match origin {
            Sent::Never => return Explanation::new(Decision::NoOrigin, ""),
            Sent::Once(origin) => self.allows_origin(origin),
            Sent::Repeatedly => self.allows_any_origin(),
        };
        let shown = excerpt(origin.bytes());
        if !is_allowed && request.is_same_origin() {
            return Explanation::new(Decision::SameOrigin, &shown);
        }
        if !is_allowed && !request.has_cors_mode() {
            return Explanation::new(Decision::NotCors, &excerpt(request.sent_mode()));
        }
        let mut explanation = Explanation::new(Decision::Allowed, &shown);
        if is_allowed {
            explanation.entries.extend(self.entry_for(origin.bytes()));
        } else {
            let refused = RefusedOrigin::new(self, origin, shown);
            explanation.refusals.push(Refusal::Origin(refused));
        }
        if request.is_preflight() {
            names::explain(self, request, &mut explanation);
        }
        if !explanation.refusals.is_empty() {
            explanation.decision = Decision::Refused;
        }
        explanation
    }

    /// Whether [`explain`](Policy::explain) finds that a request is refused. It does not
    /// allocate. Headers are not checked if their list is longer than 1 KiB.
    #[cfg(feature = "tracing")]
    pub(crate) fn refuses(&self, request: &CorsRequest<'_>) -> bool {
        let is_allowed = match request.sent_origin() {
            Sent::Never => return false,
            Sent::Once(origin) => self.allows_origin(origin),
            Sent::Repeatedly => self.allows_any_origin(),
        };
        if is_allowed {
            request.is_preflight() && !names::lists_all(self, request)
        } else {
            request.needs_permission()
        }
    }

    /// The entry of `origins` that allows an origin.
    fn entry_for(&self, origin: &[u8]) -> Option<PolicyEntry> {
        let matches = |text: &str| match text.parse::<OriginPattern>() {
            Ok(pattern) => Wide::of(&pattern).is_some_and(|wide| wide.contains(origin)),
            Err(_) => text == "*",
        };
        let mut entries = self.origins().enumerate();
        let entry = entries.find(|(_, text)| text.as_bytes() == origin || matches(text));
        entry.map(|(index, text)| PolicyEntry::new("origins", index, text))
    }
}

impl Explanation {
    fn new(decision: Decision, text: &str) -> Self {
        Explanation {
            decision,
            text: text.to_owned(),
            entries: Vec::new(),
            refusals: Vec::new(),
        }
    }

    /// What the policy does with the request.
    pub fn decision(&self) -> Decision {
        self.decision
    }

    /// The origin of the request, escaped.
    #[cfg(feature = "tracing")]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The entries of the policy that allow the origin, and in a preflight the method and
    /// the headers. Methods that need no permission have no entry.
    pub fn entries(&self) -> &[PolicyEntry] {
        &self.entries
    }

    /// Why the request is refused. For a preflight, it contains the method, and at most 8
    /// headers.
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }
}

impl PolicyEntry {
    fn new(key: &'static str, index: usize, text: &str) -> Self {
        let text = text.to_owned();
        PolicyEntry { key, index, text }
    }

    /// The location in the policy, such as `origins[2]`.
    pub fn path(&self) -> String {
        format!("{}[{}]", self.key, self.index)
    }
}

impl RefusedOrigin {
    fn new(policy: &Policy, origin: Sent<'_>, shown: String) -> Self {
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
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.text;
        match self.decision {
            Decision::NoOrigin => {
                f.write_str("the request has no Origin, so it is not a CORS request")
            }
            Decision::SameOrigin => write!(
                f,
                "{text} is the origin of the URL, so the page needs no permission"
            ),
            Decision::NotCors => write!(
                f,
                "browsers do not apply CORS to a request with Sec-Fetch-Mode: {text}"
            ),
            Decision::Allowed => {
                write!(f, "{text} is allowed")?;
                for (index, entry) in self.entries.iter().enumerate() {
                    let separator = if index == 0 { " by" } else { "," };
                    write!(f, "{separator} {entry}")?;
                }
                Ok(())
            }
            Decision::Refused => {
                for (index, refusal) in self.refusals.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { "; " })?;
                    write!(f, "{refusal}")?;
                }
                Ok(())
            }
        }
    }
}

/// Prints the location and the text: `origins[0] (https://example.com)`.
impl fmt::Display for PolicyEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}] ({})", self.key, self.index, self.text)
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
