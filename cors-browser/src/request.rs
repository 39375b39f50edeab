//! The state of a request during its fetch.

use url::Url;

use crate::fetch::{Credentials, Initiator, Mode, Redirect, ReferrerPolicy};
use crate::header::Headers;
use crate::origin::Origin;

/// A [request](https://fetch.spec.whatwg.org/#concept-request) of the standard, with the
/// fields that the model needs.
#[derive(Clone, Debug)]
pub(crate) struct RequestState {
    pub(crate) origin: Origin,
    pub(crate) partition_key: Option<String>,
    /// All URLs so far, in order. The list is never empty.
    urls: Vec<Url>,
    pub(crate) method: String,
    pub(crate) headers: Headers,
    /// The headers that the page set, before redirects dropped some of them.
    pub(crate) first_headers: Headers,
    pub(crate) body: Option<Vec<u8>>,
    /// Whether the body is a stream, which can be sent only once.
    pub(crate) body_is_stream: bool,
    pub(crate) mode: Mode,
    pub(crate) credentials: Credentials,
    pub(crate) redirect: Redirect,
    pub(crate) referrer_policy: ReferrerPolicy,
    pub(crate) initiator: Initiator,
    pub(crate) tainting: Tainting,
    pub(crate) use_cors_preflight: bool,
    /// Whether the request needed a preflight before an earlier redirect.
    pub(crate) had_preflight: bool,
}

/// A request's [response
/// tainting](https://fetch.spec.whatwg.org/#concept-request-response-tainting).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tainting {
    Basic,
    Cors,
    Opaque,
}

impl RequestState {
    pub(crate) fn new(url: Url, origin: Origin) -> Self {
        Self {
            origin,
            partition_key: None,
            urls: vec![url],
            method: "GET".to_owned(),
            headers: Headers::new(),
            first_headers: Headers::new(),
            body: None,
            body_is_stream: false,
            mode: Mode::Cors,
            credentials: Credentials::SameOrigin,
            redirect: Redirect::Follow,
            referrer_policy: ReferrerPolicy::default(),
            initiator: Initiator::Fetch,
            tainting: Tainting::Basic,
            use_cors_preflight: false,
            had_preflight: false,
        }
    }

    pub(crate) fn current_url(&self) -> &Url {
        &self.urls[self.urls.len() - 1]
    }

    pub(crate) fn first_url(&self) -> &Url {
        &self.urls[0]
    }

    pub(crate) fn redirect_count(&self) -> usize {
        self.urls.len() - 1
    }

    pub(crate) fn follow(&mut self, location: Url) {
        self.urls.push(location);
    }

    /// Whether a URL has the origin of the page.
    pub(crate) fn is_at_home(&self, url: &Url) -> bool {
        self.origin.is_same_origin(&Origin::of(url))
    }

    /// The unsafe-request flag. `fetch()` and `XMLHttpRequest` let a script choose
    /// methods and headers, and these need a check.
    pub(crate) fn is_unsafe(&self) -> bool {
        matches!(self.initiator, Initiator::Fetch | Initiator::Xhr)
    }

    pub(crate) fn includes_credentials(&self) -> bool {
        self.credentials == Credentials::Include
    }

    /// Whether cookies are sent.
    ///
    /// Standard: `includeCredentials` of [HTTP-network-or-cache
    /// fetch](https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch).
    pub(crate) fn sends_credentials(&self) -> bool {
        match self.credentials {
            Credentials::Omit => false,
            Credentials::SameOrigin => self.tainting == Tainting::Basic,
            Credentials::Include => true,
        }
    }

    /// Standard: [serializing a request
    /// origin](https://fetch.spec.whatwg.org/#serializing-a-request-origin).
    pub(crate) fn serialized_origin(&self) -> String {
        match self.is_tainted() {
            true => Origin::Opaque.to_string(),
            false => self.origin.to_string(),
        }
    }

    /// Whether a foreign origin has redirected the request to another origin. The browser
    /// then sends `Origin: null`.
    ///
    /// Standard:
    /// [redirect-taint](https://fetch.spec.whatwg.org/#concept-request-tainted-origin).
    /// The values `same-site` and `cross-site` differ only in navigations.
    fn is_tainted(&self) -> bool {
        self.urls.windows(2).any(|pair| {
            let (last, next) = (Origin::of(&pair[0]), Origin::of(&pair[1]));
            !next.is_same_origin(&last) && !self.origin.is_same_origin(&last)
        })
    }

    /// The value of `Origin` on this request, or `None` if it is not sent.
    ///
    /// Standard: [append a request `Origin`
    /// header](https://fetch.spec.whatwg.org/#append-a-request-origin-header).
    pub(crate) fn origin_header(&self) -> Option<String> {
        if self.tainting == Tainting::Cors {
            return Some(self.serialized_origin());
        }
        if matches!(self.method.as_str(), "GET" | "HEAD") {
            return None;
        }
        let hidden = self.mode != Mode::Cors
            && match self.referrer_policy {
                ReferrerPolicy::NoReferrer => true,
                ReferrerPolicy::NoReferrerWhenDowngrade
                | ReferrerPolicy::StrictOrigin
                | ReferrerPolicy::StrictOriginWhenCrossOrigin => {
                    self.origin.scheme() == Some("https") && self.current_url().scheme() != "https"
                }
                ReferrerPolicy::SameOrigin => !self.is_at_home(self.current_url()),
                ReferrerPolicy::Origin
                | ReferrerPolicy::OriginWhenCrossOrigin
                | ReferrerPolicy::UnsafeUrl => false,
            };
        match hidden {
            true => Some(Origin::Opaque.to_string()),
            false => Some(self.serialized_origin()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: &str = "https://a.example";

    fn request(urls: &[&str]) -> RequestState {
        let mut urls = urls.iter().map(|url| Url::parse(url).expect("a URL"));
        let origin = Origin::of(&Url::parse(HOME).expect("a URL"));
        let mut request = RequestState::new(urls.next().expect("a URL"), origin);
        urls.for_each(|url| request.follow(url));
        request
    }

    #[test]
    fn a_foreign_origin_that_redirects_to_another_taints() {
        for (urls, origin) in [
            (&["https://b.example"][..], HOME),
            (&["https://b.example/1", "https://b.example/2"], HOME),
            (&["https://a.example", "https://b.example"], HOME),
            (
                &[
                    "https://a.example",
                    "https://a.example",
                    "https://b.example",
                ],
                HOME,
            ),
            (&["https://b.example", "https://c.example"], "null"),
            (&["https://b.example", "https://a.example"], "null"),
            (
                &[
                    "https://a.example",
                    "https://b.example",
                    "https://a.example",
                ],
                "null",
            ),
            (&["https://b.a.example", "https://c.a.example"], "null"),
        ] {
            assert_eq!(request(urls).serialized_origin(), origin, "{urls:?}");
        }
    }

    #[test]
    fn origin_is_sent_with_cors_and_with_unsafe_methods() {
        let mut request = request(&["http://b.example"]);
        assert_eq!(request.origin_header(), None);
        request.method = "POST".to_owned();
        assert_eq!(request.origin_header().as_deref(), Some(HOME));
        request.mode = Mode::NoCors;
        assert_eq!(
            request.origin_header().as_deref(),
            Some("null"),
            "a downgrade"
        );
        request.referrer_policy = ReferrerPolicy::UnsafeUrl;
        assert_eq!(request.origin_header().as_deref(), Some(HOME));
        request.referrer_policy = ReferrerPolicy::NoReferrer;
        assert_eq!(request.origin_header().as_deref(), Some("null"));
        request.tainting = Tainting::Cors;
        assert_eq!(
            request.origin_header().as_deref(),
            Some(HOME),
            "CORS is not asked"
        );
    }
}
