//! Whose fault it is that a fetch failed, and what to change.

use cors_browser::{Cause, Explanation, Fault, Report, text};

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
    /// `origin` is the origin of the page. `failure` says why there was no response.
    pub(super) fn of(
        report: &Report,
        cause: &Cause,
        origin: &str,
        failure: Option<&Failure>,
    ) -> Self {
        let last = report.exchanges.last().map(|last| &last.request);
        let without_headers = |fault: String, fix: String| Self {
            fault,
            fix,
            headers_help: false,
        };
        match cause {
            Cause::CorsCheck { .. } => {
                let tainted = last.filter(|last| {
                    last.headers.get("origin").as_deref() == Some(b"null") && origin != "null"
                });
                if let Some(last) = tainted {
                    return without_headers(
                        fault(Fault::Server).to_owned(),
                        format!(
                            "After the redirect to another origin, the origin of the request is \
                             `null`, so no server can allow {origin}. Request the final URL from \
                             the page: {}. Or redirect to the same origin only.",
                            last.url
                        ),
                    );
                }
            }
            Cause::PreflightMethodNotAllowed {
                method, allowed, ..
            } => {
                let allowed = text(allowed.as_deref().unwrap_or_default());
                if let Some(upper) = meant(method, &allowed) {
                    return without_headers(
                        fault(Fault::Page).to_owned(),
                        format!(
                            "Write `{upper}` in the page: methods are case-sensitive, and the \
                             browser sends `{method}` as it is written."
                        ),
                    );
                }
            }
            Cause::Network { .. } => {
                if let (Some(Failure::NotHttp(_) | Failure::HeadTooLarge), Some(last)) =
                    (failure, last)
                {
                    return without_headers(
                        format!(
                            "the server at {}, or a proxy before it",
                            authority(&last.url)
                        ),
                        "Make the server send a valid HTTP response. `curl -v` shows what it \
                         sends now."
                            .to_owned(),
                    );
                }
            }
            _ => {}
        }
        let by_page = matches!(
            cause,
            Cause::MethodInvalid { .. }
                | Cause::ForbiddenMethod { .. }
                | Cause::HeaderInvalid { .. }
                | Cause::BodyNotAllowed { .. }
                | Cause::UrlHasCredentials { .. }
        );
        let explained = Explanation::of(cause.name());
        let who = match (by_page, explained) {
            (true, _) => Fault::Page,
            (false, explained) => explained.map_or(Fault::Unknown, |one| one.fault()),
        };
        Self {
            fault: fault(who).to_owned(),
            fix: report.help().unwrap_or_default(),
            headers_help: true,
        }
    }
}

/// The method in upper case, if the page means that one: the server allows it, or it is
/// `PATCH`, the only usual method that browsers do not convert to upper case.
fn meant(method: &str, allowed: &str) -> Option<String> {
    let upper = method.to_ascii_uppercase();
    let is_allowed = allowed.split(',').any(|one| one.trim() == upper);
    (upper != method && (is_allowed || upper == "PATCH")).then_some(upper)
}
