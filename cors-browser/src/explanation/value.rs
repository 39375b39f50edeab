//! The values of a line as a policy can have them.

use url::Url;

use crate::bytes::is_token;
use crate::method;
use crate::origin::{Origin, is_loopback};

/// The page's origin in a line. People write a slash after it, replace its host, or paste a
/// URL.
pub(super) fn origin(text: &str) -> Option<Origin> {
    if text == "null" {
        return Some(Origin::Opaque);
    }
    let url = Url::parse(text).ok().filter(|_| text.contains("://"))?;
    let origin = Origin::of(&url);
    let is_of_origin =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._:/[]".contains(c);
    origin
        .to_string()
        .chars()
        .all(is_of_origin)
        .then_some(origin)
}

/// Whether the origin is of the machine that the browser runs on.
pub(super) fn is_of_this_machine(origin: &Origin) -> bool {
    let url = Url::parse(&origin.to_string()).ok();
    let is_http = |url: &Url| matches!(url.scheme(), "http" | "https");
    url.is_some_and(|url| is_http(&url) && url.host().is_some_and(|host| is_loopback(&host)))
}

/// Whether a policy can list the method.
pub(super) fn is_method(text: &str) -> bool {
    is_token(text.as_bytes()) && !method::is_forbidden(text.as_bytes())
}

/// Whether a policy can list the header.
pub(super) fn is_header(text: &str) -> bool {
    is_token(text.as_bytes())
}
