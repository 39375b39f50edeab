//! Commands of curl and PowerShell without their secrets.

use super::words::{Reader, Word};
use crate::redact::{REDACTED, hide_in_urls, is_secret};

/// The text with its commands redacted. Of a command, the options, the method, the URL and the
/// headers that carry no secret remain; every other value could be one.
pub(super) fn without_secrets(text: &str) -> String {
    let mut reader = Reader::new(text);
    let mut hidden = String::with_capacity(text.len());
    let mut copied = 0;
    for beginning in beginnings(text) {
        if beginning < copied {
            continue;
        }
        let mut at = beginning;
        let mut expected = None;
        while let Some(word) = reader.word(at) {
            at = word.range.end;
            if matches!(&*word.plain, "|" | "||" | "&&" | "&" | ";") {
                break;
            }
            let raw = text.get(word.range.clone()).unwrap_or_default();
            let shown = shown(&word, raw, &mut expected);
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

/// What the value of an option is.
#[derive(Clone, Copy)]
enum Value {
    Harmless,
    Header,
    /// The value of an option that is unknown, if it has one.
    Unknown,
    Hidden,
}

impl Value {
    /// The word without the secret that the value can be. The word may begin with the option.
    fn shown(self, value: &str, option: &str, raw: &str) -> String {
        match (self, value.split_once(':')) {
            (Self::Harmless, _) => without_user(raw),
            (Self::Header, Some((name, value))) if is_secret(name) || has_scheme(value) => {
                format!("{option}'{name}: {REDACTED}'")
            }
            (Self::Header, Some(_)) => hide_in_urls(raw),
            // `X-Empty;` has no value, and `@file` names a file.
            (Self::Header, None) if value.ends_with(';') || value.starts_with('@') => {
                raw.to_owned()
            }
            _ => format!("{option}{REDACTED}"),
        }
    }
}

/// The word without secrets. `expected` is the value that the option before it has.
fn shown(word: &Word, raw: &str, expected: &mut Option<Value>) -> String {
    let plain = &*word.plain;
    match expected.take() {
        Some(Value::Unknown) if plain.starts_with('-') || plain.contains("://") => {}
        Some(value) => return value.shown(plain, "", raw),
        None => {}
    }
    if let Some(name) = plain
        .strip_prefix('-')
        .filter(|name| is_of_powershell(name))
    {
        let is_harmless = !["body", "token", "credential", "form"].contains(&&*name.to_lowercase());
        *expected = (!is_harmless).then_some(Value::Hidden);
        return raw.to_owned();
    }
    if let Some(long) = plain.strip_prefix("--") {
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (long, None),
        };
        let kind = of_long(name);
        return match (kind, value) {
            (None, _) => hide_in_urls(raw),
            (Some(kind), Some(value)) => kind.shown(value, &format!("--{name}="), raw),
            (Some(kind), None) => {
                *expected = Some(kind);
                raw.to_owned()
            }
        };
    }
    if let Some(short) = plain.strip_prefix('-') {
        let Some(at) = short.find(has_value) else {
            return raw.to_owned();
        };
        let (flags, value) = short.split_at(at + 1);
        let kind = flags.chars().next_back().map_or(Value::Hidden, of_short);
        if value.is_empty() {
            *expected = Some(kind);
            return raw.to_owned();
        }
        return kind.shown(value, &format!("-{flags}"), raw);
    }
    without_user(raw)
}

/// Whether PowerShell has an option with this name.
fn is_of_powershell(name: &str) -> bool {
    const NAMES: [&str; 11] = [
        "uri",
        "method",
        "headers",
        "body",
        "contenttype",
        "useragent",
        "websession",
        "usebasicparsing",
        "token",
        "credential",
        "form",
    ];
    NAMES.contains(&&*name.to_lowercase())
}

/// The value of a long option, or `None` if it has no value.
fn of_long(name: &str) -> Option<Value> {
    const FLAGS: [&str; 24] = [
        "anyauth",
        "basic",
        "compressed",
        "digest",
        "fail",
        "fail-with-body",
        "get",
        "globoff",
        "head",
        "include",
        "insecure",
        "ipv4",
        "ipv6",
        "location",
        "location-trusted",
        "negotiate",
        "no-buffer",
        "ntlm",
        "path-as-is",
        "raw",
        "remote-name",
        "show-error",
        "silent",
        "verbose",
    ];
    const HARMLESS: [&str; 13] = [
        "connect-timeout",
        "connect-to",
        "max-redirs",
        "max-time",
        "output",
        "proxy",
        "referer",
        "request",
        "resolve",
        "retry",
        "url",
        "user-agent",
        "write-out",
    ];
    match name {
        _ if FLAGS.contains(&name) || name.starts_with("http") || name.starts_with("tlsv") => None,
        _ if HARMLESS.contains(&name) => Some(Value::Harmless),
        "header" | "proxy-header" => Some(Value::Header),
        "user" | "proxy-user" | "json" => Some(Value::Hidden),
        _ if is_secret(name) || name.starts_with("data") || name.starts_with("form") => {
            Some(Value::Hidden)
        }
        _ => Some(Value::Unknown),
    }
}

/// Whether a short option has a value.
fn has_value(option: char) -> bool {
    "AbcCdDeEFHKmoPQrtTuUwxXyYz".contains(option)
}

fn of_short(option: char) -> Value {
    match option {
        'A' | 'e' | 'm' | 'o' | 'w' | 'x' | 'X' => Value::Harmless,
        'H' => Value::Header,
        _ => Value::Hidden,
    }
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
    let option = line.split([' ', '=']).next().unwrap_or_default();
    match option.strip_prefix("--") {
        Some(name) => matches!(of_long(name), Some(Value::Header | Value::Hidden)),
        None => ["-u", "-U", "-b", "-d", "-F", "-E", "-H"].contains(&option),
    }
}
