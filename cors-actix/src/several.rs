//! A request of which only the way inside tells what policy it is under.

use std::rc::Rc;

use actix_web::Error;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::HeaderValue;
use actix_web::http::{Method, Uri};

use crate::dress::{dress, dressed};
use crate::frame::Frame;
use crate::inside::Inside;

/// What is kept of a request until it is known which of several policies it is
/// under.
#[derive(Debug)]
pub(crate) struct Several {
    pub(crate) frame: Frame,
    pub(crate) origin: Option<HeaderValue>,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) inside: Rc<dyn Inside>,
}

impl Several {
    /// Sees to the headers of what came of the request.
    pub(crate) fn dress<B>(
        self,
        result: Result<ServiceResponse<B>, Error>,
    ) -> Result<ServiceResponse<B>, Error> {
        let mark = self.frame.mark();
        match result {
            Ok(mut response) => {
                let (request, status) = (response.request(), response.status());
                let compiled = self.inside.settle(mark, request, status);
                let grant = compiled.allowed_origin_for(self.origin.as_ref());
                dress(&compiled, grant, response.headers_mut());
                Ok(response)
            }
            Err(error) => {
                let compiled = self.inside.settle_error(mark, &self.method, &self.uri);
                let grant = compiled.allowed_origin_for(self.origin.as_ref());
                Err(dressed(error, grant, &compiled))
            }
        }
    }
}
