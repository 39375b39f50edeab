//! Origin patterns: what they are and what they mean.
//!
//! A pattern is `scheme://host[:port]`, compared byte for byte with the ASCII
//! serialization of an origin that browsers send ([HTML, "origin"]). `*.` in
//! front of the host stands for one or more labels, `:*` for any port.
//!
//! [HTML, "origin"]: https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin

mod address;
mod bootstring;
mod host;
mod parse;
mod punycode;
mod scheme;
mod suffix;
mod whole;

use std::fmt;
use std::str::FromStr;

use crate::problem::{Location, Problem};
use crate::violation::Violation;

pub use suffix::{SUFFIX_LIST_DATE, is_public_suffix};

/// The longest text that can be an origin: a scheme of 64 bytes, `://`, a host
/// of 253 bytes and a port.
pub(crate) const MAX_ORIGIN: usize = 64 + 3 + MAX_HOST + 6;
pub(crate) const MAX_HOST: usize = 253;
pub(crate) const MAX_LABEL: usize = 63;

/// A pattern for origins, in the form in which browsers send them.
///
/// ```
/// use cors_rules::{Host, OriginPattern, Port};
///
/// let pattern: OriginPattern = "https://*.example.com:8443".parse()?;
/// assert_eq!(pattern.scheme(), "https");
/// assert_eq!(pattern.host(), Host::SubdomainsOf("example.com"));
/// assert_eq!(pattern.port(), Port::Number(8443));
/// # Ok::<(), cors_rules::Problem>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OriginPattern {
    text: String,
    /// Where the host starts in the text, `*.` included.
    host: usize,
    /// Where the host ends.
    end: usize,
    port: Port,
}

/// Which hosts a pattern stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Host<'p> {
    /// This host alone.
    Name(&'p str),
    /// Every host that is one or more labels and this name: `*.` and the name.
    SubdomainsOf(&'p str),
    /// Any host: `*`, for the schemes of extensions whose ids vary.
    Any,
}

/// Which ports a pattern stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Port {
    /// None, which is the scheme's own.
    Default,
    /// This one.
    Number(u16),
    /// None or any: `:*`.
    Any,
}

impl OriginPattern {
    /// The pattern as it was written, which is the form browsers send.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The scheme, without `://`.
    pub fn scheme(&self) -> &str {
        &self.text[..self.host - "://".len()]
    }

    /// The host or hosts.
    pub fn host(&self) -> Host<'_> {
        match &self.text[self.host..self.end] {
            "*" => Host::Any,
            host => match host.strip_prefix("*.") {
                Some(base) => Host::SubdomainsOf(base),
                None => Host::Name(host),
            },
        }
    }

    /// The port or ports.
    pub fn port(&self) -> Port {
        self.port
    }

    /// Whether it stands for a single origin.
    pub fn is_exact(&self) -> bool {
        matches!(self.host(), Host::Name(_)) && self.port != Port::Any
    }

    /// The scheme's own port, which browsers leave out of an origin.
    pub fn default_port(&self) -> Option<u16> {
        scheme::default_port(self.scheme())
    }

    /// Whether a network attacker can pose as the origin: plain `http` beyond
    /// this machine, or a scheme of which nothing is known.
    pub(crate) fn is_insecure(&self) -> bool {
        match self.scheme() {
            "https" => false,
            "http" => !self.is_loopback(),
            other => !scheme::is_app(other),
        }
    }

    fn is_loopback(&self) -> bool {
        match self.host() {
            Host::Name(host) => address::is_loopback(host) || is_localhost(host),
            Host::SubdomainsOf(base) => is_localhost(base),
            Host::Any => false,
        }
    }
}

/// `localhost` and the names below it (RFC 6761, section 6.3).
fn is_localhost(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host == "localhost" || host.ends_with(".localhost")
}

/// Reads a pattern.
///
/// # Errors
///
/// The first rule that it breaks. Rules that need the rest of the policy, such
/// as those about credentials, are not among them.
impl FromStr for OriginPattern {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        parse::parse(text)
            .map_err(|violation| violation.into_problem("origins", Location::Policy, text))
    }
}

impl OriginPattern {
    /// Reads a pattern; the violation still knows how to fix itself.
    pub(crate) fn parse(text: &str) -> Result<Self, Violation> {
        parse::parse(text)
    }
}

/// Prints the pattern as it was written.
impl fmt::Display for OriginPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
