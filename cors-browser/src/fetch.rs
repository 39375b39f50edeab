//! What a page asks for.

/// A fetch as a page writes it: before the browser has looked at it.
///
/// Nothing here can fail: what a browser would throw a `TypeError` for is a
/// [`Cause`](crate::Cause) like any other.
///
/// ```
/// use cors_browser::{Credentials, Fetch};
///
/// let save = Fetch::put("https://api.example.com/users/1")
///     .header("content-type", "application/json")
///     .body("{}")
///     .credentials(Credentials::Include);
/// assert_eq!(save.method, "PUT");
/// ```
///
/// Standard: the arguments of
/// [`fetch()`](https://fetch.spec.whatwg.org/#fetch-method).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fetch {
    /// Where to; relative ones count from the page.
    pub url: String,
    /// The method, in the page's spelling.
    pub method: String,
    /// The headers, in the page's order and spelling.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, if any.
    pub body: Option<Body>,
    /// The request's mode.
    pub mode: Mode,
    /// Whether cookies may go along.
    pub credentials: Credentials,
    /// What becomes of redirects.
    pub redirect: Redirect,
    /// How much of the page's address is told.
    pub referrer_policy: ReferrerPolicy,
    /// What in the page it is that fetches.
    pub initiator: Initiator,
    /// Whether an `XMLHttpRequest` has listeners on its `upload`.
    pub upload_listeners: bool,
}

impl Fetch {
    /// `fetch(url, { method })`.
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            method: method.into(),
            headers: Vec::new(),
            body: None,
            mode: Mode::Cors,
            credentials: Credentials::SameOrigin,
            redirect: Redirect::Follow,
            referrer_policy: ReferrerPolicy::default(),
            initiator: Initiator::Fetch,
            upload_listeners: false,
        }
    }

    /// `fetch(url)`.
    pub fn get(url: impl Into<String>) -> Self {
        Self::new("GET", url)
    }

    /// `fetch(url, { method: "HEAD" })`.
    pub fn head(url: impl Into<String>) -> Self {
        Self::new("HEAD", url)
    }

    /// `fetch(url, { method: "POST" })`.
    pub fn post(url: impl Into<String>) -> Self {
        Self::new("POST", url)
    }

    /// `fetch(url, { method: "PUT" })`.
    pub fn put(url: impl Into<String>) -> Self {
        Self::new("PUT", url)
    }

    /// `fetch(url, { method: "PATCH" })`.
    pub fn patch(url: impl Into<String>) -> Self {
        Self::new("PATCH", url)
    }

    /// `fetch(url, { method: "DELETE" })`.
    pub fn delete(url: impl Into<String>) -> Self {
        Self::new("DELETE", url)
    }

    /// A request of something other than `fetch()`. Elements are those with a
    /// `crossorigin` attribute; without it their mode is [`Mode::NoCors`] and
    /// their credentials mode [`Credentials::Include`].
    #[must_use]
    pub fn initiator(mut self, initiator: Initiator) -> Self {
        self.initiator = initiator;
        self
    }

    /// One more header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The body. A string brings `Content-Type: text/plain;charset=UTF-8` along
    /// unless the page sets that header itself.
    #[must_use]
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// The mode.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// The credentials mode.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// The redirect mode.
    #[must_use]
    pub fn redirect(mut self, redirect: Redirect) -> Self {
        self.redirect = redirect;
        self
    }

    /// The referrer policy. It decides about `Origin` where CORS does not.
    #[must_use]
    pub fn referrer_policy(mut self, policy: ReferrerPolicy) -> Self {
        self.referrer_policy = policy;
        self
    }

    /// `xhr.upload` has listeners: every cross-origin request then asks for a
    /// preflight. Means nothing but for [`Initiator::Xhr`].
    #[must_use]
    pub fn upload_listeners(mut self, listening: bool) -> Self {
        self.upload_listeners = listening;
        self
    }
}

/// A request's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A string: `text/plain;charset=UTF-8`.
    Text(String),
    /// Bytes, such as an `ArrayBuffer`: no type of their own.
    Bytes(Vec<u8>),
    /// Bytes with a type: a `Blob`, `URLSearchParams`, `FormData`.
    Typed {
        /// The type; none if empty, as that of a `Blob` may be.
        content_type: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A stream: every cross-origin request then asks for a preflight, and it
    /// cannot be sent a second time for a redirect.
    Stream(Vec<u8>),
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<&[u8]> for Body {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

/// A request's [mode](https://fetch.spec.whatwg.org/#concept-request-mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The response is to be read, across origins too.
    #[default]
    Cors,
    /// The response is not to be read across origins; nothing is asked.
    NoCors,
    /// Other origins are not to be reached.
    SameOrigin,
}

/// A request's [credentials
/// mode](https://fetch.spec.whatwg.org/#concept-request-credentials-mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Credentials {
    /// Never cookies.
    Omit,
    /// Cookies to the page's own origin.
    #[default]
    SameOrigin,
    /// Cookies to every origin; `withCredentials` of an `XMLHttpRequest`.
    Include,
}

/// A request's [redirect
/// mode](https://fetch.spec.whatwg.org/#concept-request-redirect-mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Redirect {
    /// They are followed.
    #[default]
    Follow,
    /// They are errors.
    Error,
    /// They are handed to the page, which can read nothing of them.
    Manual,
}

/// What in a page it is that fetches.
///
/// It decides on `Accept`, on what of it the browser trusts to need no
/// preflight, and on the words in the console.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Initiator {
    /// `fetch()`.
    #[default]
    Fetch,
    /// `XMLHttpRequest`.
    Xhr,
    /// `EventSource`.
    EventSource,
    /// `<img crossorigin>`.
    Image,
    /// `<script crossorigin>` and modules.
    Script,
    /// `<link rel=stylesheet crossorigin>`.
    Style,
    /// A font that a style sheet names.
    Font,
    /// `<audio crossorigin>`, `<video crossorigin>` and their tracks.
    Media,
}

/// A [referrer policy](https://w3c.github.io/webappsec-referrer-policy/#referrer-policies).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReferrerPolicy {
    /// `no-referrer`
    NoReferrer,
    /// `no-referrer-when-downgrade`
    NoReferrerWhenDowngrade,
    /// `same-origin`
    SameOrigin,
    /// `origin`
    Origin,
    /// `strict-origin`
    StrictOrigin,
    /// `origin-when-cross-origin`
    OriginWhenCrossOrigin,
    /// `strict-origin-when-cross-origin`
    #[default]
    StrictOriginWhenCrossOrigin,
    /// `unsafe-url`
    UnsafeUrl,
}

impl ReferrerPolicy {
    /// The policy of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "no-referrer" => Self::NoReferrer,
            "no-referrer-when-downgrade" => Self::NoReferrerWhenDowngrade,
            "same-origin" => Self::SameOrigin,
            "origin" => Self::Origin,
            "strict-origin" => Self::StrictOrigin,
            "origin-when-cross-origin" => Self::OriginWhenCrossOrigin,
            "strict-origin-when-cross-origin" => Self::StrictOriginWhenCrossOrigin,
            "unsafe-url" => Self::UnsafeUrl,
            _ => return None,
        })
    }
}
