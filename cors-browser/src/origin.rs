//! Origins, their serialization, and their site.

use std::fmt;

use url::{Host, Url};

/// An origin: either a scheme, a host and a port, or an opaque origin, which equals no
/// other origin and is sent as `null`.
///
/// Standard: HTML's [origin](https://html.spec.whatwg.org/#concept-origin).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The origin of a sandboxed frame, a `data:` URL or a file.
    Opaque,
    /// The origin of every other page.
    Tuple {
        /// The scheme, such as `https`.
        scheme: String,
        /// The host as it is serialized, such as `example.com`.
        host: String,
        /// The port, unless it is the default port of the scheme.
        port: Option<u16>,
    },
}

impl Origin {
    /// The origin of a URL.
    ///
    /// For the schemes of apps and extensions (`tauri://localhost`,
    /// `chrome-extension://…`), the origin has a host, as in the browsers that
    /// support them.
    #[must_use]
    pub fn of(url: &Url) -> Self {
        if let "blob" = url.scheme() {
            return Url::parse(url.path()).map_or(Self::Opaque, |inner| match inner.scheme() {
                "http" | "https" => Self::of(&inner),
                _ => Self::Opaque,
            });
        }
        match url.host_str() {
            Some(host) if url.scheme() != "file" => Self::Tuple {
                scheme: url.scheme().to_owned(),
                host: host.to_owned(),
                port: url.port(),
            },
            _ => Self::Opaque,
        }
    }

    /// Whether both origins are equal. An opaque origin equals no other origin. The model
    /// never compares an opaque origin with itself.
    ///
    /// Standard: HTML's [same origin](https://html.spec.whatwg.org/#same-origin).
    #[must_use]
    pub fn is_same_origin(&self, other: &Self) -> bool {
        *self != Self::Opaque && self == other
    }

    /// Whether anyone on the network can change a page of this origin: its scheme is `http`,
    /// and its host is not this machine.
    ///
    /// Standard: Secure Contexts' [is origin potentially
    /// trustworthy?](https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy)
    #[must_use]
    pub fn is_insecure(&self) -> bool {
        let url = Url::parse(&self.to_string()).ok();
        let is_on_network = |url: &Url| !url.host().is_some_and(|host| is_loopback(&host));
        url.is_some_and(|url| url.scheme() == "http" && is_on_network(&url))
    }

    /// Whether the hosts belong to one site: they have the same registrable domain, or they
    /// are equal and have no registrable domain.
    ///
    /// Standard: HTML's [schemelessly same
    /// site](https://html.spec.whatwg.org/#schemelessly-same-site).
    pub(crate) fn is_schemelessly_same_site(&self, other: &Self) -> bool {
        match (self.site(), other.site()) {
            (Some((_, one)), Some((_, two))) => one == two,
            _ => false,
        }
    }

    /// The scheme and the site, or `None` if the origin is opaque.
    ///
    /// Standard: HTML's [obtain a
    /// site](https://html.spec.whatwg.org/#obtain-a-site).
    pub(crate) fn site(&self) -> Option<(&str, &str)> {
        match self {
            Self::Opaque => None,
            Self::Tuple { scheme, host, .. } => Some((scheme, registrable_domain(host))),
        }
    }

    /// Whether the host is an IP address.
    pub(crate) fn is_ip_address(&self) -> bool {
        match self {
            Self::Opaque => false,
            Self::Tuple { host, .. } => is_ip_address(host),
        }
    }

    pub(crate) fn scheme(&self) -> Option<&str> {
        match self {
            Self::Opaque => None,
            Self::Tuple { scheme, .. } => Some(scheme),
        }
    }
}

/// Prints the serialization that is sent as `Origin`. An opaque origin is `null`. A default
/// port is left out.
///
/// Standard: HTML's [serialization of an
/// origin](https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin).
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opaque => f.write_str("null"),
            Self::Tuple { scheme, host, port } => {
                write!(f, "{scheme}://{host}")?;
                port.map_or(Ok(()), |port| write!(f, ":{port}"))
            }
        }
    }
}

/// The error for text that is neither an origin nor a URL with an origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnOrigin {
    pub(crate) given: String,
}

impl fmt::Display for NotAnOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is not an origin, such as \"https://app.example.com\" or \"null\"",
            self.given
        )
    }
}

impl std::error::Error for NotAnOrigin {}

fn is_ip_address(host: &str) -> bool {
    !matches!(Host::parse(host), Ok(Host::Domain(_)) | Err(_))
}

/// The last two labels, or the whole host if it has fewer.
fn registrable_domain(host: &str) -> &str {
    if is_ip_address(host) {
        return host;
    }
    let mut dots = host.trim_end_matches('.').rmatch_indices('.');
    match (dots.next(), dots.next()) {
        (Some(_), Some((dot, _))) => &host[dot + 1..],
        _ => host,
    }
}

/// Whether the host is this machine.
///
/// Standard: Secure Contexts' [is url potentially
/// trustworthy?](https://w3c.github.io/webappsec-secure-contexts/#is-url-trustworthy)
pub(crate) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(url: &str) -> Origin {
        Origin::of(&Url::parse(url).expect("a URL"))
    }

    #[test]
    fn origins_are_written_as_browsers_send_them() {
        for (url, serialized) in [
            ("https://example.com:443/a?b#c", "https://example.com"),
            ("http://example.com:443", "http://example.com:443"),
            ("HTTP://LOCALHOST:80", "http://localhost"),
            ("http://[0:0:0::1]:8080", "http://[::1]:8080"),
            ("http://127.1", "http://127.0.0.1"),
            ("http://a_b.localhost.", "http://a_b.localhost."),
            ("http://éx.localhost", "http://xn--x-9fa.localhost"),
            ("tauri://localhost", "tauri://localhost"),
            ("chrome-extension://abc/page.html", "chrome-extension://abc"),
            ("blob:https://example.com/1-2", "https://example.com"),
            ("data:text/html,x", "null"),
            ("file:///etc/hosts", "null"),
            ("about:blank", "null"),
        ] {
            assert_eq!(origin(url).to_string(), serialized, "{url}");
        }
    }

    #[test]
    fn an_opaque_origin_equals_no_origin() {
        assert!(!Origin::Opaque.is_same_origin(&Origin::Opaque));
        assert!(!Origin::Opaque.is_schemelessly_same_site(&Origin::Opaque));
    }

    #[test]
    fn a_site_is_a_registrable_domain() {
        let site = |a, b| origin(a).is_schemelessly_same_site(&origin(b));
        assert!(site("https://a.example.com", "http://b.c.example.com:8080"));
        assert!(!site("https://a.example.com", "https://a.example.org"));
        assert!(site("http://localhost:1", "http://localhost:2"));
        assert!(site("http://127.0.0.1:1", "http://127.0.0.1:2"));
        assert!(!site("http://127.0.0.1", "http://126.0.0.1"));
        assert!(site("http://[::1]:1", "http://[::1]:2"));
    }
}
