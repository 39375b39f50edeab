//! The requests that are sent, and their responses.

use url::Url;

use crate::header::Headers;

/// A request as the browser sends it.
///
/// Standard: [request](https://fetch.spec.whatwg.org/#concept-request).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The method.
    pub method: String,
    /// The URL. Its fragment is not sent.
    pub url: Url,
    /// The headers of the CORS protocol, the page's own headers, and `Accept`.
    pub headers: Headers,
    /// The body, if any.
    pub body: Option<Vec<u8>>,
    /// Whether cookies and other credentials are sent.
    ///
    /// Standard: `includeCredentials` of [HTTP-network-or-cache
    /// fetch](https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch).
    pub credentials: bool,
    /// The number of redirects before this request.
    pub hop: usize,
    pub(crate) preflight: bool,
}

impl Request {
    /// Whether this request is a preflight.
    ///
    /// Standard: [CORS-preflight
    /// request](https://fetch.spec.whatwg.org/#cors-preflight-request).
    #[must_use]
    pub fn is_preflight(&self) -> bool {
        self.preflight
    }
}

/// A response of a server.
///
/// Standard: [response](https://fetch.spec.whatwg.org/#concept-response).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// A response without headers or a body.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Headers::new(),
            body: Vec::new(),
        }
    }

    /// Adds a header line.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        self.headers.append(name, value);
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Whether the status is between 200 and 299.
    ///
    /// Standard: [ok status](https://fetch.spec.whatwg.org/#ok-status).
    pub(crate) fn has_ok_status(&self) -> bool {
        (200..=299).contains(&self.status)
    }

    /// Standard: [redirect status](https://fetch.spec.whatwg.org/#redirect-status).
    pub(crate) fn has_redirect_status(&self) -> bool {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
    }

    /// Standard: [null body status](https://fetch.spec.whatwg.org/#null-body-status).
    pub(crate) fn has_null_body_status(&self) -> bool {
        matches!(self.status, 101 | 103 | 204 | 205 | 304)
    }
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A response.
    Response(Response),
    /// No HTTP response: the connection failed or was closed, or the data was not
    /// HTTP.
    ///
    /// Standard: [network
    /// error](https://fetch.spec.whatwg.org/#concept-network-error).
    NetworkError,
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}
