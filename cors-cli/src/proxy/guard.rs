//! Which requests the proxy refuses before it sends anything to an upstream.
//!
//! Any web site can make a browser send requests to this computer. So the proxy serves
//! only pages that the user named, and requests that no other site caused.

use std::fmt;

use http::header::{HOST, ORIGIN};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method};

use super::allow_origin;

/// The origin of a request that the guard admits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Caller {
    /// A page of an origin that the user named.
    Page(HeaderValue),
    /// A page that came through the proxy itself.
    Own,
    /// No page of another site, or no browser.
    NoOrigin,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The host of the request, and that of the proxy.
    Host(String, String),
    Target,
    Method(String),
    Path,
    OriginTwice,
    Origin(String),
    CrossSite,
}

/// The hosts under which the proxy is used, such as `localhost:8010`.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    pub(super) hosts: Vec<String>,
}

impl Guard {
    /// `is_named` says whether the user named an origin.
    pub(super) fn check(
        &self,
        request: &Parts,
        is_named: impl Fn(&[u8]) -> bool,
    ) -> Result<Caller, Refusal> {
        let host = self.host(&request.headers)?;
        let uri = &request.uri;
        if uri
            .authority()
            .is_some_and(|named| !named.as_str().eq_ignore_ascii_case(host))
        {
            return Err(Refusal::Target);
        }
        if request.method == Method::CONNECT || request.method == Method::TRACE {
            return Err(Refusal::Method(request.method.to_string()));
        }
        let path = uri.path();
        if !path.starts_with('/') || path.split('/').any(leaves_the_folder) {
            return Err(Refusal::Path);
        }
        let mut origins = request.headers.get_all(ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (_, Some(_)) => Err(Refusal::OriginTwice),
            (Some(origin), None) if is_named(origin.as_bytes()) => Ok(Caller::Page(origin.clone())),
            (Some(origin), None) if is_own(origin, host) => Ok(Caller::Own),
            (Some(origin), None) => Err(Refusal::Origin(text(origin))),
            (None, None) if is_cross_site(&request.headers) => Err(Refusal::CrossSite),
            (None, None) => Ok(Caller::NoOrigin),
        }
    }

    /// The host that the request names. A site whose name resolves to this computer
    /// (DNS rebinding) has another host.
    fn host(&self, headers: &HeaderMap) -> Result<&str, Refusal> {
        let mut lines = headers.get_all(HOST).iter();
        let (line, second) = (lines.next(), lines.next());
        let known = line.and_then(|line| {
            let mut hosts = self.hosts.iter();
            hosts.find(|host| host.as_bytes().eq_ignore_ascii_case(line.as_bytes()))
        });
        match (known, second) {
            (Some(host), None) => Ok(host),
            _ => {
                let own = self.hosts.first().cloned();
                let found = line.map(text).unwrap_or_default();
                Err(Refusal::Host(found, own.unwrap_or_default()))
            }
        }
    }
}

/// Whether the origin is that of the host that the request names.
fn is_own(origin: &HeaderValue, host: &str) -> bool {
    origin.as_bytes().strip_prefix(b"http://") == Some(host.as_bytes())
}

fn is_cross_site(headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all("sec-fetch-site").iter();
    lines.any(|line| text(line).to_ascii_lowercase().contains("cross-site"))
}

/// Whether a segment is `..`, in any spelling that a server may read as one.
fn leaves_the_folder(segment: &str) -> bool {
    if !segment.contains(['.', '%', '\\']) {
        return false;
    }
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    let plain = plain
        .replace("%2f", "/")
        .replace("%5c", "/")
        .replace('\\', "/");
    let mut parts = plain.split('/');
    parts.any(|part| matches!(part.split(';').next(), Some("." | "..")))
}

fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Host(host, own) => write!(
                f,
                "the host `{host}` is not that of this proxy. Another site may have pointed its \
                 name at your computer. If you wrote the address yourself, write http://{own}"
            ),
            Refusal::Target => f.write_str(
                "the request names another server. This proxy sends requests to its upstream only",
            ),
            Refusal::Method(method) => write!(f, "the method {method} is not supported"),
            Refusal::Path => f.write_str(
                "the path has `.` or `..` between two slashes. Write the path without it",
            ),
            Refusal::OriginTwice => f.write_str("the request has more than one Origin"),
            Refusal::Origin(origin) if allow_origin::is_page(origin) => write!(
                f,
                "a page of another site, {origin}, sent this request. Only if that page is your \
                 own, start the proxy with --allow-origin {origin}"
            ),
            Refusal::Origin(origin) if origin == "null" => f.write_str(
                "a page without an origin (`Origin: null`) sent this request: a local file, or a \
                 sandboxed frame of any site. If it is your own page, let a web server serve it, \
                 and name its address, such as --allow-origin http://localhost:5173",
            ),
            Refusal::Origin(origin) => write!(
                f,
                "a page of another site sent this request. `{origin}` is not the origin of a page \
                 that you named"
            ),
            Refusal::CrossSite => f.write_str(
                "a page of another site caused this request, and it does not say which. Open the \
                 address in a new tab; in your page, write the same host as in its own address \
                 (localhost or 127.0.0.1)",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::leaves_the_folder;

    #[test]
    fn every_spelling_of_a_parent_folder_is_found() {
        for segment in [
            "..", ".", "%2e%2E", ".%2e", "..%2fx", "x%5c..", "..;a", "a\\..\\b",
        ] {
            assert!(leaves_the_folder(segment), "{segment}");
        }
        for segment in ["", "...", "a.b", "..a", ".well-known"] {
            assert!(!leaves_the_folder(segment), "{segment}");
        }
    }
}
