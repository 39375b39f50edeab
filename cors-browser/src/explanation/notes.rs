//! What the status, the origin and the redirect of a line mean.

use std::borrow::Cow;

use super::value;
use crate::console::ConsoleLine;

/// Further sentences that apply to a line with this cause or lookalike.
pub(super) fn of(name: &str, line: &ConsoleLine) -> Vec<Cow<'static, str>> {
    let is_preflight = name.starts_with("preflight-");
    let of_status = match (line.status, is_preflight) {
        (Some(401), _) => {
            "The status is 401: the server asked for a login. Browsers send a preflight without cookies and without `Authorization`, so it must be answered before authentication."
        }
        (Some(403), true) => {
            "The status is 403: a server with a policy of this project refuses a preflight with 403, and WebKit prints that status instead of the origin. If this is such a server, the page's origin, or its method or header, is not in the policy."
        }
        (Some(404), true) => {
            "The status is 404: the server has no route for this path. Check the path, and let the CORS layer answer OPTIONS before the routes."
        }
        (Some(404), false) => {
            "The status is 404: the server has nothing at this path. Check the path."
        }
        (Some(405), true) => {
            "The status is 405: the path exists, and the server refuses the method OPTIONS. Let the CORS layer answer OPTIONS before the routes."
        }
        (Some(405), false) => {
            "The status is 405: the path exists, and the server refuses the method of the request."
        }
        (Some(500), _) => {
            "The status is 500: the server failed, and its error lacks the CORS headers. Fix the error first."
        }
        (Some(502..=504 | 520..=527), _) => {
            "The status is from a proxy or a gateway whose server did not answer. Its error page lacks the CORS headers: fix the server first."
        }
        (Some(300..=399), _) => {
            "The status is a redirect, often to a login page, to `https:`, or to a URL with a trailing slash."
        }
        _ => "",
    };
    let of_origin = match line.origin.as_deref() {
        Some("null") => {
            "The origin is `null`: the page is a local file or a sandboxed frame, or a redirect led to another origin. Never allow `null`: any site can send it."
        }
        _ => "",
    };
    let of_redirect = if name.contains("allow-origin") && is_tainted(line) {
        "The request was redirected to another origin, and the first URL is not on the page's own origin: the browser then sends `Origin: null`, which no policy should allow."
    } else {
        ""
    };
    let notes = [of_status, of_origin, of_redirect].into_iter();
    notes
        .filter(|note| !note.is_empty())
        .map(Cow::from)
        .collect()
}

/// What to do about a page on this machine and an API that is not: a policy that allows the page
/// would go into production.
pub(super) fn of_development(name: &str, line: &ConsoleLine) -> Option<Cow<'static, str>> {
    let page = line.origin.as_deref().and_then(value::origin)?;
    let api = line.url.as_deref().and_then(value::origin)?;
    let is_development = value::is_of_this_machine(&page) && !value::is_of_this_machine(&api);
    let credentials = match name.contains("credentials") {
        true => " --credentials",
        false => "",
    };
    is_development.then(|| {
        format!(
            "`{page}` is a page on your own machine: allow this origin only on a development server. For an API in production, run `cors proxy {api} --allow-origin {page}{credentials}`, and let the page request the proxy."
        )
        .into()
    })
}

/// Whether a redirect between two origins made the browser send `null` as the origin.
pub(super) fn is_tainted(line: &ConsoleLine) -> bool {
    let urls = (line.redirected_from.as_deref(), line.url.as_deref());
    let (Some(first), Some(last)) = urls else {
        return false;
    };
    let (Some(first), Some(last)) = (origin_of(first), origin_of(last)) else {
        return false;
    };
    let page = line.origin.as_deref();
    let is_other = |page: &str| !page.eq_ignore_ascii_case(first);
    page.is_some_and(is_other) && !first.eq_ignore_ascii_case(last)
}

/// The origin of a URL as browsers print it.
fn origin_of(url: &str) -> Option<&str> {
    let host = url.find("://")? + 3;
    let length = url.get(host..)?.find(['/', '?', '#']);
    url.get(..length.map_or(url.len(), |length| host + length))
}
