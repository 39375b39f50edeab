//! The request that a page wants to make.

/// A fetch as a page writes it, before the browser has checked it.
///
/// Building a `Fetch` cannot fail. If a browser would throw a `TypeError`, the model
/// reports a [`Cause`](crate::Cause).
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
    /// The URL. A relative URL is resolved against the URL of the page.
    pub url: String,
    /// The method, as the page spells it.
    pub method: String,
    /// The headers, in the page's order and spelling.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, if any.
    pub body: Option<Body>,
    /// The request's mode.
    pub mode: Mode,
    /// Whether cookies are sent.
    pub credentials: Credentials,
    /// How the browser handles redirects.
    pub redirect: Redirect,
    /// How much of the page's URL is sent to the server.
    pub referrer_policy: ReferrerPolicy,
    /// The API or element that makes the request.
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

    /// A request by another API or element than `fetch()`. Elements have a `crossorigin`
    /// attribute. For an element without this attribute, set [`Mode::NoCors`] and
    /// [`Credentials::Include`].
    #[must_use]
    pub fn initiator(mut self, initiator: Initiator) -> Self {
        self.initiator = initiator;
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the body. A string adds `Content-Type: text/plain;charset=UTF-8` unless
    /// the page sets that header.
    #[must_use]
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sets the mode.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Sets the credentials mode.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Sets the redirect mode.
    #[must_use]
    pub fn redirect(mut self, redirect: Redirect) -> Self {
        self.redirect = redirect;
        self
    }

    /// Sets the referrer policy. It determines whether requests without CORS have an
    /// `Origin` header.
    #[must_use]
    pub fn referrer_policy(mut self, policy: ReferrerPolicy) -> Self {
        self.referrer_policy = policy;
        self
    }

    /// Adds listeners to `xhr.upload`. Every cross-origin request then needs a
    /// preflight. It has no effect unless the initiator is [`Initiator::Xhr`].
    ///
    /// Standard: [use-CORS-preflight
    /// flag](https://fetch.spec.whatwg.org/#use-cors-preflight-flag).
    #[must_use]
    pub fn upload_listeners(mut self, listening: bool) -> Self {
        self.upload_listeners = listening;
        self
    }
}

/// A request's [body](https://fetch.spec.whatwg.org/#bodyinit-unions).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// A string, of the type `text/plain;charset=UTF-8`.
    Text(String),
    /// Bytes without a type, such as an `ArrayBuffer`.
    Bytes(Vec<u8>),
    /// Bytes with a type: a `Blob`, `URLSearchParams`, `FormData`.
    Typed {
        /// The type. It is empty for a `Blob` without a type.
        content_type: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A stream. Every cross-origin request then needs a preflight, and a redirect
    /// cannot send the body again.
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
    /// The page can read responses of other origins if these allow it.
    #[default]
    Cors,
    /// The page cannot read responses of other origins, and no preflight is sent.
    NoCors,
    /// Requests to other origins fail.
    SameOrigin,
}

/// A request's [credentials
/// mode](https://fetch.spec.whatwg.org/#concept-request-credentials-mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Credentials {
    /// Cookies are never sent.
    Omit,
    /// Cookies are sent to the page's own origin.
    #[default]
    SameOrigin,
    /// Cookies are sent to every origin, as with `withCredentials` of an
    /// `XMLHttpRequest`.
    Include,
}

/// A request's [redirect
/// mode](https://fetch.spec.whatwg.org/#concept-request-redirect-mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Redirect {
    /// Redirects are followed.
    #[default]
    Follow,
    /// Redirects are errors.
    Error,
    /// Redirects are passed to the page, but the page cannot read them.
    Manual,
}

/// The API or element that makes a
/// [request](https://fetch.spec.whatwg.org/#request-initiator-type).
///
/// It determines the `Accept` header, the parts of the request that can need a preflight,
/// and the words in the console.
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
    /// A font that a style sheet loads.
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
    /// The policy with this name.
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
