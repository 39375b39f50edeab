//! Commands of curl and PowerShell without their secrets.

use super::found::Found;
use super::words::{Reader, Word};
use crate::redact::{REDACTED, hide_in_urls, is_secret};

/// The text with its commands redacted. Of a command, the names of the options, the method, URLs,
/// and the headers that carry no secret remain. Every other word could be one. `found` gets the
/// values that are secrets.
pub(super) fn without_secrets(text: &str, found: &mut Found) -> String {
    let mut reader = Reader::new(text);
    let mut hidden = String::with_capacity(text.len());
    let mut copied = 0;
    for beginning in beginnings(text) {
        if beginning < copied {
            continue;
        }
        let mut at = beginning;
        let mut expected = Value::Argument;
        while let Some(word) = reader.word(at) {
            at = word.range.end;
            if matches!(&*word.plain, "|" | "||" | "&&" | "&" | ";") {
                break;
            }
            let raw = text.get(word.range.clone()).unwrap_or_default();
            let shown = shown(&word, raw, &mut expected, found);
            hidden.push_str(text.get(copied..word.range.start).unwrap_or_default());
            hidden.push_str(&shown);
            copied = at;
        }
        hidden.push_str(text.get(copied..at).unwrap_or_default());
        copied = at;
    }
    hidden.push_str(text.get(copied..).unwrap_or_default());
    hidden
}

/// What a word can be.
#[derive(Clone, Copy)]
enum Value {
    /// The URL, or a word of a sentence about curl: no option was before it.
    Argument,
    Header,
    Method,
    Body,
    Cookie,
    User,
    Secret,
    /// The value of another option, if it has one.
    Other,
}

impl Value {
    /// The value without a secret.
    fn shown(self, value: &str, found: &mut Found) -> String {
        match self {
            Self::Body => found.add_body(value),
            Self::Cookie => found.add_header(value),
            Self::User => found.add_user(value),
            _ => {}
        }
        match (self, value.split_once(':')) {
            (Self::Argument, _) => without_user(value),
            (Self::Method, _) if value.chars().all(char::is_alphabetic) => value.to_owned(),
            (Self::Header, Some((name, value))) if !is_secret(name) && !has_scheme(value) => {
                let line = hide_in_urls(&format!("{name}:{value}"));
                match line.contains(char::is_whitespace) {
                    true => format!("'{line}'"),
                    false => line,
                }
            }
            (Self::Header, Some((name, value))) => {
                found.add_header(value.trim());
                format!("'{name}: {REDACTED}'")
            }
            _ => REDACTED.to_owned(),
        }
    }
}

/// The word without secrets. `expected` is what it can be.
fn shown(word: &Word, raw: &str, expected: &mut Value, found: &mut Found) -> String {
    let plain = &*word.plain;
    let value = *expected;
    match value {
        Value::Argument if !plain.starts_with('-') => return without_user(raw),
        Value::Argument | Value::Other => *expected = Value::Other,
        _ => {
            *expected = Value::Other;
            return value.shown(plain, found);
        }
    }
    if let Some(long) = plain.strip_prefix("--") {
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (long, None),
        };
        let kind = match name {
            "header" | "proxy-header" => Value::Header,
            "request" => Value::Method,
            "url" => Value::Argument,
            "cookie" => Value::Cookie,
            "json" => Value::Body,
            _ if name.starts_with("data") || name.starts_with("form") => Value::Body,
            _ if name.ends_with("user") => Value::User,
            _ if is_secret(name) => Value::Secret,
            _ => Value::Other,
        };
        return match value {
            Some(value) => format!("--{name}={}", kind.shown(value, found)),
            None if is_option(name) => {
                *expected = kind;
                raw.to_owned()
            }
            None => REDACTED.to_owned(),
        };
    }
    if let Some(short) = plain.strip_prefix('-') {
        let Some(at) = short.find(has_value) else {
            return raw.to_owned();
        };
        let (flags, value) = short.split_at(at + 1);
        let kind = match flags.chars().next_back() {
            Some('H') => Value::Header,
            Some('X') => Value::Method,
            Some('d' | 'F') => Value::Body,
            Some('b') => Value::Cookie,
            Some('u' | 'U' | 'E') => Value::User,
            _ => Value::Secret,
        };
        if value.is_empty() {
            *expected = kind;
            return raw.to_owned();
        }
        return format!("-{flags}{}", kind.shown(value, found));
    }
    match plain.contains("://") {
        true => without_user(raw),
        false => REDACTED.to_owned(),
    }
}

/// Whether a long option can have this name.
fn is_option(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_lowercase() || c == '-';
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(is_letter)
}

/// Whether a short option has a value.
fn has_value(option: char) -> bool {
    "AbcCdDeEFHKmoPQrtTuUwxXyYz".contains(option)
}

/// Whether the value of a header begins as those of `Authorization` do.
fn has_scheme(value: &str) -> bool {
    let scheme = value.split_whitespace().next().unwrap_or_default();
    ["basic", "bearer", "digest", "token"].contains(&&*scheme.to_lowercase())
}

/// A URL without the name and the password of its user. A shell takes more letters for a part of
/// a password than a text does.
fn without_user(raw: &str) -> String {
    let start = raw.find("://").map_or(0, |at| at + 3);
    let host = raw.get(start..).unwrap_or_default();
    let end = host.find(['/', '?', '#']).unwrap_or(host.len());
    let user = host.get(..end).and_then(|host| host.rfind('@'));
    match user.filter(|at| start > 0 || host.get(..*at).is_some_and(|user| user.contains(':'))) {
        Some(at) => {
            let (before, after) = (raw.get(..start), host.get(at..));
            let after = hide_in_urls(after.unwrap_or_default());
            format!("{}redacted{after}", before.unwrap_or_default())
        }
        None => hide_in_urls(raw),
    }
}

/// Where the options of each command begin, in order.
fn beginnings(text: &str) -> Vec<usize> {
    const PROGRAMS: [&str; 3] = ["curl", "Invoke-WebRequest", "Invoke-RestMethod"];
    let programs = PROGRAMS.iter().flat_map(|name| {
        text.match_indices(name).filter_map(|(start, _)| {
            let before = text.get(..start)?.chars().next_back();
            let after = text.get(start + name.len()..)?;
            let after = after.strip_prefix(".exe").unwrap_or(after);
            let after = after.strip_prefix(['"', '\'']).unwrap_or(after);
            let is_program = !before.is_some_and(char::is_alphanumeric)
                && after.starts_with(char::is_whitespace);
            is_program.then_some(text.len() - after.len())
        })
    });
    let lines = text.split_inclusive('\n').scan(0, |end, line| {
        *end += line.len();
        Some((*end - line.len(), line))
    });
    let cut = lines.filter_map(|(start, line)| {
        let options = line.trim_start_matches([' ', '\t', '>']);
        is_rest(options).then_some(start + line.len() - options.len())
    });
    let mut beginnings: Vec<_> = programs.chain(cut).collect();
    beginnings.sort_unstable();
    beginnings
}

/// Whether a line is of a command whose beginning was not pasted.
fn is_rest(line: &str) -> bool {
    const OPTIONS: [&str; 7] = ["-u", "-U", "-b", "-d", "-F", "-E", "-H"];
    let option = line.split([' ', '=']).next().unwrap_or_default();
    OPTIONS.contains(&option) || option.strip_prefix("--").is_some_and(is_option)
}
