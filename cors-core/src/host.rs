//! The host of a request.

use std::borrow::Cow;

/// A host and its port in lower case, or `None` if it is not valid.
///
/// It is stricter than RFC 3986, section 3.2.2: a name consists of letters, digits, `-`,
/// `.` and `_`, as in DNS. So a host that software could read in two ways is not valid.
pub(crate) fn normalized(authority: &[u8]) -> Option<Cow<'_, str>> {
    let text = std::str::from_utf8(authority).ok()?;
    let (host, port) = match text.rfind(':') {
        Some(colon) if !text.ends_with(']') => (&text[..colon], Some(&text[colon + 1..])),
        _ => (text, None),
    };
    let is_port = |port: &str| {
        port.len() <= MAX_PORT
            && port.bytes().all(|b| b.is_ascii_digit())
            && port.parse::<u16>().is_ok()
    };
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    let is_address = |b: u8| b.is_ascii_hexdigit() || b":.".contains(&b);
    let is_host = match host.strip_prefix('[') {
        Some(rest) => rest
            .strip_suffix(']')
            .is_some_and(|address| !address.is_empty() && address.bytes().all(is_address)),
        None => !host.is_empty() && host.bytes().all(is_name),
    };
    if !is_host || host.len() > MAX_HOST || !port.is_none_or(is_port) {
        return None;
    }
    Some(if text.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    })
}

/// The longest name of DNS, with a dot at the end.
const MAX_HOST: usize = 254;
const MAX_PORT: usize = 5;

#[cfg(test)]
mod tests {
    use super::normalized;

    #[test]
    fn a_host_is_in_lower_case_and_keeps_its_port() {
        for (sent, host) in [
            ("api.example", "api.example"),
            ("API.Example", "api.example"),
            ("Api.Example:8443", "api.example:8443"),
            ("localhost:80", "localhost:80"),
            ("my_host-1.example.", "my_host-1.example."),
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("[2001:DB8::1]", "[2001:db8::1]"),
            ("[::1]:8080", "[::1]:8080"),
        ] {
            assert_eq!(normalized(sent.as_bytes()).as_deref(), Some(host), "{sent}");
        }
    }

    #[test]
    fn anything_else_is_no_host() {
        let long = "a".repeat(255);
        for sent in [
            "",
            ":80",
            "api.example:",
            "api.example:x",
            "api.example:65536",
            "api.example:000080",
            "api.example:+80",
            "a:1:2",
            "::1",
            "[::1",
            "[]",
            "[::1]x",
            "[::1%25eth0]",
            "user@api.example",
            "api.example, evil.example",
            "api.example/path",
            "api.example?q",
            "api example",
            " api.example",
            "api.example\t",
            "%61pi.example",
            "bücher.example",
            "api.example\0",
            &long,
        ] {
            assert_eq!(normalized(sent.as_bytes()), None, "{sent:?}");
        }
        assert_eq!(normalized(b"api.example\xff"), None);
    }
}
