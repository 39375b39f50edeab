//! Places as the URIs that SARIF requires.

use std::path::Path;

use cors_browser::Url;

/// What a path and a query contain as they are (RFC 3986, `pchar`, `/` and `?`).
const TAIL: &str = "-._~!$&'()*+,;=:@/?";

/// The path of a relative reference. A `:` could end a scheme, and a `?` the path.
const RELATIVE: &str = "-._~!$&'()*+,;=@/";

/// The URI of a file, or of `<stdin>`.
pub(super) fn of_file(path: &str) -> String {
    match Url::from_file_path(Path::new(path)) {
        Ok(url) => of_parsed(&url),
        // The path is relative.
        Err(()) => escape(
            &path.replace(std::path::MAIN_SEPARATOR, "/"),
            RELATIVE,
            false,
        ),
    }
}

/// The URI of a URL, which can be a text of a console that is no URL.
pub(super) fn of_url(url: &str) -> String {
    match Url::parse(url) {
        Ok(url) => of_parsed(&url),
        Err(_) => escape(url, RELATIVE, false),
    }
}

/// URLs can contain characters that no URI contains, such as `|` and `{`.
fn of_parsed(url: &Url) -> String {
    let text = url.as_str();
    let (text, fragment) = match text.split_once('#') {
        Some((text, fragment)) => (text, Some(fragment)),
        None => (text, None),
    };
    // Only an IPv6 address has brackets before the path.
    let path = text.find("://").map_or(0, |scheme| scheme + "://".len());
    let path = text[path..].find('/').map_or(path, |at| path + at);
    let (start, rest) = text.split_at(path);
    let mut uri = escape(start, &format!("{TAIL}[]"), true) + &escape(rest, TAIL, true);
    if let Some(fragment) = fragment {
        uri.push('#');
        uri.push_str(&escape(fragment, TAIL, true));
    }
    uri
}

/// Escapes every byte that is no letter, no digit and not in `kept`.
fn escape(text: &str, kept: &str, is_escaped: bool) -> String {
    let bytes = text.as_bytes();
    let is_hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut escaped = String::with_capacity(text.len());
    for (at, &byte) in bytes.iter().enumerate() {
        let character = char::from(byte);
        let is_escape = is_escaped && byte == b'%' && is_hex(at + 1) && is_hex(at + 2);
        if byte.is_ascii_alphanumeric() || kept.contains(character) || is_escape {
            escaped.push(character);
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{of_file, of_url};

    #[test]
    fn paths_become_uris() {
        for (path, uri) in [
            ("cors.toml", "cors.toml"),
            ("../a/cors.toml", "../a/cors.toml"),
            ("<stdin>", "%3Cstdin%3E"),
            ("my policy é.toml", "my%20policy%20%C3%A9.toml"),
            ("c:x.toml", "c%3Ax.toml"),
            ("a?b#c%41.toml", "a%3Fb%23c%2541.toml"),
        ] {
            assert_eq!(of_file(path), uri);
        }
    }

    #[cfg(unix)]
    #[test]
    fn absolute_paths_become_file_uris() {
        assert_eq!(of_file("/a/b c|[d].toml"), "file:///a/b%20c%7C%5Bd%5D.toml");
    }

    #[test]
    fn urls_become_uris() {
        for (url, uri) in [
            ("https://a.example/", "https://a.example/"),
            ("http://[::1]:80/", "http://[::1]/"),
            (
                "https://a.example/x?a[]=b|c%&d=%41#e#f",
                "https://a.example/x?a%5B%5D=b%7Cc%25&d=%41#e%23f",
            ),
            ("https://a{b`.example", "https://a%7Bb%60.example/"),
            ("https://host…/x", "https%3A//host%E2%80%A6/x"),
            ("/users/<id>", "/users/%3Cid%3E"),
            ("", ""),
        ] {
            assert_eq!(of_url(url), uri);
        }
    }
}
