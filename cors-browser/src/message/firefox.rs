//! Firefox's words, as version 153 has them, and the older ones.

use super::scene::Scene;
use super::template::Template;
use super::wording::{Wording, now, once, present};
use crate::cause::{Cause, CheckFailure};
use crate::fetch::Redirect;
use crate::outcome::Warning;

/// Before the reason.
pub(crate) const BLOCKED: Template = Template(
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. (Reason: ",
);

/// Before the one reason whose sentence has quotation marks round the URL.
pub(crate) const BLOCKED_QUOTED: Template = Template(
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ‘{url}’. (Reason: ",
);

/// Before what blocks nothing yet.
pub(crate) const WARNING: Template = Template(
    "Cross-Origin Request Warning: The Same Origin Policy will disallow reading the remote resource at {url} soon. (Reason: ",
);

/// Behind the reason, and behind those that carry a status.
pub(crate) const END: Template = Template(").");
pub(crate) const STATUS: Template = Template(" Status code: {status}.");
pub(crate) const NO_STATUS: Template = Template(" Status code: (null).");

/// What says that this is about CORS.
pub(crate) const FRAMES: &[Template] = &[
    BLOCKED_QUOTED,
    BLOCKED,
    WARNING,
    Template(
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. This can be fixed by moving the resource to the same domain or enabling CORS.",
    ),
];

/// What says more, next to a reason.
pub(crate) const DETAILS: &[Template] = &[Template("). Status code: {status}.")];

/// The reasons, by the names that the console has for them.
pub(crate) const CAUSES: &[Wording] = &[
    now(
        "CORSMissingAllowOrigin2",
        "CORS header ‘Access-Control-Allow-Origin’ missing",
    ),
    now(
        "CORSMultipleAllowOriginNotAllowed",
        "Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed",
    ),
    now(
        "CORSAllowOriginNotMatchingOrigin",
        "CORS header ‘Access-Control-Allow-Origin’ does not match ‘{value}’",
    ),
    now(
        "CORSNotSupportingCredentials",
        "Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’",
    ),
    now(
        "CORSMissingAllowCredentials",
        "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’",
    ),
    now(
        "CORSPreflightDidNotSucceed3",
        "CORS preflight response did not succeed",
    ),
    once(
        "CORSPreflightDidNotSucceed3",
        "CORS preflight channel did not succeed",
    ),
    now(
        "CORSExternalRedirectNotAllowed",
        "CORS request external redirect not allowed",
    ),
    now(
        "CORSInvalidAllowMethod",
        "invalid token ‘{value}’ in CORS header ‘Access-Control-Allow-Methods’",
    ),
    now(
        "CORSInvalidAllowHeader",
        "invalid token ‘{value}’ in CORS header ‘Access-Control-Allow-Headers’",
    ),
    now(
        "CORSMethodNotFound",
        "Did not find method in CORS header ‘Access-Control-Allow-Methods’",
    ),
    now(
        "CORSMissingAllowHeaderFromPreflight2",
        "header ‘{name}’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response",
    ),
    once(
        "CORSMissingAllowHeaderFromPreflight2",
        "missing token ‘{name}’ in CORS header ‘Access-Control-Allow-Headers’ from CORS preflight channel",
    ),
    now(
        "CORSAllowHeaderFromPreflightDeprecation",
        "When the `Access-Control-Allow-Headers` is `*`, the `Authorization` header is not covered. To include the `Authorization` header, it must be explicitly listed in CORS header `Access-Control-Allow-Headers`",
    ),
    now("CORSRequestNotHttp", "CORS request not http"),
    once("CORSRequestNotHttp", "CORS request not HTTP"),
    now(
        "CORSOriginHeaderNotAdded",
        "CORS header ‘Origin’ cannot be added",
    ),
    once("CORSDisabled", "(Reason: CORS disabled"),
    now("CORSDidNotSucceed2", "CORS request did not succeed"),
    once("CORSDidNotSucceed2", "(Reason: CORS request failed"),
    once(
        "same-origin",
        "Security Error: Content at {first} may not load data from {url}.",
    ),
    now(
        "corp",
        "The resource at “{url}” was blocked due to its Cross-Origin-Resource-Policy header (or lack thereof). See https://developer.mozilla.org/docs/Web/HTTP/Cross-Origin_Resource_Policy_(CORP)#",
    ),
];

/// The lines for a fetch that was blocked.
pub(super) fn lines(scene: &Scene<'_>) -> Vec<String> {
    let Some(code) = code(scene.cause()) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    match code {
        "CORSDidNotSucceed2" if scene.is_preflight() => lines.push(no_success(scene)),
        "CORSDidNotSucceed2" => {}
        "corp" => return vec![reason(scene, code)],
        "CORSExternalRedirectNotAllowed" => {
            lines.push(line(scene, code));
            lines.push(line(scene, "CORSPreflightDidNotSucceed3"));
        }
        _ => lines.push(line(scene, code)),
    }
    let follows = scene.blocked.redirect == Redirect::Follow;
    let ends_early = scene.is_preflight() || scene.is_redirect() && follows;
    if ends_early || lines.is_empty() {
        lines.push(no_success(scene));
    }
    lines
}

/// The lines for a fetch that was not.
pub(super) fn warnings(warnings: &[Warning]) -> Vec<String> {
    let authorization = |warning: &Warning| match warning {
        Warning::AuthorizationByWildcard { url } => {
            let words = present(CAUSES, "CORSAllowHeaderFromPreflightDeprecation")?;
            let frame = WARNING.print(|_| url.as_str().into());
            Some(frame + &words.print(|_| "".into()) + END.0)
        }
        _ => None,
    };
    warnings.iter().filter_map(authorization).collect()
}

fn line(scene: &Scene<'_>, code: &str) -> String {
    let quoted = code == "CORSNotSupportingCredentials";
    let frame = if quoted { BLOCKED_QUOTED } else { BLOCKED };
    let mut line = scene.print(frame) + &reason(scene, code) + END.0;
    if matches!(
        code,
        "CORSMissingAllowOrigin2" | "CORSPreflightDidNotSucceed3"
    ) {
        line += &scene.print(STATUS);
    }
    line
}

/// What follows where the failure ends the connection, and stands alone where
/// Firefox has no reason.
fn no_success(scene: &Scene<'_>) -> String {
    scene.print(BLOCKED) + &reason(scene, "CORSDidNotSucceed2") + END.0 + NO_STATUS.0
}

fn reason(scene: &Scene<'_>, code: &str) -> String {
    let words = present(CAUSES, code).map(|words| {
        words.print(|hole| match (hole, code) {
            // Of a list that cannot be parsed, the part at fault.
            ("value", "CORSInvalidAllowMethod" | "CORSInvalidAllowHeader") => {
                lossy(scene.token()).into()
            }
            ("value", _) => lossy(scene.value()).into(),
            _ => scene.hole(hole).unwrap_or_default().into(),
        })
    });
    words.unwrap_or_default()
}

/// Firefox takes a header's bytes for UTF-8.
fn lossy(value: Option<Vec<u8>>) -> String {
    String::from_utf8_lossy(&value.unwrap_or_default()).into_owned()
}

/// What Firefox calls the cause.
pub(super) fn code(cause: &Cause) -> Option<&'static str> {
    Some(match cause {
        Cause::CorsCheck { failure, .. } => match failure {
            CheckFailure::AllowOriginMissing => "CORSMissingAllowOrigin2",
            CheckFailure::AllowOriginWildcardWithCredentials => "CORSNotSupportingCredentials",
            CheckFailure::AllowOriginMultiple { lines, .. } if lines.len() > 1 => {
                "CORSMultipleAllowOriginNotAllowed"
            }
            CheckFailure::AllowOriginMultiple { .. } | CheckFailure::AllowOriginMismatch { .. } => {
                "CORSAllowOriginNotMatchingOrigin"
            }
            CheckFailure::AllowCredentialsNotTrue { .. } => "CORSMissingAllowCredentials",
        },
        Cause::PreflightRedirect {
            location: Some(_), ..
        } => "CORSExternalRedirectNotAllowed",
        Cause::PreflightRedirect { location: None, .. } | Cause::PreflightStatusNotOk { .. } => {
            "CORSPreflightDidNotSucceed3"
        }
        Cause::PreflightAllowMethodsUnparsable { .. } => "CORSInvalidAllowMethod",
        Cause::PreflightAllowHeadersUnparsable { .. } => "CORSInvalidAllowHeader",
        Cause::PreflightMethodNotAllowed { .. } => "CORSMethodNotFound",
        Cause::PreflightHeaderNotAllowed { .. } => "CORSMissingAllowHeaderFromPreflight2",
        Cause::SchemeNotHttp { .. } => "CORSRequestNotHttp",
        Cause::RedirectUserinfo { .. } | Cause::RedirectScheme { .. } | Cause::Network { .. } => {
            "CORSDidNotSucceed2"
        }
        Cause::Corp { .. } => "corp",
        _ => return None,
    })
}

/// The causes that a name stands for. Firefox does not say which of the two
/// responses it means.
pub(crate) fn causes(code: &str) -> &'static [&'static str] {
    match code {
        "CORSMissingAllowOrigin2" => &["allow-origin-missing", "preflight-allow-origin-missing"],
        "CORSMultipleAllowOriginNotAllowed" => {
            &["allow-origin-multiple", "preflight-allow-origin-multiple"]
        }
        "CORSAllowOriginNotMatchingOrigin" => &[
            "allow-origin-mismatch",
            "preflight-allow-origin-mismatch",
            "allow-origin-multiple",
            "preflight-allow-origin-multiple",
        ],
        "CORSNotSupportingCredentials" => &[
            "allow-origin-wildcard-with-credentials",
            "preflight-allow-origin-wildcard-with-credentials",
        ],
        "CORSMissingAllowCredentials" => &[
            "allow-credentials-not-true",
            "preflight-allow-credentials-not-true",
        ],
        "CORSPreflightDidNotSucceed3" => &["preflight-status-not-ok", "preflight-redirect"],
        "CORSExternalRedirectNotAllowed" => &["preflight-redirect"],
        "CORSInvalidAllowMethod" => &["preflight-allow-methods-unparsable"],
        "CORSInvalidAllowHeader" => &["preflight-allow-headers-unparsable"],
        "CORSMethodNotFound" => &["preflight-method-not-allowed"],
        "CORSMissingAllowHeaderFromPreflight2" | "CORSAllowHeaderFromPreflightDeprecation" => {
            &["preflight-header-not-allowed"]
        }
        "CORSRequestNotHttp" => &["scheme-not-http"],
        "CORSDidNotSucceed2" => &[
            "network",
            "preflight-network",
            "redirect-userinfo",
            "redirect-scheme",
        ],
        "same-origin" => &["mode-same-origin"],
        "corp" => &["corp"],
        _ => &[],
    }
}
