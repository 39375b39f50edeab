//! Keeps the secrets of a pasted text out of everything that is printed.

use cors_browser::Headers;

use crate::redact::{Secrets, hide_in_urls, is_secret};

const REDACTED: &str = "<redacted>";

/// The text without the values of headers and queries that look like secrets, and without
/// the passwords of URLs. Carriage returns become line breaks.
pub(super) fn without_secrets(text: &str) -> String {
    let lines = text.split(['\r', '\n']);
    let lines = lines.filter(|line| !line.is_empty());
    let lines: Vec<_> = lines
        .map(|line| hide_in_urls(&without_header(line)))
        .collect();
    lines.join("\n")
}

/// A line without the value of a header such as `> Cookie: a=b`, `-H 'Cookie: a=b'` or
/// `[cookie: a=b]`.
fn without_header(line: &str) -> String {
    for (colon, _) in line.match_indices(':') {
        let before = line[..colon].trim_end_matches(['"', '\'']);
        let start = before.rfind(|c: char| !is_of_name(c)).map_or(0, |at| {
            at + before[at..].chars().next().map_or(1, char::len_utf8)
        });
        let (before, name) = before.split_at(start);
        if !is_secret_header(before, name) {
            continue;
        }
        let value = &line[colon + 1..];
        let close = match before.chars().next_back() {
            Some('[') => value.rfind(']'),
            Some(quote @ ('"' | '\'')) => value.rfind(quote),
            _ => None,
        };
        let (value, after) = value.split_at(close.unwrap_or(value.len()));
        let mut headers = Headers::new();
        headers.append(name, value.trim());
        let hidden = Secrets::default().lines(&headers);
        let hidden = hidden.first().map_or(REDACTED, |(_, value)| value);
        return format!("{}: {hidden}{after}", &line[..colon]);
    }
    line.to_owned()
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// Whether a word before a colon is a header and not a word such as in "Unexpected
/// token: …".
fn is_secret_header(before: &str, name: &str) -> bool {
    let is_marked = matches!(before.trim(), ">" | "<");
    let is_word = !name.contains(['-', '_'])
        && !["authorization", "cookie"].contains(&&*name.to_ascii_lowercase());
    is_secret(&name.replace('_', "-")) && (is_marked || !is_word)
}
