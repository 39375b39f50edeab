//! Why a page can read nothing.

use url::Url;

/// Why a page can read nothing, with all that a message needs.
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
    /// What the page asked for is no URL.
    UrlInvalid {
        /// What it is.
        url: String,
    },
    /// The URL has a user name or password, which `fetch()` refuses.
    UrlHasCredentials {
        /// The URL.
        url: Url,
    },
    /// The method is not the name of one.
    MethodInvalid {
        /// The method.
        method: String,
    },
    /// CONNECT, TRACE or TRACK, which no page may send.
    ForbiddenMethod {
        /// The method, as the page wrote it.
        method: String,
    },
    /// A header's name or value cannot be sent.
    HeaderInvalid {
        /// The name.
        name: String,
        /// The value.
        value: Vec<u8>,
    },
    /// A GET or HEAD with a body.
    BodyNotAllowed {
        /// The method.
        method: String,
    },
    /// A method other than GET, HEAD and POST in the mode `no-cors`.
    NoCorsMethod {
        /// The method.
        method: String,
    },
    /// A stream for a body in the mode `no-cors`.
    NoCorsStream,
    /// The mode `no-cors` together with a redirect mode other than `follow`.
    NoCorsRedirectMode,
    /// The mode `same-origin`, and a URL of another origin.
    ModeSameOrigin {
        /// That URL.
        url: Url,
    },
    /// Across origins a page reaches `http:` and `https:` only.
    SchemeNotHttp {
        /// The URL.
        url: Url,
    },

    /// The CORS check failed.
    CorsCheck {
        /// For which of the two responses.
        phase: Phase,
        /// That response's status.
        status: u16,
        /// How it failed.
        failure: CheckFailure,
    },

    /// The preflight was redirected.
    PreflightRedirect {
        /// The status.
        status: u16,
        /// Where to, if it said so.
        location: Option<Vec<u8>>,
    },
    /// The preflight's status is not one of 200 to 299.
    PreflightStatusNotOk {
        /// The status.
        status: u16,
    },
    /// `Access-Control-Allow-Methods` is no list of methods; all of it is void.
    PreflightAllowMethodsUnparsable {
        /// The whole value.
        value: Vec<u8>,
        /// The part that is no method.
        token: Vec<u8>,
    },
    /// `Access-Control-Allow-Headers` is no list of names; all of it is void.
    PreflightAllowHeadersUnparsable {
        /// The whole value.
        value: Vec<u8>,
        /// The part that is no name.
        token: Vec<u8>,
    },
    /// The preflight does not allow the method.
    PreflightMethodNotAllowed {
        /// The method. It compares with its case.
        method: String,
        /// `Access-Control-Allow-Methods`, if there is one.
        allowed: Option<Vec<u8>>,
        /// Whether the credentials mode is `include`, in which `*` is a name.
        credentials: bool,
    },
    /// The preflight does not allow a header.
    PreflightHeaderNotAllowed {
        /// The header, in lower case.
        header: String,
        /// The header, as the page wrote it.
        written: String,
        /// `Access-Control-Allow-Headers`, if there is one.
        allowed: Option<Vec<u8>>,
        /// Whether the credentials mode is `include`, in which `*` is a name.
        credentials: bool,
    },

    /// A redirect, and the redirect mode is `error`.
    RedirectModeError {
        /// The status.
        status: u16,
        /// Where to, if it said so.
        location: Option<Vec<u8>>,
    },
    /// The redirect's `Location` is no URL, or there are several.
    RedirectLocationInvalid {
        /// `Location`, all lines of it.
        location: Vec<u8>,
    },
    /// The redirect leads to something other than `http:` and `https:`.
    RedirectScheme {
        /// Where to.
        location: Url,
    },
    /// More than twenty redirects.
    RedirectCount {
        /// Where the next leads to.
        location: Url,
    },
    /// The redirect leads to a URL with a user name or password.
    RedirectUserinfo {
        /// Where to.
        location: Url,
    },
    /// The redirect asks for the body again, which was a stream.
    RedirectStream {
        /// Where to.
        location: Url,
    },

    /// The response's `Cross-Origin-Resource-Policy` keeps it from this page.
    Corp {
        /// Its value.
        value: Vec<u8>,
    },
    /// There was no HTTP response.
    Network {
        /// To which of the two requests.
        phase: Phase,
    },
}

/// Which response a cause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The response to the preflight.
    Preflight,
    /// The response to the page's own request, or a redirect on its way.
    Actual,
}

/// How the [CORS check](https://fetch.spec.whatwg.org/#concept-cors-check) fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckFailure {
    /// There is no `Access-Control-Allow-Origin`.
    AllowOriginMissing,
    /// `Access-Control-Allow-Origin` is `*`, and the credentials mode `include`.
    AllowOriginWildcardWithCredentials,
    /// `Access-Control-Allow-Origin` is several values, in one line or more,
    /// which matches nothing.
    AllowOriginMultiple {
        /// The lines.
        lines: Vec<Vec<u8>>,
        /// What `Origin` said.
        origin: String,
    },
    /// `Access-Control-Allow-Origin` is not what `Origin` said.
    AllowOriginMismatch {
        /// The value.
        value: Vec<u8>,
        /// What `Origin` said.
        origin: String,
    },
    /// The credentials mode is `include`, and `Access-Control-Allow-Credentials`
    /// is not `true`.
    AllowCredentialsNotTrue {
        /// The value, if there is one.
        value: Option<Vec<u8>>,
    },
}

impl Cause {
    /// A name that stays.
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

    /// Which response it is about; none if it is about the page's wish alone.
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
