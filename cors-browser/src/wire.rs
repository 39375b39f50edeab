//! What goes over the wire.

use url::Url;

use crate::header::Headers;

/// A request as the browser puts it on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The method.
    pub method: String,
    /// Where to, the fragment included, which is not sent.
    pub url: Url,
    /// The headers of the CORS protocol, the page's own, and `Accept`.
    pub headers: Headers,
    /// The body, if any.
    pub body: Option<Vec<u8>>,
    /// Whether cookies and the like go along.
    ///
    /// Standard: `includeCredentials` of [HTTP-network-or-cache
    /// fetch](https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch).
    pub credentials: bool,
    /// How many redirects came before it.
    pub hop: usize,
    pub(crate) preflight: bool,
}

impl Request {
    /// Whether it is a preflight that the browser sends on its own account.
    #[must_use]
    pub fn is_preflight(&self) -> bool {
        self.preflight
    }
}

/// What a server answers.
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
    /// A response without headers and body.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Headers::new(),
            body: Vec::new(),
        }
    }

    /// One more header line.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        self.headers.append(name, value);
        self
    }

    /// The body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// 200 to 299.
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

/// What comes back for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A response.
    Response(Response),
    /// Nothing that HTTP could use: no connection, a closed one, garbage.
    NetworkError,
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}
