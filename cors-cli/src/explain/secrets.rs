//! Keeps the secrets of a pasted text out of everything that is printed.

use cors_browser::Headers;

use crate::redact::{REDACTED, Secrets, hide_in_urls, is_secret};

/// The text without the values of headers and queries that look like secrets, and without
/// the passwords of URLs. Carriage returns become line breaks.
pub(super) fn without_secrets(text: &str) -> String {
    let has_command = text.contains("curl");
    let lines = text.split(['\r', '\n']);
    let lines = lines.filter(|line| !line.is_empty());
    let lines: Vec<_> = lines
        .map(|line| {
            let line = without_header(line);
            match has_command {
                true => hide_in_urls(&without_options(&line)),
                false => hide_in_urls(&line),
            }
        })
        .collect();
    lines.join("\n")
}

/// A line without the value of a header such as `> Cookie: a=b`, `-H 'Cookie: a=b'` or
/// `[cookie: a=b]`.
fn without_header(line: &str) -> String {
    // Only spaces are before a mark. A line can have millions of them, and of colons.
    let indent = line.len() - line.trim_start().len();
    for (colon, _) in line.match_indices(':') {
        let before = line[..colon].trim_end_matches(['"', '\'']);
        let start = before.rfind(|c: char| !is_of_name(c)).map_or(0, |at| {
            at + before[at..].chars().next().map_or(1, char::len_utf8)
        });
        let (before, name) = before.split_at(start);
        let mark = before.get(indent..).unwrap_or_default().trim_end();
        if !is_secret_header(mark, name) {
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
fn is_secret_header(mark: &str, name: &str) -> bool {
    let is_marked = matches!(mark, ">" | "<");
    let is_word = !name.contains(['-', '_'])
        && !["authorization", "cookie"].contains(&&*name.to_ascii_lowercase());
    (is_marked || !is_word) && is_secret(name)
}

/// A command of curl without its passwords and cookies: `-u name:password`, `-b 'a=b'`.
fn without_options(line: &str) -> String {
    const OPTIONS: [&str; 9] = [
        "-u",
        "--user",
        "-U",
        "--proxy-user",
        "-b",
        "--cookie",
        "--oauth2-bearer",
        "--pass",
        "--proxy-pass",
    ];
    let mut hidden = String::with_capacity(line.len());
    let mut rest = line;
    let mut is_secret = false;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(end_of_word(rest));
        let spaces = after.len() - after.trim_start().len();
        let is_empty = word.is_empty();
        match word.split_once('=').filter(|_| word.starts_with("--")) {
            Some((name, _)) if OPTIONS.contains(&name) => {
                hidden.push_str(name);
                hidden.push('=');
                hidden.push_str(REDACTED);
            }
            _ if is_secret && !is_empty => hidden.push_str(REDACTED),
            _ => hidden.push_str(word),
        }
        if !is_empty {
            is_secret = OPTIONS.contains(&word);
        }
        hidden.push_str(&after[..spaces]);
        rest = &after[spaces..];
    }
    hidden
}

/// The length of the first word, with its quotation marks.
fn end_of_word(text: &str) -> usize {
    let mut quotation_mark = None;
    let end = text.find(|c: char| match quotation_mark {
        Some(open) => {
            if open == c {
                quotation_mark = None;
            }
            false
        }
        None => {
            if matches!(c, '\'' | '"') {
                quotation_mark = Some(c);
            }
            c.is_whitespace()
        }
    });
    end.unwrap_or(text.len())
}
