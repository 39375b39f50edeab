//! Who writes the headers of a response, where there may be several policies.

use std::rc::Rc;

use actix_web::Error;
use actix_web::dev::ServiceResponse;
use actix_web::error::InternalError;
use actix_web::http::header::HeaderValue;
use actix_web::http::{Method, Uri};
use cors_core::adapter::{Grant, Prepared};

use crate::frame::Mark;
use crate::headers::Headers;
use crate::table::Table;

/// Who writes the headers of a response.
#[derive(Debug)]
pub(crate) enum By {
    /// The policy of this gate.
    One {
        grant: Grant<HeaderValue>,
        prepared: Rc<Prepared<Headers>>,
    },
    /// One of several, which the request finds on its way.
    Several(Box<Several>),
    /// Somebody else, or nobody any more.
    Done,
}

/// What is kept of a request until it is known which policy it is under.
#[derive(Debug)]
pub(crate) struct Several {
    pub(crate) origin: Option<HeaderValue>,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) table: Rc<Table>,
}

impl By {
    pub(crate) fn dress<B>(self, mark: Option<Mark>, response: &mut ServiceResponse<B>) {
        match self {
            By::One { grant, prepared } => prepared.dress(grant, response.headers_mut()),
            By::Several(several) => {
                let prepared = several.table.settle(mark, response);
                let grant = prepared.grant(several.origin.as_ref());
                prepared.dress(grant, response.headers_mut());
            }
            By::Done => {}
        }
    }

    pub(crate) fn dress_error(self, mark: Option<Mark>, error: Error) -> Error {
        match self {
            By::One { grant, prepared } => dressed(error, grant, &prepared),
            By::Several(several) => {
                let Several {
                    origin,
                    method,
                    uri,
                    table,
                } = *several;
                let prepared = table.settle_error(mark, &method, &uri);
                dressed(error, prepared.grant(origin.as_ref()), &prepared)
            }
            By::Done => error,
        }
    }
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
    prepared.dress(grant, response.headers_mut());
    InternalError::from_response(error, response).into()
}
