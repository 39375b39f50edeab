//! The page that makes the request.

use cors_browser::Page;

use crate::output::Misuse;
use crate::redact::without_password;
use crate::url::{is_origin, with_scheme};

const EXAMPLE: &str = "https://app.example.com";

/// The page at an origin. A URL with a path is refused, as servers do. `input` says where the
/// origin is written.
pub(super) fn at(input: &str, from: &str) -> Result<Page, Misuse> {
    let is_list = from.matches("://").count() > 1;
    let is_page = is_origin(from) && !from.contains('*') && !is_list && !has_no_page(from);
    if is_page && let Ok(page) = Page::at(from) {
        return Ok(page);
    }
    let what = match meant(from) {
        _ if is_list => "is a list: write one origin, the one of the page".to_owned(),
        origin if from.contains('*') => format!(
            "is a pattern, and a page has one origin: write one that fits, such as {}",
            origin
                .as_deref()
                .filter(|origin| origin.contains('.'))
                .unwrap_or(EXAMPLE)
        ),
        Some(origin) => format!("is no origin as browsers send it: write {origin}"),
        None => format!(
            "is no origin: write the page's scheme, host and port, such as {EXAMPLE} or \
             http://localhost:5173"
        ),
    };
    let shown = without_password(from);
    Err(Misuse::new(format!("{input}: {shown:?} {what}")))
}

/// The origin that the user means.
fn meant(from: &str) -> Option<String> {
    let is_outside = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
    let text = from.trim_matches(is_outside);
    let is_opaque = ["file:", "data:", "about:"]
        .iter()
        .any(|scheme| text.starts_with(scheme));
    if is_opaque || text.eq_ignore_ascii_case("null") {
        return Some("null".to_owned());
    }
    let text = text.replace(":*", "").replace('*', "app");
    let text = with_scheme(&text).unwrap_or(text);
    let text = match text.split_once("://") {
        Some(("ws", rest)) => format!("http://{rest}"),
        Some(("wss" | "ftp", rest)) => format!("https://{rest}"),
        _ => text,
    };
    let page = Page::at(&text).ok()?;
    let origin = page.origin().to_string();
    (origin != "null" && !has_no_page(&origin)).then_some(origin)
}

/// Whether no page is served with this scheme.
fn has_no_page(origin: &str) -> bool {
    ["ws:", "wss:", "ftp:"]
        .iter()
        .any(|scheme| origin.starts_with(scheme))
}
