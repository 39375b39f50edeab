//! URLs and origins that the user writes.

use cors_browser::{Page, Url};

use crate::output::Misuse;
use crate::redact::{hide_in_urls, without_password};

/// Reads an `http:` or `https:` URL.
///
/// # Errors
///
/// One sentence, with the URL that was meant if that is likely.
pub(crate) fn target(text: &str) -> Result<Url, Misuse> {
    if text.trim().is_empty() {
        return Err(Misuse::new(
            "the URL is empty: write one such as https://api.example.com/users",
        ));
    }
    let reason = match (Url::parse(text), with_scheme(text)) {
        (Ok(url), _) if is_http(&url) => return Ok(url),
        (_, Some(meant)) => format!("; did you mean {meant}?"),
        (Err(error), None) if text.contains("://") => format!(": {error}"),
        _ => String::new(),
    };
    let shown = without_password(text);
    let message = format!("{shown:?} is no http:// or https:// URL{reason}");
    Err(Misuse::new(hide_in_urls(&message)))
}

/// The host, and the port if it is not the scheme's own.
pub(crate) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Whether a browser sends this text as `Origin`.
pub(crate) fn is_origin(text: &str) -> bool {
    Page::at(text).is_ok_and(|page| page.origin().to_string() == text)
}

/// Whether the host, as URLs write it, is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host.starts_with("127.")
        || host == "[::1]"
}

/// The text with a scheme, if it begins with a host.
pub(crate) fn with_scheme(text: &str) -> Option<String> {
    let end = text.find(['/', '?', '#']).unwrap_or(text.len());
    let (authority, _) = text.split_at(end);
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|one| one.is_ascii_digit()) => {
            host
        }
        _ => authority,
    };
    let is_loopback = is_loopback(host);
    let has_port = host.len() < authority.len();
    // `javascript:1` looks like a host and a port too.
    let is_host = !has_port || is_loopback || host.contains('.') || host.starts_with('[');
    let is_other_scheme = !host.starts_with('[') && host.contains(':');
    if host.is_empty() || !is_host || is_other_scheme {
        return None;
    }
    let scheme = match is_loopback {
        true => "http",
        false => "https",
    };
    let meant = format!("{scheme}://{text}");
    Url::parse(&meant).is_ok().then_some(meant)
}

fn is_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

#[cfg(test)]
mod tests {
    use super::with_scheme;

    #[test]
    fn hosts_without_a_scheme_are_recognized() {
        for (text, expected) in [
            ("notaurl", Some("https://notaurl")),
            (
                "api.example.com:8443/x",
                Some("https://api.example.com:8443/x"),
            ),
            ("localhost:8197/x", Some("http://localhost:8197/x")),
            ("localhost", Some("http://localhost")),
            ("127.0.0.1:80", Some("http://127.0.0.1:80")),
            ("[::1]:80/", Some("http://[::1]:80/")),
            ("javascript:1", None),
            ("mailto:a@b.example", None),
            ("api.example.com:99999", None),
            ("//a.example/", None),
            ("/users", None),
            ("https://a.example:99999/", None),
            ("ftp://a.example/", None),
        ] {
            assert_eq!(with_scheme(text).as_deref(), expected, "{text}");
        }
    }
}
