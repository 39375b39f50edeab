//! A pattern that matches more than one origin.

use super::single::{
    any_host, any_port, label_glob, label_glob_any_port, subdomain, subdomain_any_port,
};
use crate::origin::{Host, MAX_HOST, MAX_LABEL, OriginPattern, Port};

/// A pattern that matches more than one origin, in the parts that are compared.
///
/// ```
/// use cors_rules::OriginPattern;
/// use cors_rules::set::Wide;
///
/// let pattern: OriginPattern = "https://*.example.com".parse()?;
/// let wide = Wide::of(&pattern).expect("a pattern for more than one origin");
/// assert!(wide.contains(b"https://shop.example.com"));
/// assert!(!wide.contains(b"https://evilexample.com"));
///
/// let pattern: OriginPattern = "https://example.com".parse()?;
/// assert_eq!(Wide::of(&pattern), None);
/// # Ok::<(), cors_rules::Problem>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wide {
    /// `https://*.example.com`, see [`subdomain`].
    Subdomain {
        /// The scheme with its `://`.
        head: String,
        /// The text after the `*`.
        tail: String,
    },
    /// `https://*.example.com:*`, see [`subdomain_any_port`].
    SubdomainAnyPort {
        /// The scheme with its `://`.
        head: String,
        /// The text between the `*` and the port.
        tail: String,
        /// The port that browsers leave out, or 0 if there is none.
        default_port: u16,
    },
    /// `https://preview-*.example.com`, see [`label_glob`].
    LabelGlob {
        /// The text before the `*`.
        head: String,
        /// The text after the `*`.
        tail: String,
        /// The largest number of bytes that the `*` matches.
        most: usize,
    },
    /// `https://preview-*.example.com:*`, see [`label_glob_any_port`].
    LabelGlobAnyPort {
        /// The text before the `*`.
        head: String,
        /// The text between the `*` and the port.
        tail: String,
        /// The largest number of bytes that the `*` matches.
        most: usize,
        /// The port that browsers leave out, or 0 if there is none.
        default_port: u16,
    },
    /// `http://localhost:*`, see [`any_port`].
    AnyPort {
        /// The origin without a port.
        exact: String,
        /// The port that browsers leave out, or 0 if there is none.
        default_port: u16,
    },
    /// `moz-extension://*`, see [`any_host`].
    AnyHost {
        /// The scheme with its `://`.
        head: String,
    },
}

impl Wide {
    /// The parts of a pattern, or `None` if it matches only one origin.
    pub fn of(pattern: &OriginPattern) -> Option<Self> {
        let text = pattern.as_str();
        let default_port = pattern.default_port().unwrap_or(0);
        let any_port = pattern.port() == Port::Any;
        let text = text.strip_suffix(":*").filter(|_| any_port).unwrap_or(text);
        let (head, tail) = text.split_once('*').unwrap_or((text, ""));
        let (head, tail) = (head.to_owned(), tail.to_owned());
        Some(match (pattern.host(), any_port) {
            (Host::Name(_), false) => return None,
            (Host::Name(_), true) => Wide::AnyPort {
                exact: head,
                default_port,
            },
            (Host::SubdomainsOf(_), false) => Wide::Subdomain { head, tail },
            (Host::SubdomainsOf(_), true) => Wide::SubdomainAnyPort {
                head,
                tail,
                default_port,
            },
            (Host::LabelGlob { start, end }, false) => Wide::LabelGlob {
                head,
                tail,
                most: most(start, end),
            },
            (Host::LabelGlob { start, end }, true) => Wide::LabelGlobAnyPort {
                head,
                tail,
                most: most(start, end),
                default_port,
            },
            (Host::Any, _) => Wide::AnyHost { head },
        })
    }

    /// Whether the pattern matches this origin.
    pub fn contains(&self, origin: &[u8]) -> bool {
        match self {
            Wide::Subdomain { head, tail } => subdomain(origin, head.as_bytes(), tail.as_bytes()),
            Wide::SubdomainAnyPort {
                head,
                tail,
                default_port,
            } => subdomain_any_port(origin, head.as_bytes(), tail.as_bytes(), *default_port),
            Wide::LabelGlob { head, tail, most } => {
                label_glob(origin, head.as_bytes(), tail.as_bytes(), *most)
            }
            Wide::LabelGlobAnyPort {
                head,
                tail,
                most,
                default_port,
            } => {
                let (head, tail) = (head.as_bytes(), tail.as_bytes());
                label_glob_any_port(origin, head, tail, *most, *default_port)
            }
            Wide::AnyPort {
                exact,
                default_port,
            } => any_port(origin, exact.as_bytes(), *default_port),
            Wide::AnyHost { head } => any_host(origin, head.as_bytes()),
        }
    }
}

/// The largest number of bytes that the `*` between these texts of a host matches.
fn most(start: &str, end: &str) -> usize {
    let label = start.len() + end.find('.').unwrap_or(end.len());
    let host = start.len() + end.len();
    MAX_LABEL
        .saturating_sub(label)
        .min(MAX_HOST.saturating_sub(host))
}
