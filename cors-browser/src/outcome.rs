//! The result of a fetch.

use url::Url;

use crate::cause::Cause;
use crate::fetch::{Credentials, Initiator, Redirect};
use crate::header::Headers;
use crate::origin::Origin;
use crate::wire::{Answer, Request};

/// The result of a fetch, with all requests and responses.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// The response that the page can read, or the reason why it cannot.
    pub outcome: Outcome,
    /// Every request that was sent, in order, and its answer.
    pub exchanges: Vec<Exchange>,
    /// Warnings for the developer.
    pub warnings: Vec<Warning>,
}

/// A request and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exchange {
    /// The request.
    pub request: Request,
    /// The answer.
    pub answer: Answer,
}

/// The result that the page gets.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A response.
    Readable(Readable),
    /// A [network error](https://fetch.spec.whatwg.org/#concept-network-error). The page
    /// gets a `TypeError` without the reason.
    Blocked(Blocked),
}

impl Outcome {
    /// The response, if the page gets one.
    #[must_use]
    pub fn readable(&self) -> Option<&Readable> {
        match self {
            Self::Readable(readable) => Some(readable),
            Self::Blocked(_) => None,
        }
    }

    /// The reason, if the page cannot read a response.
    #[must_use]
    pub fn blocked(&self) -> Option<&Blocked> {
        match self {
            Self::Readable(_) => None,
            Self::Blocked(blocked) => Some(blocked),
        }
    }
}

/// The response as the page sees it, filtered.
///
/// Standard: [filtered
/// response](https://fetch.spec.whatwg.org/#concept-filtered-response).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Readable {
    /// How much of the response the page can see.
    pub kind: ResponseType,
    /// The status, or 0 if the response is opaque.
    pub status: u16,
    /// The exposed headers.
    pub headers: Headers,
    /// The body, which is empty if the response is opaque.
    pub body: Vec<u8>,
    /// The URL that the response came from, or `None` if it is opaque.
    pub url: Option<Url>,
    /// Whether the fetch followed redirects.
    pub redirected: bool,
}

/// A response's [type](https://fetch.spec.whatwg.org/#concept-response-type).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResponseType {
    /// The response has the page's own origin. The page can read all of it except
    /// `Set-Cookie`.
    Basic,
    /// The response has another origin, which allows the page's origin. The page can read
    /// the exposed headers.
    Cors,
    /// The response has another origin, and the mode is `no-cors`. The page cannot read any
    /// part of it.
    Opaque,
    /// The response is a redirect that was not followed. The page cannot read any part of
    /// it.
    OpaqueRedirect,
}

/// A fetch whose response the page cannot read, with the details that a message
/// needs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Blocked {
    /// The reason.
    pub cause: Cause,
    /// The URL of the request that failed, or the URL that the page asked for if
    /// nothing was sent. It is `None` for a [`Cause::UrlInvalid`].
    pub url: Option<Url>,
    /// The URL that the page asked for, if redirects led to another one.
    pub redirected_from: Option<Url>,
    /// The page's origin, which can differ from the `Origin` that was sent.
    pub origin: Origin,
    /// The API or element that made the request.
    pub initiator: Initiator,
    /// The request's credentials mode.
    pub credentials: Credentials,
    /// The request's redirect mode.
    pub redirect: Redirect,
}

/// A warning for the developer. It does not block the response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// The browser dropped a header of the page, because scripts may not set this header.
    ///
    /// Standard: [forbidden
    /// request-header](https://fetch.spec.whatwg.org/#forbidden-request-header).
    HeaderDropped {
        /// The header, as the page wrote it.
        name: String,
    },
    /// The preflight allowed `Authorization` only with `*`. This browser still accepts
    /// that, but the standard does not.
    ///
    /// Standard: [CORS non-wildcard request-header
    /// name](https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name).
    AuthorizationByWildcard {
        /// The URL of the preflight.
        url: Url,
    },
}
