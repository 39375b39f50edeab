//! The page that makes the requests.

use url::Url;

use crate::origin::{NotAnOrigin, Origin};

/// The page that makes the requests: its origin, and the top-level page that
/// contains it.
///
/// ```
/// use cors_browser::Page;
///
/// let page = Page::at("https://app.example.com/list?page=2")?;
/// assert_eq!(page.origin().to_string(), "https://app.example.com");
/// assert_eq!(Page::opaque().origin().to_string(), "null");
/// # Ok::<(), cors_browser::NotAnOrigin>(())
/// ```
///
/// Standard: the request's [client](https://fetch.spec.whatwg.org/#concept-request-client).
#[derive(Clone, Debug)]
pub struct Page {
    url: Option<Url>,
    origin: Origin,
    top: Option<Origin>,
}

impl Page {
    /// A page at a URL or an origin. The text `null` means an [opaque](Page::opaque)
    /// origin.
    ///
    /// # Errors
    ///
    /// Fails if the text is neither a URL nor an origin.
    pub fn at(url: &str) -> Result<Self, NotAnOrigin> {
        if url == "null" {
            return Ok(Self::opaque());
        }
        let parsed = Url::parse(url).map_err(|_| NotAnOrigin {
            given: url.to_owned(),
        })?;
        let origin = Origin::of(&parsed);
        Ok(Self {
            url: Some(parsed),
            top: Some(origin.clone()),
            origin,
        })
    }

    /// A page whose origin is opaque and is sent as `null`: a sandboxed frame
    /// without `allow-same-origin`, a `data:` URL, or a file.
    #[must_use]
    pub fn opaque() -> Self {
        Self {
            url: None,
            origin: Origin::Opaque,
            top: None,
        }
    }

    /// The same page in a frame of another page. Browsers keep a separate preflight
    /// cache for each top-level site.
    ///
    /// # Errors
    ///
    /// Fails if the text is neither a URL nor an origin.
    pub fn in_frame_of(mut self, top: &str) -> Result<Self, NotAnOrigin> {
        self.top = Some(Self::at(top)?.origin);
        Ok(self)
    }

    /// The page's origin.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The base that relative URLs are resolved against.
    pub(crate) fn base(&self) -> Option<&Url> {
        self.url.as_ref()
    }

    /// Standard: [determine the network partition
    /// key](https://fetch.spec.whatwg.org/#request-determine-the-network-partition-key).
    pub(crate) fn partition_key(&self) -> Option<String> {
        let (scheme, domain) = self.top.as_ref()?.site()?;
        Some(format!("{scheme}://{domain}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_partition_is_the_site_of_the_top_level_page() {
        let page = Page::at("https://a.example.com").expect("an origin");
        assert_eq!(page.partition_key().as_deref(), Some("https://example.com"));
        let framed = page
            .in_frame_of("https://b.example.org")
            .expect("an origin");
        assert_eq!(
            framed.partition_key().as_deref(),
            Some("https://example.org")
        );
        assert_eq!(framed.origin().to_string(), "https://a.example.com");
    }

    #[test]
    fn what_is_no_url_is_named() {
        let error = Page::at("app.example.com").expect_err("no scheme");
        assert!(error.to_string().contains("app.example.com"));
    }
}
