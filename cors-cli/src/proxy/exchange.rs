//! A request as the upstream received it, and the upstream's unmodified answer.

use std::time::SystemTime;

use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};

#[derive(Debug)]
pub(super) struct Exchange {
    /// The origin of the page, if CORS applies to the request.
    pub(super) page: Option<HeaderValue>,
    /// What the page asked for in the preflight of this request.
    pub(super) needs: Option<Needs>,
    /// Whether the policy of the proxy lets the page read the response.
    pub(super) is_readable: bool,
    /// Whether the page sent cookies.
    pub(super) has_cookies: bool,
    pub(super) method: Method,
    /// The URL at the upstream.
    pub(super) url: Uri,
    pub(super) headers: HeaderMap,
    pub(super) started: SystemTime,
}

/// The permissions that a granted preflight asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Needs {
    pub(super) method: String,
    /// Names in lower case.
    pub(super) headers: Vec<String>,
}

/// The status and the headers of the upstream's response, if there is one.
pub(super) type UpstreamAnswer = Option<(StatusCode, HeaderMap)>;
