//! Names with values, such as `Cookie: a=b`, `[cookie: a=b]`, `"token":"a"` and `password=a`,
//! without the values that are secrets.

use cors_browser::Headers;

use super::found::Found;
use crate::redact::{REDACTED, Secrets, is_secret};

/// The text without the values of names that suggest a secret, and without the secrets after the
/// name of a scheme such as `Bearer`. `found` gets them.
pub(super) fn without_secrets(text: &str, found: &mut Found) -> String {
    let mut hidden = String::with_capacity(text.len());
    let mut is_value = false;
    for line in text.split_inclusive(['\n', '\r']) {
        let (content, line_break) = line.split_at(line.trim_end_matches(['\n', '\r']).len());
        if is_value && !content.trim().is_empty() {
            found.add_header(content);
            hidden.push_str(REDACTED);
        } else {
            let line = without_schemes(&without_pairs(content, found), found);
            hidden.push_str(&without_cookies(&line));
        }
        hidden.push_str(line_break);
        // The network panel of Chromium copies the value into the next line.
        is_value = is_alone(content) || is_value && content.trim().is_empty();
    }
    hidden
}

/// Whether the line is nothing but the name of a header with a secret, and a colon, or a command
/// of the console whose answer is the cookies.
fn is_alone(line: &str) -> bool {
    let command = line.trim().trim_end_matches([';', ')']);
    if command.ends_with("document.cookie") {
        return true;
    }
    let name = line.trim().strip_suffix(':').unwrap_or_default();
    !name.is_empty() && name.chars().all(is_of_name) && (is_header(name) || is_strong(name))
}

fn without_pairs(line: &str, found: &mut Found) -> String {
    let mut hidden = String::new();
    let mut copied = 0;
    let is_of_mark = |c: char| is_mark(c) || c.is_whitespace() || "<>*-$.".contains(c);
    let mark = line.len() - line.trim_start_matches(is_of_mark).len();
    let mark = line.get(..mark).unwrap_or_default();
    let is_marked = mark.contains(['<', '>']);
    // A line can have millions of colons. Each part of it is read once.
    for (separator, c) in line.char_indices().filter(|(_, c)| matches!(c, ':' | '=')) {
        if separator < copied {
            continue;
        }
        let text = line.get(copied..separator).unwrap_or_default();
        let after = line.get(separator + 1..).unwrap_or_default();
        // `{ token: "a" }` has a value, and `Unexpected token: a` has none.
        let has_value = after.trim_start_matches(' ').starts_with(is_mark);
        let Some(pair) = Pair::read(text, c, separator, |start| {
            match copied + start <= mark.len() {
                true if is_marked => Place::Marked,
                false if !has_value => Place::Text,
                _ => Place::Field,
            }
        }) else {
            continue;
        };
        let (start, end) = pair.value(line);
        let value = line.get(start..end).unwrap_or_default();
        if value.is_empty() || value.starts_with(REDACTED) || value == "redacted" {
            continue;
        }
        hidden.push_str(line.get(copied..start).unwrap_or_default());
        match pair.is_set_cookie() {
            true => found.add_set_cookie(value),
            false => found.add_header(value),
        }
        hidden.push_str(&pair.shown(value));
        copied = end;
    }
    hidden.push_str(line.get(copied..).unwrap_or_default());
    hidden
}

/// Where a name is in its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// After the mark of curl, such as `>`.
    Marked,
    /// At the start of its line, or before a quoted value.
    Field,
    Text,
}

/// A name that suggests a secret, and its separator.
struct Pair<'t> {
    before: &'t str,
    name: &'t str,
    separator: usize,
    /// Whether the value ends with the line, as that of a header does.
    is_line: bool,
}

impl<'t> Pair<'t> {
    /// Reads the name before a separator. `place` says where in its line a name is that starts
    /// after so many bytes of the text.
    fn read(
        text: &'t str,
        c: char,
        separator: usize,
        place: impl Fn(usize) -> Place,
    ) -> Option<Self> {
        let named = text.trim_end_matches(|c| is_mark(c) || matches!(c, ' ' | '*'));
        let is_quoted = named.len() < text.trim_end().len();
        let before = named.trim_end_matches(is_of_name);
        let name = named.get(before.len()..)?;
        let place = place(before.len());
        let is_pair = match c {
            ':' if place == Place::Marked || before.ends_with('[') || is_header(name) => {
                is_secret(name)
            }
            ':' => (place == Place::Field || is_quoted) && is_strong(name),
            // curl prints `Added cookie sid="…" for domain`.
            _ => is_strong(name) || before.ends_with("cookie ") && !name.is_empty(),
        };
        is_pair.then_some(Self {
            before,
            name,
            separator,
            is_line: c == ':' && (!is_quoted || is_header(name)) || is_credentials(name),
        })
    }

    /// Where the value is.
    fn value(&self, line: &str) -> (usize, usize) {
        let rest = line.get(self.separator + 1..).unwrap_or_default();
        let value = rest.trim_start_matches([' ', '\t', '>', '=']);
        let start = line.len() - value.len();
        let marks = value.find(|c| !is_mark(c)).unwrap_or(value.len());
        if let Some(open) = value.get(..marks).filter(|open| !open.is_empty()) {
            let content = value.get(marks..).unwrap_or_default();
            let end = end_of_quotation(content, open);
            return (start + marks, start + marks + end);
        }
        let end = match self.before.chars().next_back() {
            Some('[') => value.rfind(']'),
            Some(open) if is_mark(open) && self.is_line => value.rfind(open),
            _ if self.is_line => None,
            _ => value.find(|c: char| c.is_whitespace() || "&,;)}]\"'`".contains(c)),
        };
        (start, start + end.unwrap_or(value.len()))
    }

    fn is_set_cookie(&self) -> bool {
        self.name.eq_ignore_ascii_case("set-cookie")
    }

    fn shown(&self, value: &str) -> String {
        if !self.is_set_cookie() {
            return REDACTED.to_owned();
        }
        // The attributes of a cookie decide whether the browser sends it.
        let mut headers = Headers::new();
        headers.append(self.name, value);
        let lines = Secrets::default().lines(&headers);
        let shown = lines.into_iter().next().map(|(_, value)| value);
        shown.unwrap_or_else(|| REDACTED.to_owned())
    }
}

/// The length of a quoted value. A quotation mark within it has a longer escape.
fn end_of_quotation(content: &str, open: &str) -> usize {
    let places = content.match_indices(open);
    let mut places = places.filter(|(at, _)| {
        let before = content
            .get(..*at)
            .and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| matches!(c, '\\' | '`' | '^'))
    });
    places.next().map_or(content.len(), |(at, _)| at)
}

/// Whether a character is a quotation mark or an escape before one.
fn is_mark(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '\\' | '^' | '‘' | '’' | '“' | '”')
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// Whether the name is one of a header, and no word such as in "Unexpected token: …".
fn is_header(name: &str) -> bool {
    name.contains('-') || is_credentials(name)
}

fn is_credentials(name: &str) -> bool {
    ["authorization", "cookie"].contains(&&*name.to_ascii_lowercase())
}

/// Whether the name suggests a secret wherever it is. A `code` or a `state` is one in a URL, and
/// in a message it is mostly none.
fn is_strong(name: &str) -> bool {
    const PARTS: [&str; 13] = [
        "apikey",
        "api-key",
        "api_key",
        "authorization",
        "cookie",
        "credential",
        "csrf",
        "jwt",
        "pass",
        "pwd",
        "secret",
        "session",
        "token",
    ];
    let lower = name.to_ascii_lowercase();
    is_secret(name) && PARTS.iter().any(|part| lower.contains(part))
}

/// The line without the cookies of a command that the network panel copied for PowerShell.
fn without_cookies(line: &str) -> String {
    const OBJECT: &str = "Net.Cookie(";
    let Some(start) = line.find(OBJECT).map(|at| at + OBJECT.len()) else {
        return line.to_owned();
    };
    let (before, cookie) = line.split_at(start);
    let after = cookie.rfind(')').and_then(|at| cookie.get(at..));
    format!("{before}{REDACTED}{}", after.unwrap_or_default())
}

/// The line without the credentials after a scheme: `Bearer abc`.
fn without_schemes(line: &str, found: &mut Found) -> String {
    let mut hidden = String::new();
    let mut rest = line;
    let mut is_after_scheme = false;
    while !rest.is_empty() {
        let is_end =
            |c: char| c.is_whitespace() || is_mark(c) && c != '\\' || "[](){},;".contains(c);
        let end = rest.find(is_end).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let lower = word.to_ascii_lowercase();
        let is_prose = ["auth", "realm", "token", "with", "<redacted"]
            .iter()
            .any(|word| lower.starts_with(word));
        match is_after_scheme && !is_prose && !word.is_empty() {
            true => {
                found.add(word);
                hidden.push_str(REDACTED);
            }
            false => hidden.push_str(word),
        }
        let spaces = after.len() - after.trim_start().len();
        is_after_scheme = spaces > 0 && ["basic", "bearer"].contains(&&*lower)
            || is_after_scheme && word.is_empty();
        let next = after.chars().next().map_or(0, |c| spaces.max(c.len_utf8()));
        let (separators, after) = after.split_at(next);
        hidden.push_str(separators);
        rest = after;
    }
    hidden
}
