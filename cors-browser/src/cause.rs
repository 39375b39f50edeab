//! The reasons why a page cannot read a response.

use url::Url;

/// The reason why a page cannot read a response, with the details that a message
/// needs.
///
/// [`Cause::step`] gives the step of the Fetch standard for every variant.
///
/// ```
/// use cors_browser::{Browser, Fetch, Page, Request, Response, UserAgent};
///
/// let page = Page::at("https://app.example.com")?;
/// let fetch = Fetch::get("https://api.example.com/");
/// let report =
///     UserAgent::new(Browser::Standard).fetch(&page, &fetch, |_: &Request| Response::new(200));
///
/// let cause = &report.outcome.blocked().expect("no header, no reading").cause;
/// assert_eq!(cause.name(), "allow-origin-missing");
/// assert_eq!(cause.step().to_string(), "CORS check, step 2");
/// # Ok::<(), cors_browser::NotAnOrigin>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The page passed a text that is not a URL.
    ///
    /// Standard: [`new Request()`](https://fetch.spec.whatwg.org/#dom-request),
    /// step 5.2.
    UrlInvalid {
        /// The text that the page passed as the URL.
        url: String,
    },
    /// The URL has a user name or password, which `fetch()` rejects.
    ///
    /// Standard: [`new Request()`](https://fetch.spec.whatwg.org/#dom-request),
    /// step 5.3.
    UrlHasCredentials {
        /// The URL.
        url: Url,
    },
    /// The method is not a token.
    ///
    /// Standard: [`new Request()`](https://fetch.spec.whatwg.org/#dom-request),
    /// step 25.2.
    MethodInvalid {
        /// The method.
        method: String,
    },
    /// The method is CONNECT, TRACE or TRACK. No page may send these.
    ///
    /// Standard: [forbidden
    /// method](https://fetch.spec.whatwg.org/#forbidden-method).
    ForbiddenMethod {
        /// The method, as the page wrote it.
        method: String,
    },
    /// The name or the value of a header is invalid.
    ///
    /// Standard: [validate a
    /// header](https://fetch.spec.whatwg.org/#headers-validate).
    HeaderInvalid {
        /// The name.
        name: String,
        /// The value.
        value: Vec<u8>,
    },
    /// The page set a body for GET or HEAD.
    ///
    /// Standard: [`new Request()`](https://fetch.spec.whatwg.org/#dom-request),
    /// step 35.
    BodyNotAllowed {
        /// The method.
        method: String,
    },
    /// The mode is `no-cors`, and the method is not GET, HEAD or POST.
    ///
    /// Standard: [`new Request()`](https://fetch.spec.whatwg.org/#dom-request),
    /// step 32.1.
    NoCorsMethod {
        /// The method.
        method: String,
    },
    /// The mode is `no-cors`, and the body is a stream.
    ///
    /// Standard: [`new Request()`](https://fetch.spec.whatwg.org/#dom-request),
    /// step 39.2.
    NoCorsStream,
    /// The mode is `no-cors`, and the redirect mode is not `follow`.
    ///
    /// Standard: [main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch),
    /// step 12.
    NoCorsRedirectMode,
    /// The mode is `same-origin`, and the URL has another origin.
    ///
    /// Standard: [main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch),
    /// step 12.
    ModeSameOrigin {
        /// The URL of the other origin.
        url: Url,
    },
    /// The URL has another origin, and its scheme is neither `http` nor `https`.
    ///
    /// Standard: [main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch),
    /// step 12.
    SchemeNotHttp {
        /// The URL.
        url: Url,
    },
    /// The page is served over `https:` and requests an `http:` URL.
    ///
    /// Standard: [main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch),
    /// step 7.
    MixedContent {
        /// The `http:` URL.
        url: Url,
    },
    /// The port of the URL belongs to another protocol. Browsers send it no request.
    ///
    /// Standard: [bad port](https://fetch.spec.whatwg.org/#bad-port).
    BadPort {
        /// The URL.
        url: Url,
        /// The port.
        port: u16,
    },

    /// The CORS check failed.
    ///
    /// Standard: [CORS check](https://fetch.spec.whatwg.org/#concept-cors-check).
    CorsCheck {
        /// Which of the two responses failed the check.
        phase: Phase,
        /// The status of that response.
        status: u16,
        /// How the check failed.
        failure: CheckFailure,
    },

    /// The response to the preflight is a redirect.
    ///
    /// Standard: [CORS-preflight
    /// fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0), step 7.
    PreflightRedirect {
        /// The status.
        status: u16,
        /// The value of `Location`, if there is one.
        location: Option<Vec<u8>>,
    },
    /// The status of the response to the preflight is not between 200 and 299.
    ///
    /// Standard: [CORS-preflight
    /// fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0), step 7.
    PreflightStatusNotOk {
        /// The status.
        status: u16,
    },
    /// `Access-Control-Allow-Methods` is not a list of methods. The browser ignores
    /// all of it.
    ///
    /// Standard: [CORS-preflight
    /// fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0), step 7.3.
    PreflightAllowMethodsUnparsable {
        /// The whole value.
        value: Vec<u8>,
        /// The part that is not a method.
        token: Vec<u8>,
    },
    /// `Access-Control-Allow-Headers` is not a list of header names. The browser
    /// ignores all of it.
    ///
    /// Standard: [CORS-preflight
    /// fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0), step 7.3.
    PreflightAllowHeadersUnparsable {
        /// The whole value.
        value: Vec<u8>,
        /// The part that is not a header name.
        token: Vec<u8>,
    },
    /// The response to the preflight does not allow the method.
    ///
    /// Standard: [CORS-preflight
    /// fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0), step 7.5.
    PreflightMethodNotAllowed {
        /// The method. Methods are case-sensitive.
        method: String,
        /// `Access-Control-Allow-Methods`, if there is one.
        allowed: Option<Vec<u8>>,
        /// Whether the credentials mode is `include`. If so, `*` is a literal name.
        credentials: bool,
    },
    /// The response to the preflight does not allow a header.
    ///
    /// Standard: [CORS-preflight
    /// fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0), steps 7.6 and
    /// 7.7.
    PreflightHeaderNotAllowed {
        /// The header, in lower case.
        header: String,
        /// The header, as the page wrote it.
        written: String,
        /// `Access-Control-Allow-Headers`, if there is one.
        allowed: Option<Vec<u8>>,
        /// Whether the credentials mode is `include`. If so, `*` is a literal name.
        credentials: bool,
    },

    /// The response is a redirect, and the redirect mode is `error`.
    ///
    /// Standard: [HTTP fetch](https://fetch.spec.whatwg.org/#concept-http-fetch),
    /// step 6.3.
    RedirectModeError {
        /// The status.
        status: u16,
        /// The value of `Location`, if there is one.
        location: Option<Vec<u8>>,
    },
    /// The `Location` of the redirect is not a URL, or there are multiple values.
    ///
    /// Standard: [HTTP-redirect
    /// fetch](https://fetch.spec.whatwg.org/#concept-http-redirect-fetch), step 5.
    RedirectLocationInvalid {
        /// All lines of `Location`.
        location: Vec<u8>,
    },
    /// The scheme of the redirect's target is neither `http` nor `https`.
    ///
    /// Standard: [HTTP-redirect
    /// fetch](https://fetch.spec.whatwg.org/#concept-http-redirect-fetch), step 6.
    RedirectScheme {
        /// The target of the redirect.
        location: Url,
    },
    /// The fetch was redirected more than twenty times.
    ///
    /// Standard: [HTTP-redirect
    /// fetch](https://fetch.spec.whatwg.org/#concept-http-redirect-fetch), step 7.
    RedirectCount {
        /// The target of the last redirect, which was not followed.
        location: Url,
    },
    /// The target of the redirect has a user name or password.
    ///
    /// Standard: [HTTP-redirect
    /// fetch](https://fetch.spec.whatwg.org/#concept-http-redirect-fetch), step 9.
    RedirectUserinfo {
        /// The target of the redirect.
        location: Url,
    },
    /// The redirect requires the body to be sent again, and the body is a stream.
    ///
    /// Standard: [HTTP-redirect
    /// fetch](https://fetch.spec.whatwg.org/#concept-http-redirect-fetch), step 11.
    RedirectStream {
        /// The target of the redirect.
        location: Url,
    },

    /// The `Cross-Origin-Resource-Policy` of the response excludes this page.
    ///
    /// Standard: [cross-origin resource policy
    /// check](https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check).
    Corp {
        /// The value of `Cross-Origin-Resource-Policy`.
        value: Vec<u8>,
    },
    /// There was no HTTP response.
    ///
    /// Standard: [network
    /// error](https://fetch.spec.whatwg.org/#concept-network-error).
    Network {
        /// Which of the two requests failed.
        phase: Phase,
    },
}

/// The response that a cause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The response to the preflight.
    Preflight,
    /// The response to the page's own request, or a redirect before it.
    Actual,
}

/// The ways in which the [CORS
/// check](https://fetch.spec.whatwg.org/#concept-cors-check) fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckFailure {
    /// There is no `Access-Control-Allow-Origin`.
    AllowOriginMissing,
    /// `Access-Control-Allow-Origin` is `*`, and the credentials mode is `include`.
    AllowOriginWildcardWithCredentials,
    /// `Access-Control-Allow-Origin` has multiple values, in one line or in
    /// multiple lines. Such a header matches no origin.
    AllowOriginMultiple {
        /// The lines of `Access-Control-Allow-Origin`.
        lines: Vec<Vec<u8>>,
        /// The value of the request's `Origin`.
        origin: String,
    },
    /// `Access-Control-Allow-Origin` differs from the request's `Origin`.
    AllowOriginMismatch {
        /// The value of `Access-Control-Allow-Origin`.
        value: Vec<u8>,
        /// The value of the request's `Origin`.
        origin: String,
    },
    /// The credentials mode is `include`, and `Access-Control-Allow-Credentials` is
    /// not `true`.
    AllowCredentialsNotTrue {
        /// The value of `Access-Control-Allow-Credentials`, if there is one.
        value: Option<Vec<u8>>,
    },
}

impl Cause {
    /// The name of the cause. It does not change between versions.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::UrlInvalid { .. } => "url-invalid",
            Self::UrlHasCredentials { .. } => "url-has-credentials",
            Self::MethodInvalid { .. } => "method-invalid",
            Self::ForbiddenMethod { .. } => "forbidden-method",
            Self::HeaderInvalid { .. } => "header-invalid",
            Self::BodyNotAllowed { .. } => "body-not-allowed",
            Self::NoCorsMethod { .. } => "no-cors-method",
            Self::NoCorsStream => "no-cors-stream",
            Self::NoCorsRedirectMode => "no-cors-redirect-mode",
            Self::ModeSameOrigin { .. } => "mode-same-origin",
            Self::SchemeNotHttp { .. } => "scheme-not-http",
            Self::MixedContent { .. } => "mixed-content",
            Self::BadPort { .. } => "bad-port",
            Self::CorsCheck { phase, failure, .. } => failure.name(*phase),
            Self::PreflightRedirect { .. } => "preflight-redirect",
            Self::PreflightStatusNotOk { .. } => "preflight-status-not-ok",
            Self::PreflightAllowMethodsUnparsable { .. } => "preflight-allow-methods-unparsable",
            Self::PreflightAllowHeadersUnparsable { .. } => "preflight-allow-headers-unparsable",
            Self::PreflightMethodNotAllowed { .. } => "preflight-method-not-allowed",
            Self::PreflightHeaderNotAllowed { .. } => "preflight-header-not-allowed",
            Self::RedirectModeError { .. } => "redirect-mode-error",
            Self::RedirectLocationInvalid { .. } => "redirect-location-invalid",
            Self::RedirectScheme { .. } => "redirect-scheme",
            Self::RedirectCount { .. } => "redirect-count",
            Self::RedirectUserinfo { .. } => "redirect-userinfo",
            Self::RedirectStream { .. } => "redirect-stream",
            Self::Corp { .. } => "corp",
            Self::Network { .. } => "network",
        }
    }

    /// The response that the cause is about, or `None` if the browser refuses to send the
    /// request.
    #[must_use]
    pub fn phase(&self) -> Option<Phase> {
        match self {
            Self::CorsCheck { phase, .. } | Self::Network { phase } => Some(*phase),
            Self::PreflightRedirect { .. }
            | Self::PreflightStatusNotOk { .. }
            | Self::PreflightAllowMethodsUnparsable { .. }
            | Self::PreflightAllowHeadersUnparsable { .. }
            | Self::PreflightMethodNotAllowed { .. }
            | Self::PreflightHeaderNotAllowed { .. } => Some(Phase::Preflight),
            Self::RedirectModeError { .. }
            | Self::RedirectLocationInvalid { .. }
            | Self::RedirectScheme { .. }
            | Self::RedirectCount { .. }
            | Self::RedirectUserinfo { .. }
            | Self::RedirectStream { .. }
            | Self::Corp { .. } => Some(Phase::Actual),
            _ => None,
        }
    }
}

impl CheckFailure {
    fn name(&self, phase: Phase) -> &'static str {
        match (self, phase) {
            (Self::AllowOriginMissing, Phase::Actual) => "allow-origin-missing",
            (Self::AllowOriginMissing, Phase::Preflight) => "preflight-allow-origin-missing",
            (Self::AllowOriginWildcardWithCredentials, Phase::Actual) => {
                "allow-origin-wildcard-with-credentials"
            }
            (Self::AllowOriginWildcardWithCredentials, Phase::Preflight) => {
                "preflight-allow-origin-wildcard-with-credentials"
            }
            (Self::AllowOriginMultiple { .. }, Phase::Actual) => "allow-origin-multiple",
            (Self::AllowOriginMultiple { .. }, Phase::Preflight) => {
                "preflight-allow-origin-multiple"
            }
            (Self::AllowOriginMismatch { .. }, Phase::Actual) => "allow-origin-mismatch",
            (Self::AllowOriginMismatch { .. }, Phase::Preflight) => {
                "preflight-allow-origin-mismatch"
            }
            (Self::AllowCredentialsNotTrue { .. }, Phase::Actual) => "allow-credentials-not-true",
            (Self::AllowCredentialsNotTrue { .. }, Phase::Preflight) => {
                "preflight-allow-credentials-not-true"
            }
        }
    }
}
