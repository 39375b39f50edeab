//! The fixed servers that requests are sent to, and which paths belong to them.

use std::borrow::Cow;

use cors_browser::Url;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderValue, Uri};

use crate::redact::{hide_in_urls, without_password};
use crate::url::target;

/// The start of the names of all cookies of upstreams in the browser.
pub(super) const COOKIE_PREFIX: &str = "cors-";

/// A server with the path that comes before every path of a request.
#[derive(Debug, Clone)]
pub(super) struct Upstream {
    scheme: Scheme,
    authority: Authority,
    /// The `Host` of requests. The client would write the same text anew for each request.
    /// There is none for HTTPS: with HTTP/2, the authority replaces it.
    pub(super) host_header: Option<HeaderValue>,
    /// `https://api.example.com`
    pub(super) origin: String,
    /// The host without the port, for the `Domain` of cookies.
    pub(super) host: String,
    /// The path without a slash at the end.
    base: String,
    /// The prefix of the names of this server's cookies in the browser.
    pub(super) cookie_prefix: String,
}

impl Upstream {
    /// # Errors
    ///
    /// One sentence without a full stop.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let url = url_of(text)?;
        let origin = url.origin().ascii_serialization();
        let wanted = format!("Write {origin}{}", url.path());
        if !url.username().is_empty() || url.password().is_some() {
            return Err(format!(
                "the URL must not contain a user name or a password. {wanted}"
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            let end = text.find(['?', '#']).and_then(|at| text.get(at..));
            let end = hide_in_urls(end.unwrap_or_default());
            return Err(format!(
                "the URL must end with its path, so leave out `{end}`. {wanted}"
            ));
        }
        let uri = Uri::try_from(&origin).map(Uri::into_parts);
        let (Some(scheme), Some(authority)) = uri
            .map(|parts| (parts.scheme, parts.authority))
            .unwrap_or_default()
        else {
            return Err(format!("{origin} has a host that no request can name"));
        };
        let host_header = match url.scheme() {
            "http" => HeaderValue::from_str(authority.as_str()).ok(),
            _ => None,
        };
        Ok(Upstream {
            scheme,
            authority,
            host_header,
            host: url.host_str().unwrap_or_default().to_owned(),
            base: url.path().trim_end_matches('/').to_owned(),
            cookie_prefix: format!("{COOKIE_PREFIX}{:08x}.", fnv(origin.as_bytes())),
            origin,
        })
    }

    /// The address without the slash at the end.
    pub(super) fn address(&self) -> String {
        format!("{}{}", self.origin, self.base)
    }

    /// The URL of a path of this server. `request` is the address in the request.
    pub(super) fn url(&self, path: &str, request: &Uri) -> Option<Uri> {
        let path_and_query = match (request.path_and_query(), request.query()) {
            (Some(same), _) if same.path() == path => same.clone(),
            (_, Some(query)) => PathAndQuery::try_from(format!("{path}?{query}")).ok()?,
            (_, None) => PathAndQuery::try_from(path).ok()?,
        };
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path_and_query);
        Uri::from_parts(parts).ok()
    }

    /// Whether the server is this computer at one of these hosts, which have a port.
    pub(super) fn is_one_of(&self, hosts: &[String], port: u16) -> bool {
        let own = self.authority.port_u16();
        let own = own.unwrap_or(if self.scheme == Scheme::HTTPS {
            443
        } else {
            80
        });
        let host = format!("{}:{own}", self.host);
        let address = self.host.trim_start_matches('[').trim_end_matches(']');
        let address = address.parse::<std::net::IpAddr>();
        let is_this_computer = address
            .is_ok_and(|address| address.is_loopback() || address.is_unspecified())
            || self.host == "localhost"
            || self.host.ends_with(".localhost");
        hosts.contains(&host) || (is_this_computer && own == port)
    }
}

/// An upstream, and the paths of the proxy that belong to it.
#[derive(Debug, Clone)]
pub(super) struct Mount {
    /// A path without a slash at the end.
    pub(super) prefix: String,
    pub(super) upstream: Upstream,
}

impl Mount {
    /// The path at the upstream, if the path of the proxy belongs to it.
    pub(super) fn upstream_path<'p>(&self, path: &'p str) -> Option<Cow<'p, str>> {
        replace_prefix(path, &self.prefix, &self.upstream.base)
    }

    /// The path at the proxy, if the path of the upstream belongs to the mount.
    pub(super) fn proxy_path<'p>(&self, path: &'p str) -> Option<Cow<'p, str>> {
        replace_prefix(path, &self.upstream.base, &self.prefix)
    }
}

fn replace_prefix<'p>(path: &'p str, prefix: &str, with: &str) -> Option<Cow<'p, str>> {
    let rest = strip_prefix(path, prefix)?;
    Some(match (with, rest) {
        ("", "") => Cow::Borrowed("/"),
        ("", rest) => Cow::Borrowed(rest),
        (with, rest) => Cow::Owned(format!("{with}{rest}")),
    })
}

/// The rest of a path after whole segments.
fn strip_prefix<'p>(path: &'p str, prefix: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(prefix)?;
    (rest.is_empty() || rest.starts_with(['/', '?', '#'])).then_some(rest)
}

/// The mount with the longest prefix that the path starts with.
pub(super) fn mount_of<'m, 'p>(
    mounts: &'m [Mount],
    path: &'p str,
) -> Option<(&'m Mount, Cow<'p, str>)> {
    let matching = mounts
        .iter()
        .filter_map(|mount| Some((mount, mount.upstream_path(path)?)));
    matching.max_by_key(|(mount, _)| mount.prefix.len())
}

/// Reads the URL of a server.
fn url_of(text: &str) -> Result<Url, String> {
    const EXAMPLE: &str = "Write it like http://localhost:3000";
    if text.trim().is_empty() {
        return Err(format!("the URL is missing. {EXAMPLE}"));
    }
    target(text).map_err(|misuse| match (meant(text), misuse.to_string()) {
        (Some(meant), _) => format!(
            "{} is no http:// or https:// URL. Write {}",
            without_password(text),
            hide_in_urls(&meant)
        ),
        (None, message) if message.ends_with('?') => message,
        (None, message) => format!("{message}. {EXAMPLE}"),
    })
}

/// What the user meant with a port, or with the URL of a WebSocket.
fn meant(text: &str) -> Option<String> {
    if text.parse::<u16>().is_ok() {
        return Some(format!("http://localhost:{text}"));
    }
    let rest = text.strip_prefix("ws")?;
    let is_websocket = rest.starts_with("://") || rest.starts_with("s://");
    is_websocket.then(|| format!("http{rest}"))
}

/// A short stable number for a text (FNV-1a).
fn fnv(text: &[u8]) -> u32 {
    text.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::{Authority, Mount, Upstream, Uri, mount_of};

    fn mount(prefix: &str, upstream: &str) -> Mount {
        Mount {
            prefix: prefix.to_owned(),
            upstream: Upstream::parse(upstream).expect("an upstream"),
        }
    }

    #[test]
    fn the_longest_prefix_of_whole_segments_applies() {
        let mounts = [
            mount("", "http://page.test"),
            mount("/api", "http://api.test/v1"),
        ];
        let path = |path| {
            mount_of(&mounts, path).map(|(mount, path)| (&*mount.upstream.host, path.into_owned()))
        };
        assert_eq!(path("/api"), Some(("api.test", "/v1".to_owned())));
        assert_eq!(
            path("/api/users"),
            Some(("api.test", "/v1/users".to_owned()))
        );
        assert_eq!(path("/apis"), Some(("page.test", "/apis".to_owned())));
        assert_eq!(path("/"), Some(("page.test", "/".to_owned())));
        assert_eq!(
            mounts[1].proxy_path("/v1/login").as_deref(),
            Some("/api/login")
        );
        assert_eq!(mounts[1].proxy_path("/v10"), None);
    }

    #[test]
    fn no_part_of_a_request_changes_the_server() {
        let upstream = Upstream::parse("http://api.test/v1").expect("an upstream");
        for request in [
            "http://evil.test/a?b",
            "https://evil.test:8080/a?b",
            "//evil.test/a?b",
            "/@evil.test/a?b",
            "/a?b",
        ] {
            let request: Uri = request.parse().expect("a target");
            let url = upstream.url(request.path(), &request).expect("a URL");
            assert_eq!(url.scheme_str(), Some("http"), "{request}");
            assert_eq!(
                url.authority().map(Authority::as_str),
                Some("api.test"),
                "{request}"
            );
            assert_eq!(url.query(), Some("b"), "{request}");
            assert_eq!(url.path(), request.path(), "{request}");
        }
    }

    #[test]
    fn two_upstreams_have_two_cookie_prefixes() {
        let prefix = |url| Upstream::parse(url).expect("an upstream").cookie_prefix;
        assert_ne!(
            prefix("http://localhost:3000"),
            prefix("http://localhost:3001")
        );
        assert_eq!(prefix("https://a.test:443/x"), prefix("https://a.test"));
    }

    #[test]
    fn what_is_no_upstream_is_refused() {
        for text in [
            "api.test",
            "ftp://a.test",
            "http://u:p@a.test",
            "http://a.test/?x",
            "http://",
            "",
        ] {
            assert!(Upstream::parse(text).is_err(), "{text}");
        }
    }
}
