//! What came of a fetch.

use url::Url;

use crate::cause::Cause;
use crate::fetch::{Credentials, Initiator, Redirect};
use crate::header::Headers;
use crate::origin::Origin;
use crate::wire::{Answer, Request};

/// What came of a fetch, and how.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// What the page can read, or why it can read nothing.
    pub outcome: Outcome,
    /// Every request on the wire, in order, and what was answered.
    pub exchanges: Vec<Exchange>,
    /// What else a developer should know.
    pub warnings: Vec<Warning>,
}

/// A request and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// What was asked.
    pub request: Request,
    /// What was answered.
    pub answer: Answer,
}

/// What the page gets.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A response.
    Readable(Readable),
    /// A network error: for the page, a `TypeError` that does not say why.
    Blocked(Blocked),
}

impl Outcome {
    /// The response, if there is one.
    #[must_use]
    pub fn readable(&self) -> Option<&Readable> {
        match self {
            Self::Readable(readable) => Some(readable),
            Self::Blocked(_) => None,
        }
    }

    /// Why there is none.
    #[must_use]
    pub fn blocked(&self) -> Option<&Blocked> {
        match self {
            Self::Readable(_) => None,
            Self::Blocked(blocked) => Some(blocked),
        }
    }
}

/// The response as the page sees it: filtered.
///
/// Standard: [filtered
/// response](https://fetch.spec.whatwg.org/#concept-filtered-response).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Readable {
    /// How much of it there is to see.
    pub kind: ResponseType,
    /// The status; 0 if opaque.
    pub status: u16,
    /// The exposed headers.
    pub headers: Headers,
    /// The body; empty if opaque.
    pub body: Vec<u8>,
    /// Where it came from in the end; none if opaque.
    pub url: Option<Url>,
    /// Whether that was by way of redirects.
    pub redirected: bool,
}

/// A response's [type](https://fetch.spec.whatwg.org/#concept-response-type).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResponseType {
    /// Of the page's own origin: everything but `Set-Cookie`.
    Basic,
    /// Of another origin that agreed: the exposed headers.
    Cors,
    /// Of another origin that was not asked: nothing.
    Opaque,
    /// A redirect that was not followed: nothing.
    OpaqueRedirect,
}

/// A fetch that got nothing, with all that a message about it needs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Blocked {
    /// Why.
    pub cause: Cause,
    /// The URL of the request that failed; that of the page's wish if nothing
    /// was sent. A [`Cause::UrlInvalid`] has none.
    pub url: Option<Url>,
    /// The URL that the page asked for, if redirects led to another.
    pub redirected_from: Option<Url>,
    /// The page's origin, whatever was sent as `Origin`.
    pub origin: Origin,
    /// What in the page fetched.
    pub initiator: Initiator,
    /// The request's credentials mode.
    pub credentials: Credentials,
    /// The request's redirect mode.
    pub redirect: Redirect,
}

/// What a developer should know though it blocks nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// The browser sets this header itself, or keeps scripts from setting it,
    /// and drops the page's.
    ///
    /// Standard: [forbidden
    /// request-header](https://fetch.spec.whatwg.org/#forbidden-request-header).
    HeaderDropped {
        /// The header, as the page wrote it.
        name: String,
    },
    /// The preflight allowed `Authorization` only by `*`, which this browser
    /// lets pass for now.
    AuthorizationByWildcard {
        /// The URL of the preflight.
        url: Url,
    },
}
