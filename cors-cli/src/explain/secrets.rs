//! Keeps the secrets of a pasted text out of everything that is printed.

use cors_browser::Headers;

use crate::redact::{Secrets, is_secret};

const REDACTED: &str = "<redacted>";

/// The text without the values of headers, of queries and of user names that look like
/// secrets. Carriage returns become line breaks.
pub(super) fn without_secrets(text: &str) -> String {
    let lines = text.split(['\r', '\n']);
    let lines = lines.filter(|line| !line.is_empty()).map(without_header);
    let lines: Vec<_> = lines
        .map(|line| without_query(&without_user(&line)))
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

/// A line without the user names and passwords of URLs.
fn without_user(line: &str) -> String {
    let mut parts = line.split("://");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end =
            part.find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '\'' | '"'));
        let host = &part[..end.unwrap_or(part.len())];
        whole += "://";
        match host.rfind('@') {
            Some(at) => {
                whole += REDACTED;
                whole += &part[at..];
            }
            None => whole += part,
        }
    }
    whole
}

/// A line without the values of parts of a query such as `?token=a`.
fn without_query(line: &str) -> String {
    let mut whole = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['?', '&', '#', ';']) {
        let (before, after) = rest.split_at(at + 1);
        whole += before;
        rest = after;
        let name = after
            .find(|c: char| !is_query_name(c))
            .unwrap_or(after.len());
        let (name, value) = after.split_at(name);
        if let Some(value) = value.strip_prefix('=')
            && is_secret_part(name)
        {
            let end = value.find(is_end_of_value).unwrap_or(value.len());
            whole += name;
            whole += "=";
            if end > 0 {
                whole += REDACTED;
            }
            rest = &value[end..];
        }
    }
    whole + rest
}

fn is_query_name(c: char) -> bool {
    is_of_name(c) || matches!(c, '.' | '[' | ']' | '%')
}

fn is_end_of_value(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '&' | '#' | '\'' | '"' | '`' | '<' | '>' | ')' | ']' | ',' | ';'
        )
        || matches!(c, '’' | '”' | '»')
}

fn is_secret_part(name: &str) -> bool {
    const PARTS: [&str; 7] = ["auth", "sig", "jwt", "passw", "csrf", "xsrf", "credential"];
    const WHOLE: [&str; 7] = ["key", "code", "sid", "state", "pwd", "nonce", "pass"];
    let name = name.to_ascii_lowercase().replace('_', "-");
    is_secret(&name) || PARTS.iter().any(|part| name.contains(part)) || WHOLE.contains(&&*name)
}
