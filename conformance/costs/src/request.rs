//! A description of a request.

use bytes::{Bytes, BytesMut};

/// The parts of a request that matter for CORS.
#[derive(Debug, Clone, Default)]
pub struct RequestSpec {
    origin: Option<String>,
    method: Option<String>,
    headers: Option<String>,
}

impl RequestSpec {
    /// `GET /` without an origin.
    pub fn get() -> Self {
        RequestSpec::default()
    }

    /// A preflight for PUT from this origin.
    pub fn preflight(origin: impl Into<String>) -> Self {
        RequestSpec {
            method: Some("PUT".to_owned()),
            headers: Some("authorization,content-type".to_owned()),
            ..RequestSpec::get().from(origin)
        }
    }

    /// Sets the origin.
    #[must_use]
    pub fn from(mut self, origin: impl Into<String>) -> Self {
        self.origin = Some(origin.into());
        self
    }

    /// Sets the method.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Adds headers.
    #[must_use]
    pub fn headers(mut self, headers: impl Into<String>) -> Self {
        self.headers = Some(headers.into());
        self
    }

    pub(crate) fn is_preflight(&self) -> bool {
        self.method.is_some()
    }

    /// The header lines. They share the buffer of the request, as in a server, so
    /// that cloning one does not copy it.
    pub(crate) fn lines(&self) -> Vec<(&'static str, Bytes)> {
        let named = [
            ("origin", &self.origin),
            ("access-control-request-method", &self.method),
            ("access-control-request-headers", &self.headers),
        ];
        let named = named
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let all: Vec<_> = [("host", "api.example.net"), ("accept", "*/*")]
            .into_iter()
            .chain(named)
            .collect();
        let text: String = all.iter().map(|(_, value)| *value).collect();
        let mut read = BytesMut::from(text.as_str());
        all.into_iter()
            .map(|(name, value)| (name, read.split_to(value.len()).freeze()))
            .collect()
    }
}
