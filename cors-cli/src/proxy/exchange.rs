//! A request as the upstream received it, and the upstream's unmodified answer.

use std::time::SystemTime;

use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri};

use super::client::Failure;

#[derive(Debug)]
pub(super) struct Exchange {
    /// The origin of the page, if CORS applies to the request.
    pub(super) page: Option<HeaderValue>,
    /// What the page asked for in the preflight of this request.
    pub(super) needs: Option<Needs>,
    /// Whether the policy of the proxy lets the page read the response.
    pub(super) is_readable: bool,
    /// Whether the policy of the proxy lets the page send cookies.
    pub(super) may_have_cookies: bool,
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

/// What the upstream answered.
#[derive(Debug)]
pub(super) enum UpstreamAnswer {
    /// The status and the headers.
    Response(StatusCode, HeaderMap),
    /// Nothing that a browser could read.
    Failure,
    /// Nothing within a limit of the proxy, which this clause names. A browser has another
    /// limit.
    Limit(String),
}

impl UpstreamAnswer {
    pub(super) fn of<B>(sent: &Result<Response<B>, Failure>) -> Self {
        match sent {
            Ok(response) => UpstreamAnswer::Response(response.status(), response.headers().clone()),
            Err(Failure::Timeout(limit)) => UpstreamAnswer::Limit(format!(
                "the upstream took longer than {} s, the --timeout of the proxy",
                limit.as_secs()
            )),
            Err(Failure::HeadTooLarge) => UpstreamAnswer::Limit(
                "the head of the response is too large for the proxy".to_owned(),
            ),
            Err(Failure::Failed(_)) => UpstreamAnswer::Failure,
        }
    }

    /// The status and the headers, if there is a response.
    pub(super) fn response(&self) -> Option<(&StatusCode, &HeaderMap)> {
        match self {
            UpstreamAnswer::Response(status, headers) => Some((status, headers)),
            UpstreamAnswer::Failure | UpstreamAnswer::Limit(_) => None,
        }
    }
}
