//! Who writes the headers of a response, where there may be several policies.

use std::rc::Rc;

use actix_web::Error;
use actix_web::dev::ServiceResponse;
use actix_web::error::InternalError;
use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::http::{Method, Uri};
use cors_core::adapter::{Grant, Prepared};

use crate::frame::{Frame, Mark};
use crate::headers::Headers;
use crate::inside::Inside;

/// A request that went inside where there may be several policies.
#[derive(Debug)]
pub(crate) struct Among {
    pub(crate) frame: Frame,
    pub(crate) by: By,
}

/// Who writes the headers of a response.
#[derive(Debug)]
pub(crate) enum By {
    /// The policy of this gate.
    One {
        grant: Grant<HeaderValue>,
        prepared: Rc<Prepared<Headers>>,
    },
    /// One of several, which the request finds on its way.
    Several(Several),
}

/// What is kept of a request until it is known which policy it is under.
#[derive(Debug)]
pub(crate) struct Several {
    pub(crate) origin: Option<HeaderValue>,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) inside: Rc<dyn Inside>,
}

impl Among {
    /// Sees to the headers of what came of it.
    pub(crate) fn dress<B>(
        self,
        result: Result<ServiceResponse<B>, Error>,
    ) -> Result<ServiceResponse<B>, Error> {
        let mark = self.frame.mark();
        match result {
            Ok(mut response) => {
                self.by.dress(mark, &mut response);
                Ok(response)
            }
            Err(error) => Err(self.by.dress_error(mark, error)),
        }
    }
}

impl By {
    fn dress<B>(self, mark: Option<Mark>, response: &mut ServiceResponse<B>) {
        match self {
            By::One { grant, prepared } => dress(&prepared, grant, response.headers_mut()),
            By::Several(several) => {
                let prepared = several
                    .inside
                    .settle(mark, response.request(), response.status());
                let grant = prepared.grant(several.origin.as_ref());
                dress(&prepared, grant, response.headers_mut());
            }
        }
    }

    fn dress_error(self, mark: Option<Mark>, error: Error) -> Error {
        match self {
            By::One { grant, prepared } => dressed(error, grant, &prepared),
            By::Several(several) => {
                let Several {
                    origin,
                    method,
                    uri,
                    inside,
                } = several;
                let prepared = inside.settle_error(mark, &method, &uri);
                dressed(error, prepared.grant(origin.as_ref()), &prepared)
            }
        }
    }
}

/// Writes the headers of a response, for those who are not always asked to.
#[inline(never)]
pub(crate) fn dress(
    prepared: &Prepared<Headers>,
    grant: Grant<HeaderValue>,
    headers: &mut HeaderMap,
) {
    prepared.dress(grant, headers);
}

/// An error of the middleware inside, which becomes a response outside of us:
/// one with headers.
///
/// It could not be returned as the response that it is. That takes the request,
/// which went inside, and which the router wants to have for itself alone.
#[inline(never)]
pub(crate) fn dressed(
    error: Error,
    grant: Grant<HeaderValue>,
    prepared: &Prepared<Headers>,
) -> Error {
    let mut response = error.error_response();
    dress(prepared, grant, response.headers_mut());
    InternalError::from_response(error, response).into()
}
