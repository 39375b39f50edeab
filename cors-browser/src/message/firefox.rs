//! The sentences of Firefox 153, and older ones.

use super::context::MessageContext;
use super::template::Template;
use super::wording::{Wording, current, former, present};
use crate::cause::{Cause, CheckFailure};
use crate::fetch::Redirect;
use crate::outcome::Warning;

/// The sentence before the reason.
pub(crate) const BLOCKED: Template = Template(
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. (Reason: ",
);

/// The sentence before the one reason that has quotation marks around the URL.
pub(crate) const BLOCKED_QUOTED: Template = Template(
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ‘{url}’. (Reason: ",
);

/// The sentence before a warning.
pub(crate) const WARNING: Template = Template(
    "Cross-Origin Request Warning: The Same Origin Policy will disallow reading the remote resource at {url} soon. (Reason: ",
);

/// The text after a reason, and after a reason with a status.
pub(crate) const END: Template = Template(").");
pub(crate) const STATUS: Template = Template(" Status code: {status}.");
pub(crate) const NO_STATUS: Template = Template(" Status code: (null).");

/// Sentences that mark a line as one about CORS.
pub(crate) const FRAMES: &[Template] = &[
    BLOCKED_QUOTED,
    BLOCKED,
    WARNING,
    Template(
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. This can be fixed by moving the resource to the same domain or enabling CORS.",
    ),
];

/// Sentences that add details to a reason.
pub(crate) const DETAILS: &[Template] = &[Template("). Status code: {status}.")];

/// The whole line for mixed content.
const MIXED_CONTENT: Template = Template("Blocked loading mixed active content “{url}”");

/// The reasons, by their names in the console.
pub(crate) const CAUSES: &[Wording] = &[
    current(
        "CORSMissingAllowOrigin2",
        "CORS header ‘Access-Control-Allow-Origin’ missing",
    ),
    current(
        "CORSMultipleAllowOriginNotAllowed",
        "Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed",
    ),
    current(
        "CORSAllowOriginNotMatchingOrigin",
        "CORS header ‘Access-Control-Allow-Origin’ does not match ‘{value}’",
    ),
    current(
        "CORSNotSupportingCredentials",
        "Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’",
    ),
    current(
        "CORSMissingAllowCredentials",
        "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’",
    ),
    current(
        "CORSPreflightDidNotSucceed3",
        "CORS preflight response did not succeed",
    ),
    former(
        "CORSPreflightDidNotSucceed3",
        "CORS preflight channel did not succeed",
    ),
    current(
        "CORSExternalRedirectNotAllowed",
        "CORS request external redirect not allowed",
    ),
    current(
        "CORSInvalidAllowMethod",
        "invalid token ‘{value}’ in CORS header ‘Access-Control-Allow-Methods’",
    ),
    current(
        "CORSInvalidAllowHeader",
        "invalid token ‘{value}’ in CORS header ‘Access-Control-Allow-Headers’",
    ),
    current(
        "CORSMethodNotFound",
        "Did not find method in CORS header ‘Access-Control-Allow-Methods’",
    ),
    current(
        "CORSMissingAllowHeaderFromPreflight2",
        "header ‘{name}’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response",
    ),
    former(
        "CORSMissingAllowHeaderFromPreflight2",
        "missing token ‘{name}’ in CORS header ‘Access-Control-Allow-Headers’ from CORS preflight channel",
    ),
    current(
        "CORSAllowHeaderFromPreflightDeprecation",
        "When the `Access-Control-Allow-Headers` is `*`, the `Authorization` header is not covered. To include the `Authorization` header, it must be explicitly listed in CORS header `Access-Control-Allow-Headers`",
    ),
    current("CORSRequestNotHttp", "CORS request not http"),
    former("CORSRequestNotHttp", "CORS request not HTTP"),
    current(
        "CORSOriginHeaderNotAdded",
        "CORS header ‘Origin’ cannot be added",
    ),
    former("CORSDisabled", "(Reason: CORS disabled"),
    current("CORSDidNotSucceed2", "CORS request did not succeed"),
    former("CORSDidNotSucceed2", "(Reason: CORS request failed"),
    former(
        "same-origin",
        "Security Error: Content at {first} may not load data from {url}.",
    ),
    current(
        "corp",
        "The resource at “{url}” was blocked due to its Cross-Origin-Resource-Policy header (or lack thereof). See https://developer.mozilla.org/docs/Web/HTTP/Cross-Origin_Resource_Policy_(CORP)#",
    ),
];

/// The lines for a fetch that was blocked.
pub(super) fn lines(context: &MessageContext<'_>) -> Vec<String> {
    if let Cause::MixedContent { .. } = context.cause() {
        return vec![context.print(MIXED_CONTENT)];
    }
    let Some(code) = code(context.cause()) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    match code {
        "CORSDidNotSucceed2" if context.is_preflight() => lines.push(no_success(context)),
        "CORSDidNotSucceed2" => {}
        "corp" => return vec![reason(context, code)],
        "CORSExternalRedirectNotAllowed" => {
            lines.push(line(context, code));
            lines.push(line(context, "CORSPreflightDidNotSucceed3"));
        }
        _ => lines.push(line(context, code)),
    }
    let follows = context.blocked.redirect == Redirect::Follow;
    let ends_early = context.is_preflight() || context.is_redirect() && follows;
    if ends_early || lines.is_empty() {
        lines.push(no_success(context));
    }
    lines
}

/// The lines for a fetch that was not blocked.
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

fn line(context: &MessageContext<'_>, code: &str) -> String {
    let quoted = code == "CORSNotSupportingCredentials";
    let frame = if quoted { BLOCKED_QUOTED } else { BLOCKED };
    let mut line = context.print(frame) + &reason(context, code) + END.0;
    if matches!(
        code,
        "CORSMissingAllowOrigin2" | "CORSPreflightDidNotSucceed3"
    ) {
        line += &context.print(STATUS);
    }
    line
}

/// The second line after some reasons. Firefox prints it alone if it has no reason.
fn no_success(context: &MessageContext<'_>) -> String {
    context.print(BLOCKED) + &reason(context, "CORSDidNotSucceed2") + END.0 + NO_STATUS.0
}

fn reason(context: &MessageContext<'_>, code: &str) -> String {
    let words = present(CAUSES, code).map(|words| {
        words.print(|placeholder| match (placeholder, code) {
            // The invalid part of a list that cannot be parsed.
            ("value", "CORSInvalidAllowMethod" | "CORSInvalidAllowHeader") => {
                lossy(context.token()).into()
            }
            ("value", _) => lossy(context.value()).into(),
            _ => context.placeholder(placeholder).unwrap_or_default().into(),
        })
    });
    words.unwrap_or_default()
}

/// Firefox decodes header values as UTF-8.
fn lossy(value: Option<Vec<u8>>) -> String {
    String::from_utf8_lossy(&value.unwrap_or_default()).into_owned()
}

/// Firefox's code for the cause.
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

/// The causes that a code means. Firefox does not say which of the two responses it
/// means.
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
