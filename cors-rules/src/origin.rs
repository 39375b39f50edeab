//! Origin patterns.
//!
//! A pattern is `scheme://host[:port]`. It is compared byte for byte with the ASCII
//! serialization of an origin, which browsers send ([HTML, "origin"]). `*.` before the host
//! matches one or more labels. A `*` beside other text in the first label matches a part of
//! this label. `:*` matches any port, and an origin without a port.
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
mod wildcard;

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
    /// The start of the host in the text, with its `*`.
    host: usize,
    /// The end of the host in the text.
    end: usize,
    port: Port,
}

/// The hosts that a pattern matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Host<'p> {
    /// This host.
    Name(&'p str),
    /// `*.` and a name: every host with one or more labels before this name.
    SubdomainsOf(&'p str),
    /// A `*` in the first label, beside other text: `preview-*.example.com`. It matches one
    /// or more bytes of this label. A label in Punycode (`xn--…`) does not match.
    LabelGlob {
        /// The text before the `*`: `preview-`.
        start: &'p str,
        /// The text after the `*`, to the end of the host: `.example.com`.
        end: &'p str,
    },
    /// `*`: any host. It is for schemes of extensions whose ids differ by installation.
    Any,
}

/// The ports that a pattern matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Port {
    /// No port, which is the default port of the scheme.
    Default,
    /// This port.
    Number(u16),
    /// `:*`: any port, and no port.
    Any,
}

impl OriginPattern {
    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The scheme, without `://`.
    pub fn scheme(&self) -> &str {
        &self.text[..self.host - "://".len()]
    }

    /// The hosts that the pattern matches.
    pub fn host(&self) -> Host<'_> {
        match &self.text[self.host..self.end] {
            "*" => Host::Any,
            host => match host.split_once('*') {
                Some(("", end)) if end.starts_with('.') => Host::SubdomainsOf(&end[1..]),
                Some((start, end)) => Host::LabelGlob { start, end },
                None => Host::Name(host),
            },
        }
    }

    /// The ports that the pattern matches.
    pub fn port(&self) -> Port {
        self.port
    }

    /// Whether the pattern matches exactly one origin.
    pub fn is_exact(&self) -> bool {
        matches!(self.host(), Host::Name(_)) && self.port != Port::Any
    }

    /// The default port of the scheme, which browsers leave out of an origin.
    pub fn default_port(&self) -> Option<u16> {
        scheme::default_port(self.scheme())
    }

    /// Whether a network attacker can pretend to be the origin: plain `http` on
    /// another machine, or an unknown scheme.
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
            Host::LabelGlob { end, .. } => is_localhost(end),
            Host::Any => false,
        }
    }
}

/// `localhost` and the names below it (RFC 6761, section 6.3).
fn is_localhost(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host == "localhost" || host.ends_with(".localhost")
}

/// Parses a pattern.
///
/// # Errors
///
/// The first rule that the pattern breaks. Rules that depend on the rest of the
/// policy, such as the rules about credentials, are not checked.
impl FromStr for OriginPattern {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        parse::parse(text)
            .map_err(|violation| violation.into_problem("origins", Location::Policy, text))
    }
}

impl OriginPattern {
    /// Parses a pattern. The violation has the fixes.
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
