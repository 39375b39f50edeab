//! The sentences of Chromium 156, and older ones that still occur in questions.

use url::Url;

use super::context::MessageContext;
use super::template::Template;
use super::wording::{Wording, current, former, present};
use crate::bytes::text;
use crate::cause::{Cause, CheckFailure, Phase};
use crate::fetch::Initiator;

/// The sentence before the cause: what the page could not read, the redirect that
/// led there, and the page's origin.
pub(crate) const ACCESS: Template = Template("Access to {kind} at '{url}' ");
pub(crate) const REDIRECTED: Template = Template("(redirected from '{first}') ");
pub(crate) const BLOCKED: Template =
    Template("from origin '{origin}' has been blocked by CORS policy: ");

/// The sentence before a cause that is about the preflight.
pub(crate) const PREFLIGHT: Template =
    Template("Response to preflight request doesn't pass access control check: ");

/// The sentence after the cause, if the value of `Access-Control-Allow-Origin` is
/// wrong and the page used `fetch()`.
pub(crate) const FETCH_HINT: Template =
    Template(" Have the server send the header with a valid value.");

/// The sentence after the cause, if the cause is about credentials and the page
/// used `XMLHttpRequest`.
pub(crate) const XHR_HINT: Template = Template(
    " The credentials mode of requests initiated by the XMLHttpRequest is controlled by the withCredentials attribute.",
);

/// Other sentences that mark a line as one about CORS.
pub(crate) const FRAMES: &[Template] = &[
    BLOCKED,
    Template("Redirect from '{first}' to '{url}' has been blocked by CORS policy: "),
    Template("Redirect from '{url}' has been blocked by CORS policy: "),
    Template("has been blocked from loading by Cross-Origin Resource Sharing policy: "),
];

/// Sentences that add details to a cause.
pub(crate) const DETAILS: &[Template] = &[
    ACCESS,
    REDIRECTED,
    Template("Failed to load '{url}': "),
    Template("Failed to load {url}: "),
    Template("Origin '{origin}' is therefore not allowed access."),
    Template("The response had HTTP status code {status}."),
];

/// The whole line for mixed content. It names the page by its URL.
const MIXED_CONTENT: Template = Template(
    "Mixed Content: The page at '{origin}/' was loaded over HTTPS, but requested an insecure resource '{url}'. This request has been blocked; the content must be served over HTTPS.",
);

/// The causes, by the names in `Network.loadingFailed` and in the Issues tab.
pub(crate) const CAUSES: &[Wording] = &[
    current(
        "MissingAllowOriginHeader",
        "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
    ),
    current(
        "WildcardOriginNotAllowed",
        "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the request's credentials mode is 'include'.",
    ),
    former(
        "WildcardOriginNotAllowed",
        "A wildcard '*' cannot be used in the 'Access-Control-Allow-Origin' header when the credentials flag is true.",
    ),
    current(
        "MultipleAllowOriginValues",
        "The 'Access-Control-Allow-Origin' header contains multiple values '{value}', but only one is allowed.",
    ),
    current(
        "InvalidAllowOriginValue",
        "The 'Access-Control-Allow-Origin' header contains the invalid value '{value}'.",
    ),
    current(
        "AllowOriginMismatch",
        "The 'Access-Control-Allow-Origin' header has a value '{value}' that is not equal to the supplied origin.",
    ),
    current(
        "InvalidAllowCredentials",
        "The value of the 'Access-Control-Allow-Credentials' header in the response is '{value}' which must be 'true' when the request's credentials mode is 'include'.",
    ),
    former(
        "InvalidAllowCredentials",
        "Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is '{value}'. It must be 'true' to allow credentials.",
    ),
    current("PreflightInvalidStatus", "It does not have HTTP ok status."),
    former(
        "PreflightInvalidStatus",
        "Response for preflight does not have HTTP ok status.",
    ),
    former(
        "PreflightInvalidStatus",
        "Response for preflight has invalid HTTP status code {status}",
    ),
    former(
        "PreflightInvalidStatus",
        "XMLHttpRequest cannot load {url}. Invalid HTTP status code {status}",
    ),
    current(
        "PreflightDisallowedRedirect",
        "Redirect is not allowed for a preflight request.",
    ),
    former(
        "PreflightDisallowedRedirect",
        "Response for preflight is invalid (redirect)",
    ),
    former(
        "PreflightDisallowedRedirect",
        "The request was redirected to '{location}', which is disallowed for cross-origin requests that require preflight.",
    ),
    former(
        "PreflightDisallowedRedirect",
        "Request requires preflight, which is disallowed to follow cross-origin redirect.",
    ),
    current(
        "InvalidAllowMethodsPreflightResponse",
        "Cannot parse Access-Control-Allow-Methods response header field in preflight response.",
    ),
    current(
        "InvalidAllowHeadersPreflightResponse",
        "Cannot parse Access-Control-Allow-Headers response header field in preflight response.",
    ),
    current(
        "MethodDisallowedByPreflightResponse",
        "Method {method} is not allowed by Access-Control-Allow-Methods in preflight response.",
    ),
    current(
        "HeaderDisallowedByPreflightResponse",
        "Request header field {name} is not allowed by Access-Control-Allow-Headers in preflight response.",
    ),
    current(
        "RedirectContainsCredentials",
        "Redirect location '{location}' contains a username and password, which is disallowed for cross-origin requests.",
    ),
    current(
        "CorsDisabledScheme",
        "Cross origin requests are only supported for protocol schemes: {schemes}.",
    ),
    former(
        "CorsDisabledScheme",
        "Cross origin requests are only supported for HTTP.",
    ),
    former(
        "RedirectDisallowedScheme",
        "Redirect location '{location}' has a disallowed scheme for cross-origin requests.",
    ),
    current(
        "DisallowedByMode",
        "Cross origin requests are not allowed by request mode.",
    ),
    former(
        "DisallowedByMode",
        "Request mode is \"same-origin\" but the URL's origin is not same as the request origin {origin}",
    ),
    former(
        "DisallowedByMode",
        "Unsafe attempt to load URL {url} from frame with URL {first}. Domains, protocols and ports must match.",
    ),
    former("corp", "net::ERR_BLOCKED_BY_RESPONSE.NotSame"),
    former(
        "forbidden-method",
        "Failed to execute 'fetch' on 'Window': '{method}' HTTP method is unsupported.",
    ),
    former(
        "no-cors-method",
        "Failed to execute 'fetch' on 'Window': '{method}' is unsupported in no-cors mode.",
    ),
    current(
        "LocalNetworkAccessPermissionDenied",
        "Permission was denied for this request to access the `{space}` address space.",
    ),
    current(
        "InsecureLocalNetwork",
        "The request client is not a secure context and the resource is in more-private address space `{space}`.",
    ),
    current(
        "InvalidLocalNetworkAccess",
        "Request had a target IP address space of `{asked}` yet the resource is in address space `{space}`.",
    ),
    former(
        "PreflightMissingAllowPrivateNetwork",
        "No 'Access-Control-Allow-Private-Network' header was present in the preflight response for this private network request targeting the `{space}` address space.",
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
    let Some(cause) = present(CAUSES, code.strip_prefix("Preflight").unwrap_or(code))
        .or_else(|| present(CAUSES, code))
    else {
        return Vec::new();
    };
    let mut line = ACCESS.print(|placeholder| match placeholder {
        "kind" => kind(context.initiator()).into(),
        _ => context.placeholder(placeholder).unwrap_or_default().into(),
    });
    if context.blocked.redirected_from.is_some() {
        line += &context.print(REDIRECTED);
    }
    line += &context.print(BLOCKED);
    if code.starts_with("Preflight") {
        line += &context.print(PREFLIGHT);
    }
    line += &cause.print(|placeholder| match placeholder {
        // Chromium does not print the target of the redirect.
        "location" => "".into(),
        _ => context.placeholder(placeholder).unwrap_or_default().into(),
    });
    if let Some(hint) = hint(context) {
        line += &context.print(hint);
    }
    vec![line]
}

/// The code of the cause in Chromium's DevTools protocol.
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

/// The codes for the response and for the response to the preflight.
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

/// Chromium's word for the initiator.
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

fn hint(context: &MessageContext<'_>) -> Option<Template> {
    let Cause::CorsCheck { failure, .. } = context.cause() else {
        return None;
    };
    match (failure, context.initiator()) {
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

/// The causes that a code means.
pub(crate) fn causes(code: &str) -> &'static [&'static str] {
    match code {
        "MissingAllowOriginHeader" => &["allow-origin-missing"],
        "WildcardOriginNotAllowed" => &["allow-origin-wildcard-with-credentials"],
        "MultipleAllowOriginValues" => &["allow-origin-multiple", "allow-origin-mismatch"],
        "InvalidAllowOriginValue" | "AllowOriginMismatch" => &["allow-origin-mismatch"],
        "InvalidAllowCredentials" => &["allow-credentials-not-true"],
        "PreflightMissingAllowOriginHeader" => &["preflight-allow-origin-missing"],
        "PreflightWildcardOriginNotAllowed" => {
            &["preflight-allow-origin-wildcard-with-credentials"]
        }
        "PreflightMultipleAllowOriginValues" => &[
            "preflight-allow-origin-multiple",
            "preflight-allow-origin-mismatch",
        ],
        "PreflightInvalidAllowOriginValue" | "PreflightAllowOriginMismatch" => {
            &["preflight-allow-origin-mismatch"]
        }
        "PreflightInvalidAllowCredentials" => &["preflight-allow-credentials-not-true"],
        "PreflightInvalidStatus" => &["preflight-status-not-ok", "preflight-redirect"],
        "PreflightDisallowedRedirect" => &["preflight-redirect"],
        "InvalidAllowMethodsPreflightResponse" => &["preflight-allow-methods-unparsable"],
        "InvalidAllowHeadersPreflightResponse" => &["preflight-allow-headers-unparsable"],
        "MethodDisallowedByPreflightResponse" => &["preflight-method-not-allowed"],
        "HeaderDisallowedByPreflightResponse" => &["preflight-header-not-allowed"],
        "RedirectContainsCredentials" => &["redirect-userinfo"],
        "CorsDisabledScheme" => &["scheme-not-http", "redirect-scheme"],
        "RedirectDisallowedScheme" => &["redirect-scheme"],
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
