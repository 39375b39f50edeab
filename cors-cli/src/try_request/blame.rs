//! Whose fault it is that a fetch failed, and what to change.

use cors_browser::{
    Answer, Blocked, Cause, Credentials, Explanation, Fault, Origin, Report, Request, text,
};
use cors_engine::Policy;

use crate::client::Failure;
use crate::output::fault;
use crate::url::authority;

/// Who has to change what.
#[derive(Debug)]
pub(super) struct Blame {
    pub(super) fault: String,
    /// One sentence or two.
    pub(super) fix: String,
    /// Whether the server can allow the fetch with other headers.
    pub(super) headers_help: bool,
}

impl Blame {
    /// `failure` says why there was no response.
    pub(super) fn of(report: &Report, blocked: &Blocked, failure: Option<&Failure>) -> Self {
        let cause = &blocked.cause;
        let last = report.exchanges.last().map(|last| &last.request);
        let special = match (cause, last) {
            (Cause::CorsCheck { .. }, Some(last)) => {
                origin_null(report, blocked, last).or_else(|| insecure_page(report, blocked))
            }
            (
                Cause::PreflightMethodNotAllowed {
                    method, allowed, ..
                },
                _,
            ) => lower_case_method(method, allowed.as_deref()),
            (Cause::PreflightStatusNotOk { .. }, Some(_)) if is_refused_by_other(report) => {
                Some(refused_by_other())
            }
            (Cause::Network { .. }, Some(last)) => not_http(last, failure),
            (Cause::MixedContent { .. }, _) => redirect_to_http(report, blocked),
            _ => None,
        };
        if let Some((fault, fix)) = special {
            return Self {
                fault,
                fix,
                headers_help: false,
            };
        }
        let by_page = matches!(
            cause,
            Cause::MethodInvalid { .. }
                | Cause::ForbiddenMethod { .. }
                | Cause::HeaderInvalid { .. }
                | Cause::BodyNotAllowed { .. }
                | Cause::UrlHasCredentials { .. }
        ) || is_of_no_page(cause);
        let explained = Explanation::of(failure.map_or(cause.name(), Failure::name));
        let who = match (by_page, &explained) {
            (true, _) => Fault::Page,
            (false, explained) => explained
                .as_ref()
                .map_or(Fault::Unknown, Explanation::fault),
        };
        let of_failure = explained.filter(|_| failure.is_some());
        let help = of_failure.map(|one| one.fix()).or_else(|| report.help());
        Self {
            fault: fault(who).to_owned(),
            fix: help.unwrap_or_default(),
            headers_help: !is_of_no_page(cause),
        }
    }
}

/// Whose fault it is, and what to change, if no header of the server helps.
type Special = Option<(String, String)>;

/// The server would have to allow `null`, which means everyone.
fn origin_null(report: &Report, blocked: &Blocked, last: &Request) -> Special {
    if last.headers.get("origin").as_deref() != Some(b"null") {
        return None;
    }
    let who = match blocked.origin {
        Origin::Opaque => Fault::Page,
        Origin::Tuple { .. } => Fault::Server,
    };
    Some((fault(who).to_owned(), report.help()?))
}

/// The server would have to allow credentials to a page that anyone on the network can change.
fn insecure_page(report: &Report, blocked: &Blocked) -> Special {
    if blocked.credentials != Credentials::Include || !blocked.origin.is_insecure() {
        return None;
    }
    Some((fault(Fault::Page).to_owned(), report.help()?))
}

/// The page did request an `https:` URL.
fn redirect_to_http(report: &Report, blocked: &Blocked) -> Special {
    blocked.redirected_from.as_ref()?;
    Some((fault(Fault::Server).to_owned(), report.help()?))
}

/// Whether no policy can list the header that the preflight asks for, such as
/// `access-control-allow-origin`: the page must not send it.
fn is_of_no_page(cause: &Cause) -> bool {
    let Cause::PreflightHeaderNotAllowed { header, .. } = cause else {
        return false;
    };
    let policy = Policy::builder().origins(["https://example.com"]);
    policy.headers([&**header]).build().is_err()
}

/// Whether a preflight has status 403, and its headers allow the origin: a policy that refuses
/// a preflight does not allow it.
pub(super) fn is_refused_by_other(report: &Report) -> bool {
    let Some(last) = report.exchanges.last() else {
        return false;
    };
    let Answer::Response(response) = &last.answer else {
        return false;
    };
    let allowed = response.headers.get("access-control-allow-origin");
    let is_allowed =
        |allowed: Vec<u8>| allowed == b"*" || Some(allowed) == last.request.headers.get("origin");
    last.request.is_preflight() && response.status == 403 && allowed.is_some_and(is_allowed)
}

fn refused_by_other() -> (String, String) {
    let fix = "Let the CORS layer answer OPTIONS at this URL before anything else does. The \
               headers of this response allow the page's origin, so something else probably \
               answered 403, such as a login or a firewall.";
    (fault(Fault::Server).to_owned(), fix.to_owned())
}

fn lower_case_method(method: &str, allowed: Option<&[u8]>) -> Special {
    let upper = meant(method, &text(allowed.unwrap_or_default()))?;
    let fix = format!(
        "Write `{upper}` in the page: methods are case-sensitive, and the browser sends \
         `{method}` as it is written."
    );
    Some((fault(Fault::Page).to_owned(), fix))
}

fn not_http(last: &Request, failure: Option<&Failure>) -> Special {
    let (Failure::NotHttp(_) | Failure::HeadTooLarge) = failure? else {
        return None;
    };
    let authority = authority(&last.url);
    Some((
        format!("the server at {authority}, or a proxy before it"),
        "Make the server send a valid HTTP response. `curl -v` shows what it sends now.".to_owned(),
    ))
}

/// The method in upper case, if the page means that one: the server allows it, or it is
/// `PATCH`, the only usual method that browsers do not convert to upper case.
fn meant(method: &str, allowed: &str) -> Option<String> {
    let upper = method.to_ascii_uppercase();
    let is_allowed = allowed.split(',').any(|one| one.trim() == upper);
    (upper != method && (is_allowed || upper == "PATCH")).then_some(upper)
}
