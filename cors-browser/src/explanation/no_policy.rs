//! Lines whose cause a policy could allow, although another change is right.

use super::{notes, value};
use crate::console::ConsoleLine;
use crate::message::help;
use crate::origin::Origin;

/// Why no policy is proposed for a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoPolicy {
    /// A redirect is the reason, and it can lead to another origin.
    Redirected,
    /// The page wrote a method in lower case.
    LowerCaseMethod,
    /// A script read a cookie of the response, which nothing exposes.
    Cookie,
    /// The page sent a header that no policy can list.
    HeaderOfNoPage,
    /// A policy would have to allow `null`, which means everyone.
    NullOrigin,
    /// A policy would have to allow credentials to an `http:` page.
    InsecureOrigin,
    /// The answer to the preflight has a status that has other reasons than its header.
    Status,
}

impl NoPolicy {
    pub(super) fn of(name: &str, line: Option<&ConsoleLine>) -> Option<Self> {
        if name == "preflight-redirect" {
            return Some(NoPolicy::Redirected);
        }
        let line = line?;
        match name {
            "preflight-method-not-allowed" => {
                is_lower_case(line.method.as_deref()?).then_some(NoPolicy::LowerCaseMethod)
            }
            "preflight-header-not-allowed" => {
                let header = line.value_of("name")?;
                let is_of_no_page = value::is_header(&header) && help::is_of_no_page(&header);
                is_of_no_page.then_some(NoPolicy::HeaderOfNoPage)
            }
            "preflight-status-not-ok" => (line.status != Some(403)).then_some(NoPolicy::Status),
            "header-not-exposed" => {
                let header = line.header.as_deref()?.to_ascii_lowercase();
                let is_cookie = ["set-cookie", "set-cookie2"].contains(&&*header);
                is_cookie.then_some(NoPolicy::Cookie)
            }
            _ => Self::of_origin(name, line),
        }
    }

    fn of_origin(name: &str, line: &ConsoleLine) -> Option<Self> {
        let origin = line.origin.as_deref().and_then(value::origin);
        if name.contains("allow-origin") {
            let is_redirect = matches!(line.status, Some(301..=303 | 307 | 308));
            if is_redirect || notes::is_tainted(line) {
                return Some(NoPolicy::Redirected);
            }
            if origin == Some(Origin::Opaque) {
                return Some(NoPolicy::NullOrigin);
            }
        }
        let is_insecure = origin.is_some_and(|origin| origin.is_insecure());
        (name.contains("credentials") && is_insecure).then_some(NoPolicy::InsecureOrigin)
    }

    /// Whether the page did what no server can allow.
    pub(super) fn is_fault_of_page(self) -> bool {
        !matches!(self, NoPolicy::Redirected | NoPolicy::Status)
    }

    /// What to change. It is `None` if the sentence of the cause is right.
    pub(super) fn fix(self, line: Option<&ConsoleLine>) -> Option<String> {
        let fix = match self {
            NoPolicy::Redirected => {
                let target = line.filter(|line| line.redirected_from.is_some());
                let target = target.and_then(|line| line.url.clone());
                let target = target.unwrap_or_else(|| "the URL in `Location`".into());
                return help::sentence("redirect-elsewhere", |_| Some(target.clone()));
            }
            NoPolicy::LowerCaseMethod => {
                let method = line?.method.as_deref()?.to_ascii_uppercase();
                return Some(format!(
                    "Write `{method}` in `fetch()`: methods are case-sensitive, and browsers write only GET, HEAD, POST, PUT, DELETE and OPTIONS in upper case for you."
                ));
            }
            NoPolicy::Cookie => {
                "Do not read the cookie: the browser stores it and sends it. Let the server put what the script needs into the body."
            }
            NoPolicy::NullOrigin => {
                "Serve the page over `http:` or `https:` without a sandbox, and answer without a redirect to another origin, so that the browser sends a real origin. Then allow that origin."
            }
            NoPolicy::InsecureOrigin => return help::sentence("page-insecure", |_| None),
            NoPolicy::HeaderOfNoPage | NoPolicy::Status => return None,
        };
        Some(fix.into())
    }
}

fn is_lower_case(method: &str) -> bool {
    method.contains(|letter: char| letter.is_ascii_lowercase())
}
