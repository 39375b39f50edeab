//! The parts of a request that decide what CORS does with it.

use crate::explain::origin::authority_of;
use crate::header_map::{CorsHeader, HeaderMap};
use crate::request::Sent;

/// The most lines of `Access-Control-Request-Headers` that are read.
pub(super) const MAX_LINES: usize = 8;

/// The parts of a request that decide what CORS does with it.
///
/// ```
/// use cors_engine::explain::CorsRequest;
///
/// let get = CorsRequest::new("GET").origin("https://example.com");
/// let preflight = CorsRequest::preflight("PUT")
///     .origin("https://example.com")
///     .requested_headers("content-type,x-tenant");
/// # let _ = (get, preflight);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct CorsRequest<'r> {
    method: &'r [u8],
    origin: Sent<'r>,
    requested_method: Sent<'r>,
    requested_headers: [&'r [u8]; MAX_LINES],
    host: Sent<'r>,
    fetch_site: Sent<'r>,
    fetch_mode: Sent<'r>,
}

impl<'r> CorsRequest<'r> {
    /// A request with this method and without headers.
    pub fn new<T: AsRef<[u8]> + ?Sized>(method: &'r T) -> Self {
        CorsRequest {
            method: method.as_ref(),
            origin: Sent::Never,
            requested_method: Sent::Never,
            requested_headers: [b""; MAX_LINES],
            host: Sent::Never,
            fetch_site: Sent::Never,
            fetch_mode: Sent::Never,
        }
    }

    /// The preflight for a request with this method.
    pub fn preflight<T: AsRef<[u8]> + ?Sized>(requested_method: &'r T) -> Self {
        CorsRequest {
            requested_method: Sent::Once(requested_method.as_ref()),
            ..Self::new("OPTIONS")
        }
    }

    /// A request with this method and these headers, in the header map of a framework. At
    /// most 8 lines of `Access-Control-Request-Headers` are read.
    pub fn from_headers<M: HeaderMap>(method: &'r [u8], headers: &'r M::Map) -> Self {
        let mut requested_headers: [&[u8]; MAX_LINES] = [b""; MAX_LINES];
        let lines = M::get_all(headers, CorsHeader::RequestHeaders);
        for (to, line) in requested_headers.iter_mut().zip(lines) {
            *to = M::bytes(line);
        }
        CorsRequest {
            method,
            origin: Sent::of::<M>(headers, CorsHeader::Origin),
            requested_method: Sent::of::<M>(headers, CorsHeader::RequestMethod),
            requested_headers,
            host: Sent::of::<M>(headers, CorsHeader::Host),
            fetch_site: Sent::of::<M>(headers, CorsHeader::FetchSite),
            fetch_mode: Sent::of::<M>(headers, CorsHeader::FetchMode),
        }
    }

    /// Sets `Origin`.
    #[must_use]
    pub fn origin<T: AsRef<[u8]> + ?Sized>(self, origin: &'r T) -> Self {
        let origin = Sent::Once(origin.as_ref());
        CorsRequest { origin, ..self }
    }

    /// Sets `Access-Control-Request-Headers`.
    #[must_use]
    pub fn requested_headers<T: AsRef<[u8]> + ?Sized>(mut self, names: &'r T) -> Self {
        self.requested_headers = [b""; MAX_LINES];
        self.requested_headers[0] = names.as_ref();
        self
    }

    /// Sets the host and the port of the request's URL. In HTTP/1, they are in the header
    /// `Host`, in HTTP/2 in the URI.
    #[must_use]
    pub fn host<T: AsRef<[u8]> + ?Sized>(self, host: &'r T) -> Self {
        let host = Sent::Once(host.as_ref());
        CorsRequest { host, ..self }
    }

    /// Sets `Sec-Fetch-Site`.
    #[must_use]
    pub fn fetch_site<T: AsRef<[u8]> + ?Sized>(self, site: &'r T) -> Self {
        let fetch_site = Sent::Once(site.as_ref());
        CorsRequest { fetch_site, ..self }
    }

    /// Sets `Sec-Fetch-Mode`.
    #[must_use]
    pub fn fetch_mode<T: AsRef<[u8]> + ?Sized>(self, mode: &'r T) -> Self {
        let fetch_mode = Sent::Once(mode.as_ref());
        CorsRequest { fetch_mode, ..self }
    }

    /// Whether the request is a preflight: `OPTIONS` with `Origin` and
    /// `Access-Control-Request-Method`.
    pub fn is_preflight(&self) -> bool {
        self.method == b"OPTIONS"
            && self.origin != Sent::Never
            && self.requested_method != Sent::Never
    }

    /// Whether the page has the origin of the request's URL.
    ///
    /// If the browser sends `Sec-Fetch-Site`, it decides. Otherwise `Origin` and the host
    /// are compared. A browser that sends a preflight has found that the origins differ.
    pub fn is_same_origin(&self) -> bool {
        if self.is_preflight() {
            return false;
        }
        match (self.fetch_site, self.origin, self.host) {
            (Sent::Once(site), ..) => site == b"same-origin",
            (_, Sent::Once(origin), Sent::Once(host)) => names_host(origin, host),
            _ => false,
        }
    }

    /// Whether the browser applies CORS to the response: the request has an `Origin`, the
    /// page has another origin than the URL, and `Sec-Fetch-Mode`, if it is sent, is `cors`.
    /// Browsers also send `Origin` if a page submits a form or opens a WebSocket.
    pub fn needs_permission(&self) -> bool {
        self.origin != Sent::Never && !self.is_same_origin() && self.has_cors_mode()
    }

    pub(super) fn has_cors_mode(&self) -> bool {
        self.is_preflight() || !matches!(self.fetch_mode, Sent::Once(mode) if mode != b"cors")
    }

    pub(super) fn sent_origin(&self) -> Sent<'r> {
        self.origin
    }

    pub(super) fn sent_mode(&self) -> &'r [u8] {
        self.fetch_mode.bytes()
    }

    pub(super) fn sent_requested_method(&self) -> Sent<'r> {
        self.requested_method
    }

    /// The method of the request, or the requested method of a preflight.
    #[cfg(feature = "tracing")]
    pub(crate) fn wanted_method(&self) -> &'r [u8] {
        if self.is_preflight() {
            self.requested_method.bytes()
        } else {
            self.method
        }
    }

    /// The lines of `Access-Control-Request-Headers`.
    pub(super) fn header_lines(&self) -> impl Iterator<Item = &'r [u8]> {
        self.requested_headers.into_iter()
    }

    /// The names in `Access-Control-Request-Headers`.
    pub(super) fn header_names(&self) -> impl Iterator<Item = &'r [u8]> {
        let names = |line: &'r [u8]| line.split(|&b| b == b',');
        let names = self.header_lines().flat_map(names);
        names
            .map(<[u8]>::trim_ascii)
            .filter(|name| !name.is_empty())
    }
}

/// Whether an origin has this host and port. The scheme of the request is not known.
fn names_host(origin: &[u8], host: &[u8]) -> bool {
    let Some((authority, default_port)) = authority_of(origin) else {
        return false;
    };
    let host = host.strip_suffix(default_port).unwrap_or(host);
    !host.is_empty() && authority.eq_ignore_ascii_case(host)
}
