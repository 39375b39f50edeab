//! WebKit's words, as WebKitGTK 2.50 and Safari of its time have them, and the
//! older ones.

use url::Url;

use super::scene::Scene;
use super::template::Template;
use super::wording::{Wording, now, once, present};
use crate::cause::{Cause, CheckFailure, Phase};
use crate::fetch::Initiator;
use crate::webkit_header::known;

/// Before the cause, where a redirect was refused.
pub(crate) const REDIRECT: Template = Template(
    "Cross-origin redirection to {location} denied by Cross-Origin Resource Sharing policy: ",
);

/// The second line, which has the URL that the first lacks.
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

/// What says that this is about CORS.
pub(crate) const FRAMES: &[Template] =
    &[REDIRECT, FETCH, XHR, EVENT_SOURCE, BEACON, ELEMENT, SCRIPT];

/// What says more, next to a cause. Chromium wrote so too when both were one.
pub(crate) const DETAILS: &[Template] = &[
    Template("XMLHttpRequest cannot load {url}. "),
    Template("Fetch API cannot load {url}. "),
    Template("EventSource cannot load {url}. "),
];

/// The causes. WebKit has no names for them.
pub(crate) const CAUSES: &[Wording] = &[
    now(
        "allow-origin",
        "Origin {origin} is not allowed by Access-Control-Allow-Origin. Status code: {status}",
    ),
    once(
        "allow-origin",
        "Origin {origin} is not allowed by Access-Control-Allow-Origin.",
    ),
    now(
        "multiple",
        "Access-Control-Allow-Origin cannot contain more than one origin.",
    ),
    now(
        "wildcard",
        "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.",
    ),
    now(
        "credentials",
        "Credentials flag is true, but Access-Control-Allow-Credentials is not \"true\".",
    ),
    now(
        "status",
        "Preflight response is not successful. Status code: {status}",
    ),
    once("status", "Preflight response is not successful"),
    now(
        "methods",
        "Header Access-Control-Allow-Methods has an invalid value: {value}",
    ),
    now(
        "headers",
        "Header Access-Control-Allow-Headers has an invalid value: {value}",
    ),
    once(
        "methods",
        "Cannot parse Access-Control-Allow-Methods response header field.",
    ),
    once(
        "headers",
        "Cannot parse Access-Control-Allow-Headers response header field.",
    ),
    now(
        "method",
        "Method {method} is not allowed by Access-Control-Allow-Methods.",
    ),
    now(
        "header",
        "Request header field {name} is not allowed by Access-Control-Allow-Headers.",
    ),
    now("userinfo", "redirection URL {first} has credentials"),
    now(
        "scheme",
        "not allowed to follow a cross-origin CORS redirection with non CORS scheme",
    ),
    once(
        "redirect-mode",
        "Not allowed to follow a redirection while loading {url}",
    ),
    once("too-many", "Load cannot follow more than 20 redirections"),
    now(
        "corp",
        "Cancelled load to {url} because it violates the resource's Cross-Origin-Resource-Policy response header.",
    ),
    once(
        "same-origin",
        "Unsafe attempt to load URL {url} from origin {origin}. Domains, protocols and ports must match.",
    ),
];

/// The lines for a fetch that was blocked.
pub(super) fn lines(scene: &Scene<'_>) -> Vec<String> {
    let Some(second) = second(scene) else {
        return Vec::new();
    };
    let first = code(scene)
        .and_then(|code| present(CAUSES, code))
        .map(|cause| {
            let refused_redirect = matches!(
                scene.cause(),
                Cause::RedirectUserinfo { .. } | Cause::RedirectScheme { .. }
            ) || matches!(
                scene.cause(),
                Cause::CorsCheck {
                    phase: Phase::Actual,
                    ..
                }
            ) && scene.is_redirect();
            let frame = if refused_redirect {
                print(scene, REDIRECT)
            } else {
                String::new()
            };
            frame + &print(scene, cause)
        });
    first.into_iter().chain([second]).collect()
}

fn print(scene: &Scene<'_>, template: Template) -> String {
    template.print(|hole| match (hole, scene.cause()) {
        // Not the page's origin, but what was sent for it.
        ("origin", _) => scene.sent_origin().into(),
        ("name", Cause::PreflightHeaderNotAllowed { written, .. }) => {
            known(written).unwrap_or(written).to_owned().into()
        }
        ("value", _) => String::from_utf8_lossy(&scene.value().unwrap_or_default())
            .into_owned()
            .into(),
        ("location", _) => scene
            .location()
            .map(without_userinfo)
            .unwrap_or_default()
            .into(),
        ("first", _) => scene.hole("location").unwrap_or_default().into(),
        _ => scene.hole(hole).unwrap_or_default().into(),
    })
}

fn without_userinfo(mut url: Url) -> String {
    // Neither can fail for a URL that has them.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

/// The line that names what was loaded; none where WebKit is silent.
fn second(scene: &Scene<'_>) -> Option<String> {
    match (scene.cause(), scene.cause().phase()) {
        // Only what access control has refused is worth a line to WebKit.
        (
            Cause::Network {
                phase: Phase::Actual,
            },
            _,
        ) => return None,
        (Cause::ModeSameOrigin { .. }, _) | (_, Some(_)) => {}
        (_, None) => return None,
    }
    let element = match scene.initiator() {
        Initiator::Image => "image",
        Initiator::Style => "stylesheet",
        Initiator::Font => "font",
        Initiator::Media => "media",
        Initiator::Fetch => return Some(scene.print(FETCH)),
        Initiator::Xhr => return Some(scene.print(XHR)),
        Initiator::EventSource => return Some(scene.print(EVENT_SOURCE)),
        Initiator::Script => return Some(scene.print(SCRIPT)),
    };
    Some(ELEMENT.print(|hole| match hole {
        "element" => element.into(),
        _ => scene.hole(hole).unwrap_or_default().into(),
    }))
}

/// What fetched, where a line says so other than by a hole. Chromium once began its
/// lines as WebKit's second one begins.
pub(crate) fn initiator(text: &str) -> Option<&'static str> {
    let kinds = [
        (Template("Fetch API cannot load "), "fetch"),
        (Template("XMLHttpRequest cannot load "), "XMLHttpRequest"),
        (Template("EventSource cannot load "), "EventSource"),
        (SCRIPT, "script"),
    ];
    kinds
        .iter()
        .find(|(line, _)| line.find(text).is_some())
        .map(|(_, kind)| *kind)
}

/// Under which word the cause stands in the table above.
fn code(scene: &Scene<'_>) -> Option<&'static str> {
    Some(match scene.cause() {
        Cause::CorsCheck {
            phase: Phase::Preflight,
            status,
            ..
        } if !(200..=299).contains(status) => "status",
        Cause::CorsCheck { failure, .. } => match failure {
            CheckFailure::AllowOriginMissing => "allow-origin",
            CheckFailure::AllowOriginWildcardWithCredentials => "wildcard",
            CheckFailure::AllowOriginMultiple { .. } | CheckFailure::AllowOriginMismatch { .. } => {
                match scene.value() {
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

/// The causes that a word stands for. WebKit does not tell a missing origin from a
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
