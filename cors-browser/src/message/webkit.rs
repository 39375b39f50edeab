//! The sentences of WebKitGTK 2.50 and of Safari from the same time, and older
//! ones.

use url::Url;

use super::context::MessageContext;
use super::template::Template;
use super::wording::{Wording, current, former, present};
use crate::cause::{Cause, CheckFailure, Phase};
use crate::fetch::Initiator;
use crate::webkit_header::known;

/// The sentence before the cause, if a redirect was refused.
pub(crate) const REDIRECT: Template = Template(
    "Cross-origin redirection to {location} denied by Cross-Origin Resource Sharing policy: ",
);

/// The second line, with the URL that the first line lacks.
pub(crate) const FETCH: Template =
    Template("Fetch API cannot load {url} due to access control checks.");
pub(crate) const XHR: Template =
    Template("XMLHttpRequest cannot load {url} due to access control checks.");
pub(crate) const EVENT_SOURCE: Template =
    Template("EventSource cannot load {url} due to access control checks.");
pub(crate) const BEACON: Template =
    Template("Beacon API cannot load {url} due to access control checks.");
pub(crate) const ELEMENT: Template =
    Template("Cannot load {element} {url} due to access control checks.");
pub(crate) const SCRIPT: Template =
    Template("Cross-origin script load denied by Cross-Origin Resource Sharing policy.");

/// The lines for mixed content, before the second line. They name the page by its URL.
const MIXED_CONTENT: Template = Template(
    "[blocked] The page at {origin}/ requested insecure content from {url}. This content was blocked and must be served over HTTPS.",
);
const NOT_ALLOWED: &str = "Not allowed to request resource";

const BAD_PORT: Template = Template("Not allowed to use restricted network port {port}: {url}");

/// Sentences that mark a line as one about CORS.
pub(crate) const FRAMES: &[Template] =
    &[REDIRECT, FETCH, XHR, EVENT_SOURCE, BEACON, ELEMENT, SCRIPT];

/// Sentences that add details to a cause. Chromium used them too, when it was still
/// based on WebKit.
pub(crate) const DETAILS: &[Template] = &[
    Template("XMLHttpRequest cannot load {url}. "),
    Template("Fetch API cannot load {url}. "),
    Template("EventSource cannot load {url}. "),
];

/// The causes. WebKit has no codes for them.
pub(crate) const CAUSES: &[Wording] = &[
    current(
        "allow-origin",
        "Origin {origin} is not allowed by Access-Control-Allow-Origin. Status code: {status}",
    ),
    former(
        "allow-origin",
        "Origin {origin} is not allowed by Access-Control-Allow-Origin.",
    ),
    current(
        "multiple",
        "Access-Control-Allow-Origin cannot contain more than one origin.",
    ),
    current(
        "wildcard",
        "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.",
    ),
    current(
        "credentials",
        "Credentials flag is true, but Access-Control-Allow-Credentials is not \"true\".",
    ),
    current(
        "status",
        "Preflight response is not successful. Status code: {status}",
    ),
    former("status", "Preflight response is not successful"),
    current(
        "methods",
        "Header Access-Control-Allow-Methods has an invalid value: {value}",
    ),
    current(
        "headers",
        "Header Access-Control-Allow-Headers has an invalid value: {value}",
    ),
    former(
        "methods",
        "Cannot parse Access-Control-Allow-Methods response header field.",
    ),
    former(
        "headers",
        "Cannot parse Access-Control-Allow-Headers response header field.",
    ),
    current(
        "method",
        "Method {method} is not allowed by Access-Control-Allow-Methods.",
    ),
    current(
        "header",
        "Request header field {name} is not allowed by Access-Control-Allow-Headers.",
    ),
    current("userinfo", "redirection URL {first} has credentials"),
    current(
        "scheme",
        "not allowed to follow a cross-origin CORS redirection with non CORS scheme",
    ),
    former(
        "redirect-mode",
        "Not allowed to follow a redirection while loading {url}",
    ),
    former("too-many", "Load cannot follow more than 20 redirections"),
    current(
        "corp",
        "Cancelled load to {url} because it violates the resource's Cross-Origin-Resource-Policy response header.",
    ),
    former(
        "same-origin",
        "Unsafe attempt to load URL {url} from origin {origin}. Domains, protocols and ports must match.",
    ),
];

/// The lines for a fetch that was blocked.
pub(super) fn lines(context: &MessageContext<'_>) -> Vec<String> {
    match context.cause() {
        Cause::MixedContent { .. } => return mixed_content(context),
        Cause::BadPort { .. } => return vec![context.print(BAD_PORT)],
        _ => {}
    }
    let Some(second) = second(context) else {
        return Vec::new();
    };
    let first = code(context)
        .and_then(|code| present(CAUSES, code))
        .map(|cause| {
            let refused_redirect = matches!(
                context.cause(),
                Cause::RedirectUserinfo { .. } | Cause::RedirectScheme { .. }
            ) || matches!(
                context.cause(),
                Cause::CorsCheck {
                    phase: Phase::Actual,
                    ..
                }
            ) && context.is_redirect();
            let frame = if refused_redirect {
                print(context, REDIRECT)
            } else {
                String::new()
            };
            frame + &print(context, cause)
        });
    first.into_iter().chain([second]).collect()
}

fn mixed_content(context: &MessageContext<'_>) -> Vec<String> {
    let first = context.print(MIXED_CONTENT);
    let is_direct = context.blocked.redirected_from.is_none();
    let middle = is_direct.then(|| NOT_ALLOWED.to_owned());
    [first]
        .into_iter()
        .chain(middle)
        .chain(second(context))
        .collect()
}

fn print(context: &MessageContext<'_>, template: Template) -> String {
    template.print(|placeholder| match (placeholder, context.cause()) {
        // This is the origin that was sent, not the page's.
        ("origin", _) => context.sent_origin().into(),
        ("name", Cause::PreflightHeaderNotAllowed { written, .. }) => {
            known(written).unwrap_or(written).to_owned().into()
        }
        ("value", _) => String::from_utf8_lossy(&context.value().unwrap_or_default())
            .into_owned()
            .into(),
        ("location", _) => context
            .location()
            .map(without_userinfo)
            .unwrap_or_default()
            .into(),
        ("first", _) => context.placeholder("location").unwrap_or_default().into(),
        _ => context.placeholder(placeholder).unwrap_or_default().into(),
    })
}

fn without_userinfo(mut url: Url) -> String {
    // Neither call can fail for a URL that has them.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

/// The line that names the URL, or `None` if WebKit prints no such line.
fn second(context: &MessageContext<'_>) -> Option<String> {
    match (context.cause(), context.cause().phase()) {
        // WebKit prints this line only if access control refused the response.
        (
            Cause::Network {
                phase: Phase::Actual,
            },
            _,
        ) => return None,
        (Cause::ModeSameOrigin { .. } | Cause::MixedContent { .. }, _) | (_, Some(_)) => {}
        (_, None) => return None,
    }
    let element = match context.initiator() {
        Initiator::Image => "image",
        Initiator::Style => "stylesheet",
        Initiator::Font => "font",
        Initiator::Media => "media",
        Initiator::Fetch => return Some(failed(context, FETCH, "")),
        Initiator::Xhr => return Some(failed(context, XHR, "")),
        Initiator::EventSource => return Some(failed(context, EVENT_SOURCE, "")),
        Initiator::Script => return Some(failed(context, SCRIPT, "")),
    };
    Some(failed(context, ELEMENT, element))
}

/// Fills in the second line.
fn failed(context: &MessageContext<'_>, template: Template, element: &str) -> String {
    template.print(|placeholder| match (placeholder, context.cause()) {
        ("element", _) => element.to_owned().into(),
        // WebKit names the URL that the page requested, not the one that it did not follow.
        ("url", Cause::MixedContent { .. }) => {
            let first = context.placeholder("first");
            let url = first.or_else(|| context.placeholder("url"));
            url.unwrap_or_default().into()
        }
        _ => context.placeholder(placeholder).unwrap_or_default().into(),
    })
}

/// The initiator, if the text of the line names it outside a placeholder. Old lines
/// of Chromium began like WebKit's second line.
pub(crate) fn initiator(text: &str) -> Option<&'static str> {
    let kinds = [
        ("Fetch API cannot load ", "fetch"),
        ("XMLHttpRequest cannot load ", "XMLHttpRequest"),
        ("EventSource cannot load ", "EventSource"),
        ("Cannot load image ", "image"),
        ("Cannot load stylesheet ", "stylesheet"),
        ("Cannot load font ", "font"),
        ("Cannot load media ", "media"),
        ("Cannot load script ", "script"),
        (SCRIPT.0, "script"),
    ];
    let kind = kinds.iter().find(|(words, _)| text.contains(words));
    kind.map(|(_, kind)| *kind)
}

/// The key of the cause in the table above.
fn code(context: &MessageContext<'_>) -> Option<&'static str> {
    Some(match context.cause() {
        Cause::CorsCheck {
            phase: Phase::Preflight,
            status,
            ..
        } if !(200..=299).contains(status) => "status",
        Cause::CorsCheck { failure, .. } => match failure {
            CheckFailure::AllowOriginMissing => "allow-origin",
            CheckFailure::AllowOriginWildcardWithCredentials => "wildcard",
            CheckFailure::AllowOriginMultiple { .. } | CheckFailure::AllowOriginMismatch { .. } => {
                match context.value() {
                    Some(value) if value.contains(&b',') => "multiple",
                    _ => "allow-origin",
                }
            }
            CheckFailure::AllowCredentialsNotTrue { .. } => "credentials",
        },
        Cause::PreflightRedirect { .. } | Cause::PreflightStatusNotOk { .. } => "status",
        Cause::PreflightAllowMethodsUnparsable { .. } => "methods",
        Cause::PreflightAllowHeadersUnparsable { .. } => "headers",
        Cause::PreflightMethodNotAllowed { .. } => "method",
        Cause::PreflightHeaderNotAllowed { .. } => "header",
        Cause::RedirectUserinfo { .. } => "userinfo",
        Cause::RedirectScheme { .. } => "scheme",
        Cause::Corp { .. } => "corp",
        _ => return None,
    })
}

/// The causes that a key means. WebKit does not distinguish a missing origin from a
/// wrong one, and rarely says which of the two responses it means.
pub(crate) fn causes(code: &str) -> &'static [&'static str] {
    match code {
        "allow-origin" => &[
            "allow-origin-missing",
            "allow-origin-mismatch",
            "preflight-allow-origin-missing",
            "preflight-allow-origin-mismatch",
        ],
        "multiple" => &["allow-origin-multiple", "preflight-allow-origin-multiple"],
        "wildcard" => &[
            "allow-origin-wildcard-with-credentials",
            "preflight-allow-origin-wildcard-with-credentials",
        ],
        "credentials" => &[
            "allow-credentials-not-true",
            "preflight-allow-credentials-not-true",
        ],
        "status" => &["preflight-status-not-ok", "preflight-redirect"],
        "methods" => &["preflight-allow-methods-unparsable"],
        "headers" => &["preflight-allow-headers-unparsable"],
        "method" => &["preflight-method-not-allowed"],
        "header" => &["preflight-header-not-allowed"],
        "userinfo" => &["redirect-userinfo"],
        "scheme" => &["redirect-scheme"],
        "redirect-mode" => &["redirect-mode-error"],
        "too-many" => &["redirect-count"],
        "corp" => &["corp"],
        "same-origin" => &["mode-same-origin"],
        _ => &[],
    }
}
