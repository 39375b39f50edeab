//! The step of the standard at which a fetch ends.

use std::fmt;

use crate::cause::{Cause, CheckFailure, Phase};

/// A step of the Fetch standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StandardStep {
    /// The algorithm's name, such as `CORS check`.
    pub algorithm: &'static str,
    /// The fragment of the algorithm's address in <https://fetch.spec.whatwg.org/>.
    pub fragment: &'static str,
    /// The number of the step, such as `7.5`.
    pub number: &'static str,
}

impl StandardStep {
    /// The address of the algorithm.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://fetch.spec.whatwg.org/#{}", self.fragment)
    }
}

impl fmt::Display for StandardStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, step {}", self.algorithm, self.number)
    }
}

impl Cause {
    /// The step of the standard at which the fetch failed.
    #[must_use]
    pub fn step(&self) -> StandardStep {
        match self {
            Self::UrlInvalid { .. } => constructor("5.2"),
            Self::UrlHasCredentials { .. } => constructor("5.3"),
            Self::MethodInvalid { .. } | Self::ForbiddenMethod { .. } => constructor("25.2"),
            Self::HeaderInvalid { .. } => StandardStep {
                algorithm: "validate a header",
                fragment: "headers-validate",
                number: "1",
            },
            Self::NoCorsMethod { .. } => constructor("32.1"),
            Self::BodyNotAllowed { .. } => constructor("35"),
            Self::NoCorsStream => constructor("39.2"),
            Self::NoCorsRedirectMode | Self::ModeSameOrigin { .. } | Self::SchemeNotHttp { .. } => {
                StandardStep {
                    algorithm: "main fetch",
                    fragment: "concept-main-fetch",
                    number: "12",
                }
            }
            Self::MixedContent { .. } | Self::BadPort { .. } => StandardStep {
                algorithm: "main fetch",
                fragment: "concept-main-fetch",
                number: "7",
            },
            Self::CorsCheck { failure, .. } => StandardStep {
                algorithm: "CORS check",
                fragment: "concept-cors-check",
                number: failure.step(),
            },
            Self::PreflightRedirect { .. } | Self::PreflightStatusNotOk { .. } => preflight("7"),
            Self::PreflightAllowMethodsUnparsable { .. }
            | Self::PreflightAllowHeadersUnparsable { .. } => preflight("7.3"),
            Self::PreflightMethodNotAllowed { .. } => preflight("7.5"),
            Self::PreflightHeaderNotAllowed { header, .. } if header == "authorization" => {
                preflight("7.6")
            }
            Self::PreflightHeaderNotAllowed { .. } => preflight("7.7"),
            Self::Network {
                phase: Phase::Preflight,
            } => preflight("8"),
            Self::RedirectModeError { .. } => http_fetch("6.3"),
            Self::RedirectLocationInvalid { .. } => redirect("5"),
            Self::RedirectScheme { .. } => redirect("6"),
            Self::RedirectCount { .. } => redirect("7"),
            Self::RedirectUserinfo { .. } => redirect("9"),
            Self::RedirectStream { .. } => redirect("11"),
            Self::Corp { .. } => http_fetch("5"),
            Self::Network {
                phase: Phase::Actual,
            } => http_fetch("4.3"),
        }
    }
}

impl CheckFailure {
    fn step(&self) -> &'static str {
        match self {
            Self::AllowOriginMissing => "2",
            Self::AllowOriginWildcardWithCredentials
            | Self::AllowOriginMultiple { .. }
            | Self::AllowOriginMismatch { .. } => "4",
            Self::AllowCredentialsNotTrue { .. } => "8",
        }
    }
}

fn constructor(number: &'static str) -> StandardStep {
    StandardStep {
        algorithm: "new Request()",
        fragment: "dom-request",
        number,
    }
}

fn preflight(number: &'static str) -> StandardStep {
    StandardStep {
        algorithm: "CORS-preflight fetch",
        fragment: "cors-preflight-fetch-0",
        number,
    }
}

fn http_fetch(number: &'static str) -> StandardStep {
    StandardStep {
        algorithm: "HTTP fetch",
        fragment: "concept-http-fetch",
        number,
    }
}

fn redirect(number: &'static str) -> StandardStep {
    StandardStep {
        algorithm: "HTTP-redirect fetch",
        fragment: "concept-http-redirect-fetch",
        number,
    }
}
