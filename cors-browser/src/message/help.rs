//! One sentence per cause that says what to change, and the address of a page about
//! it.

mod mismatch;

use std::borrow::Cow;

use super::context::MessageContext;
use super::template::Template;
use crate::cause::Cause;
use crate::fetch::Credentials;
use crate::forbidden::is_forbidden_request_header;
use crate::origin::Origin;

const MDN: &str = "https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS/Errors/";

/// The sentence for this fetch.
pub(super) fn of(context: &MessageContext<'_>) -> String {
    let name = match context.cause().name() {
        _ if is_check_of_null(context) => match context.blocked.origin {
            Origin::Opaque => "page-null",
            Origin::Tuple { .. } => "redirect-null",
        },
        _ if is_check_of_insecure(context) => "page-insecure",
        "preflight-allow-origin-missing" if is_redirected_elsewhere(context) => {
            "redirect-elsewhere"
        }
        "preflight-allow-origin-missing" | "preflight-status-not-ok" => {
            of_preflight_status(context.cause())
        }
        "preflight-redirect" | "allow-origin-missing" | "allow-origin-mismatch"
            if is_redirected_elsewhere(context) =>
        {
            "redirect-elsewhere"
        }
        "mixed-content" if context.blocked.redirected_from.is_some() => "redirect-mixed-content",
        name => name,
    };
    sentence(name, |placeholder| context.placeholder(placeholder)).unwrap_or_default()
}

/// Whether the response would have to allow `null`, which means everyone: any site can send
/// it from a sandboxed frame.
fn is_check_of_null(context: &MessageContext<'_>) -> bool {
    let is_check = matches!(context.cause(), Cause::CorsCheck { .. });
    is_check && context.sent_origin() == "null"
}

/// Whether the response would have to allow credentials to a page that anyone on the network
/// can change.
fn is_check_of_insecure(context: &MessageContext<'_>) -> bool {
    let is_check = matches!(context.cause(), Cause::CorsCheck { .. });
    let is_with_credentials = context.blocked.credentials == Credentials::Include;
    is_check && is_with_credentials && context.blocked.origin.is_insecure()
}

/// Whether the response is a redirect to another origin. Headers alone do not help: the browser
/// follows it with `Origin: null`, and follows none after a preflight.
fn is_redirected_elsewhere(context: &MessageContext<'_>) -> bool {
    let origins = context.location().zip(context.blocked.url.as_ref());
    context.is_redirect() && origins.is_some_and(|(to, from)| Origin::of(&to) != Origin::of(from))
}

/// The name for the response to a preflight without CORS headers. Its status mostly shows
/// that the CORS layer did not answer it. A CORS layer that refuses answers 403.
fn of_preflight_status(cause: &Cause) -> &'static str {
    let (Cause::CorsCheck { status, .. } | Cause::PreflightStatusNotOk { status }) = cause else {
        return cause.name();
    };
    match status {
        200..=299 => cause.name(),
        301..=303 | 307 | 308 => "preflight-redirect",
        403 => "preflight-refused",
        _ => "preflight-status-not-ok",
    }
}

/// The sentence for a cause. A value that is not known is replaced by a
/// description, such as `the method`.
pub(crate) fn sentence(name: &str, known: impl Fn(&str) -> Option<String>) -> Option<String> {
    let is_preflight = name.starts_with("preflight-");
    let base = name.strip_prefix("preflight-").unwrap_or(name);
    let name = match (base, known("name"), known("value")) {
        ("header-not-allowed", Some(header), _) => of_header(&header.to_ascii_lowercase()),
        ("allow-origin-mismatch", _, Some(value)) => mismatch::of(&value, known("sent").as_deref()),
        _ => name,
    };
    let of = |name: &str| {
        let mut all = HELP.iter().chain(mismatch::HELP);
        all.find(|(other, _)| *other == name).map(|(_, help)| *help)
    };
    let help = of(name).or_else(|| of(base))?;
    Some(
        Template(help).print(|placeholder| match (placeholder, known(placeholder)) {
            ("answer", _) if is_preflight => "the response to the preflight".into(),
            ("answer", _) => "this response".into(),
            (_, Some(known)) if !known.is_empty() => known.into(),
            (placeholder, _) => unknown(placeholder),
        }),
    )
}

/// The name for a header in lower case that the preflight does not allow.
fn of_header(header: &str) -> &'static str {
    match header {
        "authorization" => "authorization-not-allowed",
        header if is_of_response(header) => "header-of-response",
        header if is_forbidden_request_header(header, b"") => "header-of-browser",
        _ => "preflight-header-not-allowed",
    }
}

/// Whether the page should not send the header, so that no policy can list it.
pub(crate) fn is_of_no_page(header: &str) -> bool {
    let header = header.to_ascii_lowercase();
    is_of_response(&header) || is_forbidden_request_header(&header, b"")
}

/// Whether the header is one of CORS that a server sends.
fn is_of_response(header: &str) -> bool {
    let name = header.strip_prefix("access-control-");
    name.is_some_and(|name| {
        name.starts_with("allow-") || matches!(name, "expose-headers" | "max-age")
    })
}

/// The placeholder for an origin that is not known.
pub(crate) const YOUR_PAGE: &str = "https://your-page.example";

fn unknown(placeholder: &str) -> Cow<'static, str> {
    match placeholder {
        "origin" | "sent" => YOUR_PAGE.into(),
        "status" => "an error".into(),
        "method" => "the method".into(),
        "name" => "the header".into(),
        "port" => "this one".into(),
        "value" | "token" => "the current value".into(),
        "location" | "url" => "that URL".into(),
        "first" => "the first URL".into(),
        _ => "".into(),
    }
}

/// The name that a failed CORS check of a preflight has. Other names do not change.
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

/// The address of MDN's page about a cause.
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

/// The name of a cause, or the part after `preflight-`, and the sentence.
const HELP: &[(&str, &str)] = &[
    (
        "allow-origin-missing",
        "Send `Access-Control-Allow-Origin: {origin}` on {answer}: allow the origin in the server's policy, and make the CORS layer, which writes these headers, the outermost one, so that errors, redirects and preflights carry them too.",
    ),
    (
        "allow-origin-mismatch",
        "Send `Access-Control-Allow-Origin: {sent}` on {answer} instead of `{value}`: browsers compare it with `Origin` byte for byte, so a trailing slash, another port or another case makes a difference.",
    ),
    (
        "page-null",
        "Serve the page from an `http:` or `https:` URL, such as `http://localhost:5173`, and allow that origin. The page is a file, a `data:` URL or a sandboxed frame, so the browser sends `Origin: null`. Never allow `null`: any site can send it from a sandboxed frame.",
    ),
    (
        "page-insecure",
        "Serve the page over `https:`, and then allow that origin: anyone on the network can change an `http:` page, and with credentials its scripts read as the user. Or send no credentials from the page.",
    ),
    (
        "redirect-null",
        "Answer at {first} without a redirect to another origin, or let the page request {url} itself. After such a redirect the browser sends `Origin: null`. Never allow `null`: any site can send it from a sandboxed frame.",
    ),
    (
        "allow-origin-multiple",
        "Send the origin of the request once in `Access-Control-Allow-Origin` on {answer}, if it is in the server's list: the header itself is never a list. If multiple layers set the header (application, proxy, gateway), keep one of them.",
    ),
    (
        "allow-origin-wildcard-with-credentials",
        "Send `Access-Control-Allow-Origin: {origin}` on {answer}: `*` does not allow requests with credentials. Or send no credentials from the page.",
    ),
    (
        "allow-credentials-not-true",
        "Send `Access-Control-Allow-Credentials: true`, in lower case, on {answer}, or send no credentials from the page.",
    ),
    (
        "preflight-redirect",
        "Answer OPTIONS at this URL with a status of 200 to 299: let the CORS layer answer preflights before anything redirects to https, to a login, or to a URL with a trailing slash.",
    ),
    (
        "redirect-elsewhere",
        "Let the page request {location} itself, or let the API answer without a redirect. If the redirect leads to a login page, let the API answer 401, and log in with a navigation.",
    ),
    (
        "preflight-status-not-ok",
        "Answer the preflight, which is an OPTIONS request without cookies, with a status of 200 to 299 instead of {status}: let the CORS layer answer it before authentication and routing.",
    ),
    (
        "preflight-refused",
        "Allow the origin {origin}, the method and the headers of the request in the server's policy: a CORS layer refuses a preflight with 403 if one of them is missing. If something else answered 403, let the CORS layer answer OPTIONS before authentication and routing.",
    ),
    (
        "preflight-allow-methods-unparsable",
        "Send only method names, separated by commas, in `Access-Control-Allow-Methods`: `{token}` is not a method, so browsers ignore the whole list.",
    ),
    (
        "preflight-allow-headers-unparsable",
        "Send only header names, separated by commas, in `Access-Control-Allow-Headers`: `{token}` is not a header name, so browsers ignore the whole list.",
    ),
    (
        "preflight-method-not-allowed",
        "List {method} in `Access-Control-Allow-Methods` in the response to the preflight: methods are case-sensitive, and `*` means all methods only for requests without credentials.",
    ),
    (
        "preflight-header-not-allowed",
        "List `{name}` in `Access-Control-Allow-Headers` in the response to the preflight: `*` means all headers only for requests without credentials.",
    ),
    (
        "authorization-not-allowed",
        "List `authorization` in `Access-Control-Allow-Headers` in the response to the preflight: `*` does not include it.",
    ),
    (
        "header-of-response",
        "Remove `{name}` from the headers that the page sends: the server sends it in its response, and in a request it allows nothing.",
    ),
    (
        "header-of-browser",
        "Remove `{name}` from the headers that the page sends: only the browser may set it.",
    ),
    (
        "redirect-mode-error",
        "Answer at this URL instead of redirecting, or let the page follow redirects: it set the redirect mode `error`.",
    ),
    (
        "redirect-location-invalid",
        "Send one `Location` with a valid URL in the redirect.",
    ),
    (
        "redirect-scheme",
        "Redirect only to `http:` and `https:` URLs. This redirect leads to {location}.",
    ),
    (
        "redirect-count",
        "Remove the redirect loop: browsers follow at most twenty redirects.",
    ),
    (
        "redirect-userinfo",
        "Remove the user name and password from the redirect's `Location`, {location}.",
    ),
    (
        "redirect-stream",
        "Answer at this URL, or redirect with 303: a stream cannot be sent a second time.",
    ),
    (
        "corp",
        "Send `Cross-Origin-Resource-Policy: same-site` if the page and the resource are of one site, and `cross-origin` only if every site may embed the resource. Or let the page request it with CORS (mode `cors`, attribute `crossorigin`), to which that header does not apply.",
    ),
    (
        "network",
        "Check that the server runs, that its certificate is trusted, and that no handler panics or closes the connection: there was no HTTP response, so the cause is not a header.",
    ),
    (
        "mode-same-origin",
        "Change the page, not the server: the mode `same-origin` forbids requests to other origins.",
    ),
    (
        "scheme-not-http",
        "Serve both the page and the requested URL over `http:` or `https:`. Pages from files and apps can reach other schemes only if the browser allows it.",
    ),
    (
        "mixed-content",
        "Let the page request the URL over `https:`, and serve it there. In development, open the page at an `http:` URL instead, such as `http://localhost:5173`.",
    ),
    (
        "redirect-mixed-content",
        "Redirect to the `https:` URL instead of {url}, or let the page request the final `https:` URL itself. A server that receives plain HTTP from a proxy often redirects to `http:`, because it does not know that the browser used `https:`.",
    ),
    (
        "bad-port",
        "Let the server listen on another port, such as 8080, and request it there: no browser sends a request to port {port}, which belongs to another protocol.",
    ),
    (
        "local-network",
        "Change nothing in the headers: the browser asks the user before a page may reach the local network, and only for pages served over `https:`.",
    ),
    (
        "url-invalid",
        "Change the page, not the server: it requested something that is not a URL.",
    ),
    (
        "url-has-credentials",
        "Change the page, not the server: remove the user name and password from the URL.",
    ),
    (
        "method-invalid",
        "Change the page, not the server: `{method}` is not a valid method.",
    ),
    (
        "forbidden-method",
        "Change the page, not the server: browsers do not let a page send {method}.",
    ),
    (
        "header-invalid",
        "Change the page, not the server: the name or the value of the header `{name}` is invalid.",
    ),
    (
        "body-not-allowed",
        "Change the page, not the server: a {method} request cannot have a body.",
    ),
    (
        "no-cors-method",
        "Change the page, not the server: in the mode `no-cors` a page can only send GET, HEAD and POST. Use the mode `cors` for {method}.",
    ),
    (
        "no-cors-stream",
        "Change the page, not the server: in the mode `no-cors` a body cannot be a stream.",
    ),
    (
        "no-cors-redirect-mode",
        "Change the page, not the server: in the mode `no-cors` a page must follow redirects.",
    ),
];
