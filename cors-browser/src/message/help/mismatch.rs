//! Why `Access-Control-Allow-Origin` is not the page's origin, by its value.

use url::Url;

/// The name of the sentence for a value. `sent` is the `Origin` of the request, if it is known.
pub(super) fn of(value: &str, sent: Option<&str>) -> &'static str {
    let value = value.trim();
    if value.is_empty() || Some(value) == sent || sent == Some("null") {
        return "allow-origin-mismatch";
    }
    if value.contains(|c: char| c == ',' || c.is_whitespace()) {
        return "allow-origin-list";
    }
    if value.contains('*') {
        return "allow-origin-pattern";
    }
    if value.starts_with(['"', '\'', '`']) {
        return "allow-origin-quoted";
    }
    if value == "null" {
        return "allow-origin-null";
    }
    if !value.contains("://") {
        return "allow-origin-without-scheme";
    }
    let Some(sent) = sent else {
        return of_form(value).unwrap_or("allow-origin-mismatch");
    };
    match (Url::parse(value), Url::parse(sent)) {
        (Ok(value_url), Ok(sent_url)) => difference(&value_url, &sent_url)
            .or_else(|| of_form(value))
            .unwrap_or("allow-origin-case"),
        _ => "allow-origin-other",
    }
}

/// What no origin has, whatever the page's origin is.
fn of_form(value: &str) -> Option<&'static str> {
    let (_, host) = value.split_once("://")?;
    match host.split_once(['/', '?', '#']) {
        Some((_, "")) if host.ends_with('/') => Some("allow-origin-slash"),
        Some(_) => Some("allow-origin-path"),
        None => None,
    }
}

/// The part in which the origins of two URLs differ.
fn difference(value: &Url, sent: &Url) -> Option<&'static str> {
    let without_www = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    };
    if value.host_str() != sent.host_str() {
        return Some(match without_www(value) == without_www(sent) {
            true => "allow-origin-www",
            false => "allow-origin-other",
        });
    }
    if value.scheme() != sent.scheme() {
        return Some("allow-origin-scheme");
    }
    (value.port_or_known_default() != sent.port_or_known_default()).then_some("allow-origin-port")
}

/// The name and the sentence.
pub(super) const HELP: &[(&str, &str)] = &[
    (
        "allow-origin-list",
        "Send the origin of the request in `Access-Control-Allow-Origin` on {answer}, if it is in the server's list, and `Vary: Origin`: the header has one origin, and `{value}` is more than one.",
    ),
    (
        "allow-origin-pattern",
        "Send the origin of the request, `{sent}`, in `Access-Control-Allow-Origin` on {answer}, if the server's pattern allows it, and `Vary: Origin`: a pattern such as `{value}` is not allowed in this header.",
    ),
    (
        "allow-origin-quoted",
        "Send `Access-Control-Allow-Origin: {sent}` on {answer}, without the quotation marks of `{value}`.",
    ),
    (
        "allow-origin-null",
        "Send `Access-Control-Allow-Origin: {sent}` on {answer} instead of `null`, which any site can send from a sandboxed frame.",
    ),
    (
        "allow-origin-without-scheme",
        "Send `Access-Control-Allow-Origin: {sent}` on {answer}: `{value}` has no scheme, and an origin begins with one, such as `https://`.",
    ),
    (
        "allow-origin-slash",
        "Send `Access-Control-Allow-Origin: {sent}` on {answer}, without the slash at the end of `{value}`.",
    ),
    (
        "allow-origin-path",
        "Send `Access-Control-Allow-Origin: {sent}` on {answer}: `{value}` has a path, and an origin has none.",
    ),
    (
        "allow-origin-case",
        "Send `Access-Control-Allow-Origin: {sent}` on {answer} exactly so: `{value}` is the same origin in another spelling, and browsers compare byte for byte.",
    ),
    (
        "allow-origin-www",
        "Send `Access-Control-Allow-Origin: {sent}` on {answer} if the page is yours: `{value}` is another origin, because one of the two hosts begins with `www.`.",
    ),
    (
        "allow-origin-scheme",
        "Send `Access-Control-Allow-Origin: {sent}` on {answer} if the page is yours: `{value}` has another scheme, and so it is another origin.",
    ),
    (
        "allow-origin-port",
        "Send `Access-Control-Allow-Origin: {sent}` on {answer} if the page is yours: `{value}` has another port, and so it is another origin.",
    ),
    (
        "allow-origin-other",
        "Allow `{sent}` in the server's policy if the page is yours: {answer} allows `{value}`, which is another origin. A server with multiple pages sends the origin of the request, if it is in its list.",
    ),
];

#[cfg(test)]
mod tests {
    use super::{HELP, of};

    #[test]
    fn the_reason_of_a_mismatch_is_named_by_the_value() {
        let page = "https://app.example";
        for (value, reason) in [
            ("https://*.example", "pattern"),
            ("*.example", "pattern"),
            ("\"https://app.example\"", "quoted"),
            ("'https://app.example'", "quoted"),
            ("app.example", "without-scheme"),
            ("localhost:3000", "without-scheme"),
            ("https://a.example, https://app.example", "list"),
            ("https://a.example https://app.example", "list"),
            ("*, *", "list"),
            ("https://app.example/", "slash"),
            ("https://app.example/x", "path"),
            ("https://App.example", "case"),
            ("HTTPS://app.example", "case"),
            ("https://app.example:443", "case"),
            ("http://app.example", "scheme"),
            ("http://app.example/", "scheme"),
            ("https://app.example:8443", "port"),
            ("https://www.app.example", "www"),
            ("https://a.example", "other"),
            ("https://a.example/", "other"),
            ("null", "null"),
            ("", "mismatch"),
        ] {
            let name = of(value, Some(page));
            assert_eq!(name, format!("allow-origin-{reason}"), "{value}");
            let is_known = HELP.iter().any(|(other, _)| *other == name);
            assert!(is_known || reason == "mismatch", "{name}");
        }
        // Firefox does not print the page's origin.
        assert_eq!(of("https://a.example/", None), "allow-origin-slash");
        assert_eq!(of("https://a.example", None), "allow-origin-mismatch");
    }
}
