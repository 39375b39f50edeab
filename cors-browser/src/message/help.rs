//! What to change, in a sentence, and where to read on.

use std::borrow::Cow;

use super::scene::Scene;
use super::template::Template;

const MDN: &str = "https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS/Errors/";

/// What helps in this fetch.
pub(super) fn of(scene: &Scene<'_>) -> String {
    let name = match scene.cause().name() {
        "allow-origin-mismatch" | "preflight-allow-origin-mismatch" if is_tainted(scene) => {
            "origin-null"
        }
        "preflight-header-not-allowed" => match scene.hole("name").as_deref() {
            Some("authorization") => "authorization-not-allowed",
            _ => "preflight-header-not-allowed",
        },
        name => name,
    };
    sentence(name, |hole| scene.hole(hole)).unwrap_or_default()
}

/// Whether redirects made `null` of the origin.
fn is_tainted(scene: &Scene<'_>) -> bool {
    scene.sent_origin() == "null" && scene.blocked.origin.to_string() != "null"
}

/// What helps against the cause of this name. What is not known goes by its kind:
/// `the method`.
pub(crate) fn sentence(name: &str, known: impl Fn(&str) -> Option<String>) -> Option<String> {
    let base = name.strip_prefix("preflight-").unwrap_or(name);
    let of = |name: &str| {
        HELP.iter()
            .find(|(other, _)| *other == name)
            .map(|(_, help)| *help)
    };
    let help = of(name).or_else(|| of(base))?;
    Some(Template(help).print(|hole| match (hole, known(hole)) {
        ("answer", _) if base != name => "the answer to the preflight".into(),
        ("answer", _) => "this response".into(),
        (_, Some(known)) if !known.is_empty() => known.into(),
        (hole, _) => unknown(hole),
    }))
}

fn unknown(hole: &str) -> Cow<'static, str> {
    match hole {
        "origin" | "sent" => "(the page's origin)".into(),
        "status" => "an error".into(),
        "method" => "the method".into(),
        "name" => "the header".into(),
        "value" | "token" => "what is there".into(),
        "location" => "there".into(),
        _ => "".into(),
    }
}

/// The name that a failed CORS check has in the preflight; other names stay.
pub(crate) fn of_preflight(name: &'static str) -> &'static str {
    match name {
        "allow-origin-missing" => "preflight-allow-origin-missing",
        "allow-origin-mismatch" => "preflight-allow-origin-mismatch",
        "allow-origin-multiple" => "preflight-allow-origin-multiple",
        "allow-origin-wildcard-with-credentials" => {
            "preflight-allow-origin-wildcard-with-credentials"
        }
        "allow-credentials-not-true" => "preflight-allow-credentials-not-true",
        other => other,
    }
}

/// MDN's page about the cause of this name.
pub(crate) fn mdn(name: &str) -> Option<String> {
    let page = match name.strip_prefix("preflight-").unwrap_or(name) {
        "allow-origin-missing" => "CORSMissingAllowOrigin",
        "allow-origin-mismatch" => "CORSAllowOriginNotMatchingOrigin",
        "allow-origin-multiple" => "CORSMultipleAllowOriginNotAllowed",
        "allow-origin-wildcard-with-credentials" => "CORSNotSupportingCredentials",
        "allow-credentials-not-true" => "CORSMissingAllowCredentials",
        "redirect" => "CORSExternalRedirectNotAllowed",
        "status-not-ok" => "CORSPreflightDidNotSucceed",
        "allow-methods-unparsable" => "CORSInvalidAllowMethod",
        "allow-headers-unparsable" => "CORSInvalidAllowHeader",
        "method-not-allowed" => "CORSMethodNotFound",
        "header-not-allowed" => "CORSMissingAllowHeaderFromPreflight",
        "scheme-not-http" | "redirect-scheme" => "CORSRequestNotHttp",
        "network" | "redirect-userinfo" => "CORSDidNotSucceed",
        _ => return None,
    };
    Some(format!("{MDN}{page}"))
}

/// A cause's name, or what comes behind `preflight-` in it, and what helps.
const HELP: &[(&str, &str)] = &[
    (
        "allow-origin-missing",
        "Send `Access-Control-Allow-Origin: {origin}` on {answer}: allow the origin in the server's policy, and put the CORS layer outermost, so that errors, redirects and the preflight carry its headers too.",
    ),
    (
        "allow-origin-mismatch",
        "Send `Access-Control-Allow-Origin: {sent}` on {answer} instead of `{value}`: it is compared byte for byte with what `Origin` says, so that a slash at the end, another port or another case counts.",
    ),
    (
        "origin-null",
        "Answer where the page asks instead of redirecting to another origin: behind such a redirect the browser says `Origin: null`, which no server should allow. Or let the page ask for the last URL at once.",
    ),
    (
        "allow-origin-multiple",
        "Send one `Access-Control-Allow-Origin` with one origin on {answer}, `{origin}`: a list is never allowed, and of several layers that set it (application, proxy, gateway) only one may.",
    ),
    (
        "allow-origin-wildcard-with-credentials",
        "Send `Access-Control-Allow-Origin: {origin}` on {answer}: where the page sends credentials, `*` does not count. Or let the page send none.",
    ),
    (
        "allow-credentials-not-true",
        "Send `Access-Control-Allow-Credentials: true`, in these letters, on {answer}, or let the page send no credentials.",
    ),
    (
        "preflight-redirect",
        "Answer OPTIONS at this very URL with a status of 200 to 299: let the CORS layer answer preflights before anything redirects, be it to https, to a login, or for a slash at the end.",
    ),
    (
        "preflight-status-not-ok",
        "Answer the preflight, which is an OPTIONS request without cookies, with a status of 200 to 299 instead of {status}: let the CORS layer answer it before authentication and routes see it.",
    ),
    (
        "preflight-allow-methods-unparsable",
        "Send nothing but method names with commas between them in `Access-Control-Allow-Methods`: `{token}` is none, and voids the whole list.",
    ),
    (
        "preflight-allow-headers-unparsable",
        "Send nothing but header names with commas between them in `Access-Control-Allow-Headers`: `{token}` is none, and voids the whole list.",
    ),
    (
        "preflight-method-not-allowed",
        "Name {method} in `Access-Control-Allow-Methods` in the answer to the preflight: methods are compared with their case, and `*` stands for all of them only where no credentials are sent.",
    ),
    (
        "preflight-header-not-allowed",
        "Name `{name}` in `Access-Control-Allow-Headers` in the answer to the preflight: `*` stands for all of them only where no credentials are sent.",
    ),
    (
        "authorization-not-allowed",
        "Name `authorization` in `Access-Control-Allow-Headers` in the answer to the preflight: `*` never stands for it.",
    ),
    (
        "redirect-mode-error",
        "Answer at this URL instead of redirecting, or let the page follow redirects: it asked for them to be errors.",
    ),
    (
        "redirect-location-invalid",
        "Send one `Location`, which is a URL, with the redirect.",
    ),
    (
        "redirect-scheme",
        "Redirect to `http:` and `https:` only; this leads to {location}.",
    ),
    (
        "redirect-count",
        "End the circle of redirects: browsers follow twenty.",
    ),
    (
        "redirect-userinfo",
        "Leave user name and password out of the redirect's `Location`, {location}.",
    ),
    (
        "redirect-stream",
        "Answer at this URL, or with 303: a body that is a stream cannot be sent a second time.",
    ),
    (
        "corp",
        "Send `Cross-Origin-Resource-Policy: cross-origin` instead of `{value}`, or let the page ask with CORS (mode `cors`, attribute `crossorigin`), which that header does not govern.",
    ),
    (
        "network",
        "Look for a server that does not run, a certificate that is not trusted, a handler that panicked or a connection that was closed: there was no HTTP response, so that no header is at fault.",
    ),
    (
        "mode-same-origin",
        "Nothing on the server: the page asked with the mode `same-origin`, which forbids other origins whatever they answer.",
    ),
    (
        "scheme-not-http",
        "Serve both the page and what it asks for over `http:` or `https:`; pages from files and apps reach other schemes only where the browser lets them.",
    ),
    (
        "local-network",
        "Nothing in the headers: the browser asks the user before a page may reach the local network, and only for pages served over `https:`.",
    ),
    (
        "url-invalid",
        "Nothing on the server: the page asked for something that is no URL.",
    ),
    (
        "url-has-credentials",
        "Nothing on the server: the page must leave user name and password out of the URL.",
    ),
    (
        "method-invalid",
        "Nothing on the server: the page used `{method}`, which is no method.",
    ),
    (
        "forbidden-method",
        "Nothing on the server: no browser lets a page send {method}.",
    ),
    (
        "header-invalid",
        "Nothing on the server: the page set the header `{name}`, whose name or value cannot be sent.",
    ),
    (
        "body-not-allowed",
        "Nothing on the server: the page gave a {method} a body.",
    ),
    (
        "no-cors-method",
        "Nothing on the server: in the mode `no-cors` a page sends GET, HEAD and POST only, so let it use the mode `cors` for {method}.",
    ),
    (
        "no-cors-stream",
        "Nothing on the server: in the mode `no-cors` a body cannot be a stream.",
    ),
    (
        "no-cors-redirect-mode",
        "Nothing on the server: in the mode `no-cors` a page has to follow redirects.",
    ),
];
