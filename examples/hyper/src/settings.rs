//! The settings, in memory. Each has a text and a revision.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::Response;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http_body_util::Full;
use hyper::body::Bytes;

use crate::app::no_content;
use crate::failure::Failure;

/// In a response, the current revision. In a request, the revision to replace. The
/// policy allows pages to read and to send this header.
const REVISION: HeaderName = HeaderName::from_static("x-revision");

/// Settings by name.
#[derive(Clone, Default)]
pub(crate) struct Settings(Arc<Mutex<HashMap<String, Setting>>>);

#[derive(Clone, Default)]
struct Setting {
    text: Bytes,
    revision: u64,
}

impl Settings {
    pub(crate) fn read(&self, name: &str) -> Result<Response<Full<Bytes>>, Failure> {
        let setting = self.lock().get(name).cloned();
        let setting = setting.ok_or(Failure::NoSuchSetting)?;
        let mut response = Response::new(Full::new(setting.text));
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, text);
        response
            .headers_mut()
            .insert(REVISION, setting.revision.into());
        Ok(response)
    }

    /// Replaces the revision that the request names, or the current one if it names
    /// none.
    pub(crate) fn write(
        &self,
        name: &str,
        headers: &HeaderMap,
        text: Bytes,
    ) -> Result<Response<Full<Bytes>>, Failure> {
        let mut settings = self.lock();
        let old = settings.get(name).map_or(0, |setting| setting.revision);
        let wanted = headers.get(REVISION);
        if wanted.is_some_and(|wanted| *wanted != HeaderValue::from(old)) {
            return Err(Failure::ChangedMeanwhile);
        }
        let revision = old + 1;
        settings.insert(name.to_owned(), Setting { text, revision });
        let mut response = no_content();
        response.headers_mut().insert(REVISION, revision.into());
        Ok(response)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Setting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
