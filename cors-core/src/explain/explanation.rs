//! What a policy does with a request, and why.

use std::fmt;

use crate::explain::refusal::Refusal;

/// What a policy does with a request, and why.
///
/// It prints as one sentence. The texts of the request in it are escaped and cut, so it is
/// safe to log. It names origins of the policy: do not send it to clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub(super) decision: Decision,
    /// The origin of the request, or the mode of a request to which CORS does not apply.
    text: String,
    pub(super) entries: Vec<PolicyEntry>,
    pub(super) refusals: Vec<Refusal>,
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

impl Explanation {
    pub(super) fn new(decision: Decision, text: &str) -> Self {
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
    pub(super) fn new(key: &'static str, index: usize, text: &str) -> Self {
        let text = text.to_owned();
        PolicyEntry { key, index, text }
    }

    /// The location in the policy, such as `origins[2]`.
    pub fn path(&self) -> String {
        format!("{}[{}]", self.key, self.index)
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
