//! Finds the pattern of a policy that is nearest to a refused origin.

use std::fmt;

use cors_rules::set::Wide;
use cors_rules::{Host, OriginPattern, Port, is_public_suffix};

use crate::explain::PolicyEntry;
use crate::explain::distance::distance;
use crate::explain::origin::Parts;
use crate::policy::Policy;

/// The most patterns that are compared.
const MAX_PATTERNS: usize = 1000;

/// The most differences of a pattern that is still near.
const MAX_DIFFERENCES: usize = 2;

/// The most labels that an origin has in front of a host that is still near.
const MAX_LABELS: usize = 8;

/// Names of the machine on which the browser runs.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// The origin pattern of a policy that is nearest to a refused origin.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NearestOrigin {
    /// The entry of the policy.
    pub entry: PolicyEntry,
    /// How the refused origin differs from it: one or two differences.
    pub differences: Vec<OriginDifference>,
}

/// How a refused origin differs from an origin pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OriginDifference {
    /// The origin has upper-case letters. Browsers do not send them.
    Case,
    /// Only one of the two hosts ends in a dot.
    TrailingDot,
    /// The origin has another scheme.
    Scheme,
    /// The origin has another port, or only one of the two has a port.
    Port,
    /// Only one of the two hosts starts with `www.`.
    Www,
    /// Both hosts are names of the browser's own machine: `localhost`, `127.0.0.1`,
    /// `[::1]`.
    Loopback,
    /// The origin is a subdomain of a host without `*.`.
    Subdomain,
    /// The pattern is a subdomain of the origin. `https://*.example.com` does not match
    /// `https://example.com`.
    ParentDomain,
    /// This number of letters in the host, 1 or 2, are missing, extra, replaced or swapped.
    Letters(u8),
}

impl OriginDifference {
    /// How far two origins with this difference are from each other.
    fn weight(self) -> u8 {
        match self {
            OriginDifference::Case | OriginDifference::TrailingDot => 1,
            OriginDifference::Port | OriginDifference::Www | OriginDifference::Loopback => 2,
            OriginDifference::Scheme => 3,
            OriginDifference::Letters(1) => 4,
            OriginDifference::Subdomain | OriginDifference::ParentDomain => 5,
            OriginDifference::Letters(_) => 6,
        }
    }
}

/// Prints the difference in a few words, such as "another port".
impl fmt::Display for OriginDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            OriginDifference::Case => "in lower case",
            OriginDifference::TrailingDot => "the dot at the end differs",
            OriginDifference::Scheme => "another scheme",
            OriginDifference::Port => "another port",
            OriginDifference::Www => "`www.` differs",
            OriginDifference::Loopback => "another name of this machine",
            OriginDifference::Subdomain => "without its subdomains",
            OriginDifference::ParentDomain => "only a subdomain",
            OriginDifference::Letters(1) => "1 letter differs",
            OriginDifference::Letters(count) => return write!(f, "{count} letters differ"),
        })
    }
}

impl NearestOrigin {
    /// The differences in words, such as "another scheme, another port".
    pub fn difference(&self) -> String {
        let texts: Vec<String> = self.differences.iter().map(ToString::to_string).collect();
        texts.join(", ")
    }

    /// The nearest of the first 1000 patterns of a policy.
    pub(super) fn of(origin: Parts<'_>, policy: &Policy) -> Option<Self> {
        let patterns = policy.origins().take(MAX_PATTERNS).enumerate();
        let near = patterns.filter_map(|(index, text)| {
            let pattern: OriginPattern = text.parse().ok()?;
            let differences = Comparison::new(origin, &pattern).differences()?;
            let weight: u8 = differences.iter().map(|found| found.weight()).sum();
            Some((weight, index, text, differences))
        });
        let (_, index, text, differences) = near.min_by_key(|(weight, ..)| *weight)?;
        Some(NearestOrigin {
            entry: PolicyEntry::new("origins", index, text),
            differences,
        })
    }
}

/// Compares an origin with a pattern part by part.
struct Comparison<'p> {
    origin: Parts<'p>,
    pattern: &'p OriginPattern,
    /// The pattern as the engine matches it, unless it matches only one origin.
    wide: Option<Wide>,
}

impl<'p> Comparison<'p> {
    fn new(origin: Parts<'p>, pattern: &'p OriginPattern) -> Self {
        Comparison {
            origin,
            pattern,
            wide: Wide::of(pattern),
        }
    }

    /// The differences, if there are so few that the pattern is near.
    fn differences(&self) -> Option<Vec<OriginDifference>> {
        if self.pattern.host() == Host::Any {
            return None;
        }
        let Parts { scheme, host, .. } = self.origin;
        let mut found = Vec::new();
        let lower = host.to_ascii_lowercase();
        let has_scheme = scheme.eq_ignore_ascii_case(self.pattern.scheme());
        if lower != host || has_scheme && scheme != self.pattern.scheme() {
            found.push(OriginDifference::Case);
        }
        if !has_scheme {
            found.push(OriginDifference::Scheme);
        }
        if !self.has_port() {
            found.push(OriginDifference::Port);
        }
        let mut host = lower;
        match (host.ends_with('.'), self.pattern_host().ends_with('.')) {
            (true, false) => {
                host.pop();
                found.push(OriginDifference::TrailingDot);
            }
            (false, true) => {
                host.push('.');
                found.push(OriginDifference::TrailingDot);
            }
            _ => {}
        }
        if !self.has_host(&host) {
            found.push(self.host_difference(&host)?);
        }
        let is_near = (1..=MAX_DIFFERENCES).contains(&found.len());
        is_near.then_some(found)
    }

    fn has_port(&self) -> bool {
        match (self.pattern.port(), self.origin.port) {
            (Port::Default | Port::Any, None) => true,
            (Port::Default, Some(_)) | (Port::Number(_), None) => false,
            (Port::Number(number), Some(port)) => port == number.to_string(),
            (Port::Any, Some(port)) => {
                let number = port.parse().ok().filter(|&number: &u16| number != 0);
                number.is_some_and(|number| port == number.to_string())
                    && number != self.pattern.default_port()
            }
        }
    }

    /// Whether the pattern matches an origin with this host, and with scheme and port of
    /// the pattern.
    fn has_host(&self, host: &str) -> bool {
        let scheme = self.pattern.scheme();
        let origin = match self.pattern.port() {
            Port::Number(port) => format!("{scheme}://{host}:{port}"),
            Port::Default | Port::Any => format!("{scheme}://{host}"),
        };
        match &self.wide {
            Some(wide) => wide.contains(origin.as_bytes()),
            None => origin == self.pattern.as_str(),
        }
    }

    /// How a host in lower case, which does not match, differs from the pattern.
    fn host_difference(&self, host: &str) -> Option<OriginDifference> {
        let pattern = self.pattern.host();
        let is_parent = match pattern {
            Host::SubdomainsOf(base) => base == host,
            Host::Name(name) => is_below(name, host) && !is_public_suffix(host),
            _ => false,
        };
        let www = host
            .strip_prefix("www.")
            .map_or_else(|| format!("www.{host}"), str::to_owned);
        let mut parents = std::iter::successors(Some(host), |host| Some(host.split_once('.')?.1));
        let is_loopback = |host: &str| LOOPBACK.contains(&host);
        if self.has_host(&www) && !matches!(pattern, Host::SubdomainsOf(_)) {
            Some(OriginDifference::Www)
        } else if is_parent {
            Some(OriginDifference::ParentDomain)
        } else if is_loopback(host) && is_loopback(self.pattern_host()) {
            Some(OriginDifference::Loopback)
        } else if parents
            .by_ref()
            .take(MAX_LABELS + 1)
            .any(|parent| self.has_host(parent))
        {
            Some(OriginDifference::Subdomain)
        } else {
            self.letters(host).map(OriginDifference::Letters)
        }
    }

    /// In how many letters a host differs from the pattern. The labels that a `*.` matches
    /// are not compared.
    fn letters(&self, host: &str) -> Option<u8> {
        match self.pattern.host() {
            Host::Name(name) => distance(host.as_bytes(), name.as_bytes()),
            Host::SubdomainsOf(base) => {
                let labels = base.split('.').count();
                let (start, _) = host.rmatch_indices('.').nth(labels - 1)?;
                distance(&host.as_bytes()[start + 1..], base.as_bytes())
            }
            _ => None,
        }
    }

    /// The host of the pattern with its `*`.
    fn pattern_host(&self) -> &'p str {
        match self.pattern.host() {
            Host::Name(host) | Host::SubdomainsOf(host) => host,
            _ => "",
        }
    }
}

/// Whether a host is a subdomain of another one.
fn is_below(host: &str, parent: &str) -> bool {
    let labels = host.strip_suffix(parent);
    labels.is_some_and(|labels| labels.ends_with('.'))
}
