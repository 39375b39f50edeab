//! The rules of the whole text, before it is split.

use std::ops::Range;

use super::MAX_ORIGIN;
use crate::rule::Rule;
use crate::violation::Violation;

/// Checks for texts that are not one origin.
pub(super) fn check(text: &str) -> Result<(), Violation> {
    if text.eq_ignore_ascii_case("null") {
        return Err(Violation::new(
            Rule::OriginNull,
            0..text.len(),
            "`null` is not a site: sandboxed frames, local files and redirected requests send it, so anyone can",
        )
        .suggestion("list the sites by name; if every site may read, write `*` without credentials"));
    }
    if text.len() > MAX_ORIGIN {
        return Err(Violation::new(
            Rule::OriginTooLong,
            0..0,
            format!(
                "no origin is longer than {MAX_ORIGIN} bytes, and this has {}",
                text.len()
            ),
        ));
    }
    check_quotes(text)?;
    check_single(text)?;
    check_space(text)?;
    check_regex(text)
}

/// Checks for brackets or quotes around origins: a JSON list, or a value that was quoted for
/// a shell.
fn check_quotes(text: &str) -> Result<(), Violation> {
    const QUOTES: [char; 2] = ['"', '\''];
    let trimmed = text.trim();
    let inner = trimmed.trim_matches(QUOTES).trim();
    let list = inner
        .strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'))
        // The brackets of an IPv6 address are part of the host.
        .filter(|list| list.contains("://"));
    // A program can split a JSON list at its commas.
    let part = match (inner.matches('[').count(), inner.matches(']').count()) {
        (open, closed) if open > closed => inner.strip_prefix('['),
        (open, closed) if open < closed => inner.strip_suffix(']'),
        _ => None,
    };
    let list = list.or(part.filter(|part| part.contains("://")));
    let message = match list {
        Some(_) => "a list in one text is not an origin: each origin is a separate entry",
        None if trimmed.starts_with(QUOTES) || trimmed.ends_with(QUOTES) => {
            "the quotes are part of the text, and an origin has none"
        }
        None => return Ok(()),
    };
    let origins = list.unwrap_or(inner).split(",");
    let origins = origins.map(|origin| {
        let plain: fn(char) -> bool = |c| QUOTES.contains(&c) || c.is_whitespace();
        origin.trim_matches(plain)
    });
    let origins: Vec<String> = origins
        .filter(|origin| !origin.is_empty())
        .map(str::to_owned)
        .collect();
    Err(Violation::new(Rule::OriginIsAList, 0..text.len(), message).fixes(origins))
}

/// Checks for a second origin, or a second host, after a separator.
fn check_single(text: &str) -> Result<(), Violation> {
    let separator: fn(char) -> bool = |c| matches!(c, ',' | ';' | '|') || c.is_whitespace();
    let Some((scheme, rest)) = text.split_once("://") else {
        return Ok(());
    };
    let Some(cut) = rest.find(separator) else {
        return Ok(());
    };
    let is_host = |host: &&str| host.contains('.') || host.starts_with("localhost");
    let comma: fn(char) -> bool = |c| matches!(c, ',' | ';');
    let hosts: Vec<&str> = rest
        .trim_end_matches(comma)
        .split(comma)
        .map(str::trim)
        .collect();
    let origins: Vec<String> = if rest[cut..].contains("://") {
        let origins = text.split(separator).filter(|origin| !origin.is_empty());
        origins.map(str::to_owned).collect()
    } else if rest.contains(comma) && hosts.iter().all(is_host) {
        let origin = |host| format!("{scheme}://{host}");
        hosts.into_iter().map(origin).collect()
    } else {
        return Ok(());
    };
    let start = text.len() - rest.len() + cut;
    Err(Violation::new(
        Rule::OriginIsAList,
        start..text.len(),
        "each origin is a separate entry",
    )
    .fixes(origins))
}

fn check_space(text: &str) -> Result<(), Violation> {
    let blank: fn(char) -> bool = |c| c.is_whitespace() || c.is_control();
    let Some((at, c)) = text.char_indices().find(|&(_, c)| blank(c)) else {
        return Ok(());
    };
    Err(Violation::new(
        Rule::OriginHasSpace,
        at..at + c.len_utf8(),
        "an origin has no white space and no control characters",
    )
    .fix(text.trim_matches(blank)))
}

/// Checks for a regular expression, which would be compared byte for byte and never
/// match.
fn check_regex(text: &str) -> Result<(), Violation> {
    let Some(span) = regex_span(text) else {
        return Ok(());
    };
    Err(Violation::new(
        Rule::OriginIsARegex,
        span,
        "an origin is not a regular expression; `*.` matches subdomains, `:*` matches ports",
    )
    .fix(without_regex(text))
    .suggestion("a pattern for every subdomain is written like \"https://*.example.com\""))
}

fn regex_span(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if text.starts_with('^') {
        return Some(0..1);
    }
    for (at, pair) in bytes.windows(2).enumerate() {
        let found = match pair {
            b"\\." | b"\\d" | b"\\w" | b".+" => true,
            // In `a.*.b` the `*` is a whole label: a misplaced wildcard.
            b".*" => !is_label(bytes, at + 1),
            [b'(' | b'|', _] => return Some(at..at + 1),
            _ => false,
        };
        if found {
            return Some(at..at + 2);
        }
    }
    let last = text.len().checked_sub(1)?;
    matches!(bytes[last], b'$' | b'(' | b'|').then_some(last..text.len())
}

/// Whether the `*` at this index is a whole label, but not the first one.
fn is_label(bytes: &[u8], star: usize) -> bool {
    let before = star.checked_sub(2).and_then(|at| bytes.get(at));
    let after = bytes.get(star + 1);
    before.is_some_and(|&b| b != b'/') && after.is_none_or(|b| b".:/".contains(b))
}

/// The pattern that a common regular expression means.
fn without_regex(text: &str) -> String {
    let text = text.trim_start_matches('^').trim_end_matches('$');
    let mut text = text.replace("https?", "https").replace("\\", "");
    for any in [
        "(.*)",
        "(.+)",
        "([^.]+)",
        "[^.]+",
        "[a-z0-9-]+",
        "[a-z]+",
        ".*",
        ".+",
        "w+",
    ] {
        text = text.replace(any, "*");
    }
    for port in ["(:*)?", "(:d+)?", ":d+", ":[0-9]+", "(:[0-9]+)?"] {
        text = text.replace(port, ":*");
    }
    let text = text.replace("(*.)?", "*.").replace("://*.*.", "://*.");
    // `.*example.com` means subdomains, and would match `evilexample.com`.
    match text.split_once("://*") {
        Some((scheme, name)) if name.starts_with(|c: char| c.is_ascii_alphanumeric()) => {
            format!("{scheme}://*.{name}")
        }
        _ => text,
    }
}
