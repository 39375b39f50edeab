//! Chromium's words, as version 156 has them, and the older ones that are still in
//! people's questions.

use url::Url;

use super::scene::Scene;
use super::template::Template;
use super::wording::{Wording, now, once, present};
use crate::bytes::text;
use crate::cause::{Cause, CheckFailure, Phase};
use crate::fetch::Initiator;

/// Before the cause: what could not be read, where a redirect led to it, and who
/// wanted to read it.
pub(crate) const ACCESS: Template = Template("Access to {kind} at '{url}' ");
pub(crate) const REDIRECTED: Template = Template("(redirected from '{first}') ");
pub(crate) const BLOCKED: Template =
    Template("from origin '{origin}' has been blocked by CORS policy: ");

/// Before the cause, if it is the preflight's.
pub(crate) const PREFLIGHT: Template =
    Template("Response to preflight request doesn't pass access control check: ");

/// Behind the cause, if the value of `Access-Control-Allow-Origin` is wrong and
/// `fetch()` asked.
pub(crate) const FETCH_HINT: Template =
    Template(" Have the server send the header with a valid value.");

/// Behind the cause, if credentials are the matter and `XMLHttpRequest` asked.
pub(crate) const XHR_HINT: Template = Template(
    " The credentials mode of requests initiated by the XMLHttpRequest is controlled by the withCredentials attribute.",
);

/// What else says that this is about CORS.
pub(crate) const FRAMES: &[Template] = &[
    BLOCKED,
    Template("Redirect from '{first}' to '{url}' has been blocked by CORS policy: "),
    Template("Redirect from '{url}' has been blocked by CORS policy: "),
    Template("has been blocked from loading by Cross-Origin Resource Sharing policy: "),
];

/// What says more, next to a cause.
pub(crate) const DETAILS: &[Template] = &[
    ACCESS,
    REDIRECTED,
    Template("Failed to load '{url}': "),
    Template("Failed to load {url}: "),
    Template("Origin '{origin}' is therefore not allowed access."),
    Template("The response had HTTP status code {status}."),
];

/// The causes, by the names that `Network.loadingFailed` and the Issues tab have.
pub(crate) const CAUSES: &[Wording] = &[
    now(
        "MissingAllowOriginHeader",
        "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
    ),
    now(
        "WildcardOriginNotAllowed",
        "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the request's credentials mode is 'include'.",
    ),
    once(
        "WildcardOriginNotAllowed",
        "A wildcard '*' cannot be used in the 'Access-Control-Allow-Origin' header when the credentials flag is true.",
    ),
    now(
        "MultipleAllowOriginValues",
        "The 'Access-Control-Allow-Origin' header contains multiple values '{value}', but only one is allowed.",
    ),
    now(
        "InvalidAllowOriginValue",
        "The 'Access-Control-Allow-Origin' header contains the invalid value '{value}'.",
    ),
    now(
        "AllowOriginMismatch",
        "The 'Access-Control-Allow-Origin' header has a value '{value}' that is not equal to the supplied origin.",
    ),
    now(
        "InvalidAllowCredentials",
        "The value of the 'Access-Control-Allow-Credentials' header in the response is '{value}' which must be 'true' when the request's credentials mode is 'include'.",
    ),
    once(
        "InvalidAllowCredentials",
        "Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is '{value}'. It must be 'true' to allow credentials.",
    ),
    now("PreflightInvalidStatus", "It does not have HTTP ok status."),
    once(
        "PreflightInvalidStatus",
        "Response for preflight does not have HTTP ok status.",
    ),
    once(
        "PreflightInvalidStatus",
        "Response for preflight has invalid HTTP status code {status}",
    ),
    once(
        "PreflightInvalidStatus",
        "XMLHttpRequest cannot load {url}. Invalid HTTP status code {status}",
    ),
    now(
        "PreflightDisallowedRedirect",
        "Redirect is not allowed for a preflight request.",
    ),
    once(
        "PreflightDisallowedRedirect",
        "Response for preflight is invalid (redirect)",
    ),
    once(
        "PreflightDisallowedRedirect",
        "The request was redirected to '{location}', which is disallowed for cross-origin requests that require preflight.",
    ),
    once(
        "PreflightDisallowedRedirect",
        "Request requires preflight, which is disallowed to follow cross-origin redirect.",
    ),
    now(
        "InvalidAllowMethodsPreflightResponse",
        "Cannot parse Access-Control-Allow-Methods response header field in preflight response.",
    ),
    now(
        "InvalidAllowHeadersPreflightResponse",
        "Cannot parse Access-Control-Allow-Headers response header field in preflight response.",
    ),
    now(
        "MethodDisallowedByPreflightResponse",
        "Method {method} is not allowed by Access-Control-Allow-Methods in preflight response.",
    ),
    now(
        "HeaderDisallowedByPreflightResponse",
        "Request header field {name} is not allowed by Access-Control-Allow-Headers in preflight response.",
    ),
    now(
        "RedirectContainsCredentials",
        "Redirect location '{location}' contains a username and password, which is disallowed for cross-origin requests.",
    ),
    now(
        "CorsDisabledScheme",
        "Cross origin requests are only supported for protocol schemes: {schemes}.",
    ),
    once(
        "CorsDisabledScheme",
        "Cross origin requests are only supported for HTTP.",
    ),
    once(
        "CorsDisabledScheme",
        "Redirect location '{location}' has a disallowed scheme for cross-origin requests.",
    ),
    now(
        "DisallowedByMode",
        "Cross origin requests are not allowed by request mode.",
    ),
    once(
        "DisallowedByMode",
        "Request mode is \"same-origin\" but the URL's origin is not same as the request origin {origin}",
    ),
    once(
        "DisallowedByMode",
        "Unsafe attempt to load URL {url} from frame with URL {first}. Domains, protocols and ports must match.",
    ),
    once("corp", "net::ERR_BLOCKED_BY_RESPONSE.NotSame"),
    once(
        "forbidden-method",
        "Failed to execute 'fetch' on 'Window': '{method}' HTTP method is unsupported.",
    ),
    once(
        "no-cors-method",
        "Failed to execute 'fetch' on 'Window': '{method}' is unsupported in no-cors mode.",
    ),
    now(
        "LocalNetworkAccessPermissionDenied",
        "Permission was denied for this request to access the `{space}` address space.",
    ),
    now(
        "InsecureLocalNetwork",
        "The request client is not a secure context and the resource is in more-private address space `{space}`.",
    ),
    now(
        "InvalidLocalNetworkAccess",
        "Request had a target IP address space of `{asked}` yet the resource is in address space `{space}`.",
    ),
    once(
        "PreflightMissingAllowPrivateNetwork",
        "No 'Access-Control-Allow-Private-Network' header was present in the preflight response for this private network request targeting the `{space}` address space.",
    ),
];

/// The lines for a fetch that was blocked.
pub(super) fn lines(scene: &Scene<'_>) -> Vec<String> {
    let Some(code) = code(scene.cause()) else {
        return Vec::new();
    };
    let Some(cause) = present(CAUSES, code.strip_prefix("Preflight").unwrap_or(code))
        .or_else(|| present(CAUSES, code))
    else {
        return Vec::new();
    };
    let mut line = ACCESS.print(|hole| match hole {
        "kind" => kind(scene.initiator()).into(),
        _ => scene.hole(hole).unwrap_or_default().into(),
    });
    if scene.blocked.redirected_from.is_some() {
        line += &scene.print(REDIRECTED);
    }
    line += &scene.print(BLOCKED);
    if code.starts_with("Preflight") {
        line += &scene.print(PREFLIGHT);
    }
    line += &cause.print(|hole| match hole {
        // Chromium forgets to say where the redirect leads to.
        "location" => "".into(),
        _ => scene.hole(hole).unwrap_or_default().into(),
    });
    if let Some(hint) = hint(scene) {
        line += &scene.print(hint);
    }
    vec![line]
}

/// What Chromium's DevTools protocol calls the cause.
pub(super) fn code(cause: &Cause) -> Option<&'static str> {
    Some(match cause {
        Cause::CorsCheck { phase, failure, .. } => {
            let (actual, preflight) = check_code(failure);
            match phase {
                Phase::Actual => actual,
                Phase::Preflight => preflight,
            }
        }
        Cause::PreflightRedirect {
            location: Some(_), ..
        } => "PreflightDisallowedRedirect",
        Cause::PreflightRedirect { location: None, .. } | Cause::PreflightStatusNotOk { .. } => {
            "PreflightInvalidStatus"
        }
        Cause::PreflightAllowMethodsUnparsable { .. } => "InvalidAllowMethodsPreflightResponse",
        Cause::PreflightAllowHeadersUnparsable { .. } => "InvalidAllowHeadersPreflightResponse",
        Cause::PreflightMethodNotAllowed { .. } => "MethodDisallowedByPreflightResponse",
        Cause::PreflightHeaderNotAllowed { .. } => "HeaderDisallowedByPreflightResponse",
        Cause::RedirectUserinfo { .. } => "RedirectContainsCredentials",
        _ => return None,
    })
}

/// The name for the response, and that for the preflight's.
fn check_code(failure: &CheckFailure) -> (&'static str, &'static str) {
    match failure {
        CheckFailure::AllowOriginMissing => (
            "MissingAllowOriginHeader",
            "PreflightMissingAllowOriginHeader",
        ),
        CheckFailure::AllowOriginWildcardWithCredentials => (
            "WildcardOriginNotAllowed",
            "PreflightWildcardOriginNotAllowed",
        ),
        CheckFailure::AllowOriginMultiple { .. } => (
            "MultipleAllowOriginValues",
            "PreflightMultipleAllowOriginValues",
        ),
        CheckFailure::AllowOriginMismatch { value, .. } => match text(value) {
            value if value.contains([' ', ',']) => (
                "MultipleAllowOriginValues",
                "PreflightMultipleAllowOriginValues",
            ),
            value if value != "null" && Url::parse(&value).is_err() => (
                "InvalidAllowOriginValue",
                "PreflightInvalidAllowOriginValue",
            ),
            _ => ("AllowOriginMismatch", "PreflightAllowOriginMismatch"),
        },
        CheckFailure::AllowCredentialsNotTrue { .. } => (
            "InvalidAllowCredentials",
            "PreflightInvalidAllowCredentials",
        ),
    }
}

/// What Chromium calls that which fetches.
fn kind(initiator: Initiator) -> &'static str {
    match initiator {
        Initiator::Fetch => "fetch",
        Initiator::Xhr => "XMLHttpRequest",
        Initiator::EventSource => "resource",
        Initiator::Image => "image",
        Initiator::Script => "script",
        Initiator::Style => "CSS stylesheet",
        Initiator::Font => "font",
        Initiator::Media => "video",
    }
}

fn hint(scene: &Scene<'_>) -> Option<Template> {
    let Cause::CorsCheck { failure, .. } = scene.cause() else {
        return None;
    };
    match (failure, scene.initiator()) {
        (
            CheckFailure::AllowOriginMultiple { .. } | CheckFailure::AllowOriginMismatch { .. },
            Initiator::Fetch,
        ) => Some(FETCH_HINT),
        (
            CheckFailure::AllowOriginWildcardWithCredentials
            | CheckFailure::AllowCredentialsNotTrue { .. },
            Initiator::Xhr,
        ) => Some(XHR_HINT),
        _ => None,
    }
}

/// The causes that a name stands for.
pub(crate) fn causes(code: &str) -> &'static [&'static str] {
    match code {
        "MissingAllowOriginHeader" => &["allow-origin-missing"],
        "WildcardOriginNotAllowed" => &["allow-origin-wildcard-with-credentials"],
        "MultipleAllowOriginValues" => &["allow-origin-multiple", "allow-origin-mismatch"],
        "InvalidAllowOriginValue" | "AllowOriginMismatch" => &["allow-origin-mismatch"],
        "InvalidAllowCredentials" => &["allow-credentials-not-true"],
        "PreflightInvalidStatus" => &["preflight-status-not-ok", "preflight-redirect"],
        "PreflightDisallowedRedirect" => &["preflight-redirect"],
        "InvalidAllowMethodsPreflightResponse" => &["preflight-allow-methods-unparsable"],
        "InvalidAllowHeadersPreflightResponse" => &["preflight-allow-headers-unparsable"],
        "MethodDisallowedByPreflightResponse" => &["preflight-method-not-allowed"],
        "HeaderDisallowedByPreflightResponse" => &["preflight-header-not-allowed"],
        "RedirectContainsCredentials" => &["redirect-userinfo"],
        "CorsDisabledScheme" => &["scheme-not-http", "redirect-scheme"],
        "DisallowedByMode" => &["mode-same-origin"],
        "forbidden-method" => &["forbidden-method"],
        "no-cors-method" => &["no-cors-method"],
        "corp" => &["corp"],
        "LocalNetworkAccessPermissionDenied"
        | "InsecureLocalNetwork"
        | "InvalidLocalNetworkAccess"
        | "PreflightMissingAllowPrivateNetwork" => &["local-network"],
        _ => &[],
    }
}
