//! URLs in a text, without their secrets.

use super::character::{is_end_of_host, is_end_of_url};
use super::is_secret;
use super::token::hide_tokens;
use super::webhook::hide_webhooks;

/// What a user wrote for a URL, without its secrets. It may have no `//` before the host.
pub(crate) fn without_password(text: &str) -> String {
    if text.contains("//") {
        return hide_in_urls(text);
    }
    hide_in_urls(&format!("//{text}")).split_off(2)
}

/// The text with no user and no secret of a query in any of its URLs, and without tokens and
/// the paths of webhooks.
pub(crate) fn hide_in_urls(text: &str) -> String {
    let text = hide_values(&hide_users(text), |name, value| {
        is_secret(name) || hides_a_url(value)
    });
    hide_tokens(&hide_webhooks(&text))
}

/// Whether a part of a query, such as `token=abc`, has a secret.
pub(crate) fn is_secret_part(part: &str) -> bool {
    let pair = part.split_once('=');
    pair.is_some_and(|(name, value)| !value.is_empty() && (is_secret(name) || hides_a_url(value)))
}

/// Whether the value is a percent-encoded URL with a secret. It can be in another such URL.
fn hides_a_url(value: &str) -> bool {
    let mut text = value.to_owned();
    (0..3).any(|_| {
        let decoded = decoded(&text);
        let is_encoded = decoded != text;
        text = decoded;
        let hidden = hide_values(&hide_users(&text), |name, _| is_secret(name));
        is_encoded && hidden != text
    })
}

/// Replaces the user name and the password after each `//`. Browsers read `\\` as `/`. A user
/// name can be a token, also before a password.
fn hide_users(text: &str) -> String {
    let mut hidden = String::with_capacity(text.len());
    let mut rest = text;
    let is_slash = |byte: &u8| matches!(byte, b'/' | b'\\');
    let slashes = |text: &str| {
        let mut pairs = text.as_bytes().windows(2);
        pairs.position(|pair| pair.iter().all(is_slash))
    };
    while let Some(start) = slashes(rest) {
        let (before, after) = rest.split_at(start + 2);
        hidden.push_str(before);
        let end = after.find(is_end_of_host).unwrap_or(after.len());
        let (authority, after) = after.split_at(end);
        rest = after;
        let Some((_, host)) = authority.rsplit_once('@') else {
            hidden.push_str(authority);
            continue;
        };
        hidden.push_str("redacted@");
        hidden.push_str(host);
    }
    hidden + rest
}

/// Replaces the values of queries, fragments and parameters of paths for which
/// `is_hidden(name, value)` is true.
fn hide_values(text: &str, is_hidden: impl Fn(&str, &str) -> bool) -> String {
    let is_start = |character| matches!(character, '?' | '&' | '#' | ';');
    let mut hidden = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_start) {
        let (before, after) = rest.split_at(start + 1);
        hidden.push_str(before);
        let is_end = |character| is_start(character) || is_end_of_url(character);
        let end = after.find(is_end).unwrap_or(after.len());
        let (part, after) = after.split_at(end);
        rest = after;
        match part.split_once('=') {
            Some((name, value)) if is_hidden(name, value) => {
                hidden.push_str(name);
                hidden.push_str("=redacted");
            }
            _ => hidden.push_str(part),
        }
    }
    hidden + rest
}

/// The text with its percent-encoded bytes.
pub(super) fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let byte = part
            .get(..2)
            .and_then(|two| u8::from_str_radix(two, 16).ok());
        match (byte, part.get(2..)) {
            (Some(byte), Some(after)) => {
                bytes.push(byte);
                bytes.extend_from_slice(after.as_bytes());
            }
            _ => {
                bytes.push(b'%');
                bytes.extend_from_slice(part.as_bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The text as it is in a query.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded += &format!("%{byte:02X}"),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::hide_in_urls;

    #[test]
    fn urls_have_no_passwords_and_no_tokens() {
        for (text, hidden) in [
            (
                "https://a.example/b?page=1#c",
                "https://a.example/b?page=1#c",
            ),
            (
                "no 'https://u:p@ss@a.example/x' here",
                "no 'https://redacted@a.example/x' here",
            ),
            ("//u:p@a.example", "//redacted@a.example"),
            ("https://ghp_abc@a.example/", "https://redacted@a.example/"),
            (
                "https://sk_live_5:@a.example/",
                "https://redacted@a.example/",
            ),
            (
                "https://ghp_abc:x@a.example/",
                "https://redacted@a.example/",
            ),
            ("https:/\\u:p@a.example", "https:/\\redacted@a.example"),
            ("https://a.example/@b:c@d", "https://a.example/@b:c@d"),
            (
                "/cb?page=1&access_token=abc&X-Amz-Signature=d,",
                "/cb?page=1&access_token=redacted&X-Amz-Signature=redacted",
            ),
            ("/cb#id_token=abc", "/cb#id_token=redacted"),
            ("/cb;jsessionid=abc?a=b", "/cb;jsessionid=redacted?a=b"),
            ("\"/?key=a=b\", and", "\"/?key=redacted\", and"),
        ] {
            assert_eq!(hide_in_urls(text), hidden);
        }
    }

    #[test]
    fn urls_in_urls_have_no_secrets() {
        for (text, hidden) in [
            (
                "/login?next=https://a.example/?token=abc&x=1",
                "/login?next=https://a.example/?token=redacted&x=1",
            ),
            (
                "/login?next=https%3A%2F%2Fa.example%2F%3Ftoken%3Dabc&x=1",
                "/login?next=redacted&x=1",
            ),
            (
                "/login?next=%2F%2Fu%3Ap%40a.example",
                "/login?next=redacted",
            ),
            (
                "/login?next=%252Fa%253Ftoken%253Dabc",
                "/login?next=redacted",
            ),
            (
                "/login?next=https%3A%2F%2Fa.example%2Fb%3Fpage%3D1",
                "/login?next=https%3A%2F%2Fa.example%2Fb%3Fpage%3D1",
            ),
            ("/?a=100%&b=%zz&c=%é", "/?a=100%&b=%zz&c=%é"),
        ] {
            assert_eq!(hide_in_urls(text), hidden);
        }
    }
}
