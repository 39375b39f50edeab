//! From text to pattern: the rules of one origin, in their order.

use std::ops::Range;

use super::{MAX_ORIGIN, OriginPattern, Port, host, scheme};
use crate::fault::Fault;
use crate::rule::Rule;

/// Reads a pattern, or says which rule it breaks first.
pub(super) fn parse(text: &str) -> Result<OriginPattern, Fault> {
    check_whole(text)?;
    let (scheme, rest) = split_scheme(text)?;
    let lower = scheme.to_ascii_lowercase();
    check_scheme(text, scheme, &lower)?;
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    check_nothing_else(text, authority)?;
    let (name, port) = split_port(authority);
    let start = text.len() - rest.len();
    let end = start + name.len();
    if name.is_empty() {
        return Err(Fault::new(
            Rule::OriginHostMissing,
            start..text.len(),
            "an origin has a host",
        )
        .advice("write the host as well: \"https://example.com\""));
    }
    let whole = |fault: Fault| fault.within(&text[..start], &text[end..]);
    host::check_writing(&lower, name).map_err(whole)?;
    check_case(text, scheme.len(), end)?;
    host::check_name(&lower, name).map_err(whole)?;
    if name == "*" && port.is_some() {
        return Err(Fault::new(
            Rule::OriginPortInvalid,
            end..text.len(),
            "extensions have no port",
        )
        .fix(&text[..end]));
    }
    Ok(OriginPattern {
        text: text.to_owned(),
        host: start,
        end,
        port: check_port(text, end, port, scheme::default_port(scheme))?,
    })
}

/// Texts that are no single origin.
fn check_whole(text: &str) -> Result<(), Fault> {
    if text.eq_ignore_ascii_case("null") {
        return Err(Fault::new(
            Rule::OriginNull,
            0..text.len(),
            "`null` is not a site: sandboxed frames, local files and redirected requests send it, so anybody can",
        )
        .advice("list the sites by name; if everybody may read, write `*` without credentials"));
    }
    if text.len() > MAX_ORIGIN {
        return Err(Fault::new(
            Rule::OriginTooLong,
            0..0,
            format!(
                "no origin is longer than {MAX_ORIGIN} bytes, and this has {}",
                text.len()
            ),
        ));
    }
    check_single(text)?;
    check_space(text)?;
    check_regex(text)
}

/// A second `://` behind a comma or a space.
fn check_single(text: &str) -> Result<(), Fault> {
    let separator = |c: char| c == ',' || c == ';' || c.is_whitespace();
    let Some(first) = text.find("://").map(|at| at + 3) else {
        return Ok(());
    };
    let Some(cut) = text[first..].find(separator).map(|at| first + at) else {
        return Ok(());
    };
    if !text[cut..].contains("://") {
        return Ok(());
    }
    let origins = text.split(separator).filter(|origin| !origin.is_empty());
    Err(Fault::new(
        Rule::OriginIsAList,
        cut..text.len(),
        "each origin is an entry of its own",
    )
    .fixes(origins.map(str::to_owned)))
}

fn check_space(text: &str) -> Result<(), Fault> {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    let Some((at, c)) = text.char_indices().find(|&(_, c)| blank(c)) else {
        return Ok(());
    };
    Err(Fault::new(
        Rule::OriginHasSpace,
        at..at + c.len_utf8(),
        "an origin has no white space and no control characters",
    )
    .fix(text.trim_matches(blank)))
}

/// A regular expression: it would be compared byte for byte, and never match.
fn check_regex(text: &str) -> Result<(), Fault> {
    let Some(mark) = regex_mark(text) else {
        return Ok(());
    };
    Err(Fault::new(
        Rule::OriginIsARegex,
        mark,
        "an origin is not a regular expression; `*.` stands for subdomains, `:*` for ports",
    )
    .fix(without_regex(text))
    .advice("a pattern for every subdomain is written like \"https://*.example.com\""))
}

fn regex_mark(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if text.starts_with('^') {
        return Some(0..1);
    }
    for (at, pair) in bytes.windows(2).enumerate() {
        let found = match pair {
            b"\\." | b"\\d" | b"\\w" | b".+" => true,
            // In `a.*.b` the `*` is a label of its own: a wildcard, misplaced.
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

/// Whether the `*` at this place is a whole label behind another.
fn is_label(bytes: &[u8], star: usize) -> bool {
    let before = star.checked_sub(2).and_then(|at| bytes.get(at));
    let after = bytes.get(star + 1);
    before.is_some_and(|&b| b != b'/') && after.is_none_or(|b| b".:/".contains(b))
}

/// The pattern that the commonest expressions stand for.
fn without_regex(text: &str) -> String {
    let text = text.trim_start_matches('^').trim_end_matches('$');
    let mut text = text.replace("https?", "https").replace('\\', "");
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
    text.replace("(*.)?", "*.").replace("://*.*.", "://*.")
}

/// What stands before and behind `://`.
fn split_scheme(text: &str) -> Result<(&str, &str), Fault> {
    if let Some(colon) = text.find(':') {
        let scheme = text[..colon].to_ascii_lowercase();
        let opaque = matches!(
            &*scheme,
            "data" | "blob" | "filesystem" | "about" | "javascript" | "file"
        );
        if opaque {
            return Err(not_an_origin(text, &scheme));
        }
        if matches!(&*scheme, "http" | "https") && !text[colon..].starts_with("://") {
            let host = text[colon + 1..].trim_start_matches(['/', '\\']);
            return Err(Fault::new(
                Rule::OriginSchemeInvalid,
                0..text.len() - host.len(),
                "a scheme ends with `://`",
            )
            .fix(format!("{scheme}://{host}")));
        }
    }
    match text.split_once("://") {
        Some(("", rest)) => Err(scheme_missing(text, rest)),
        Some(split) => Ok(split),
        None => Err(scheme_missing(
            text,
            text.strip_prefix("//").unwrap_or(text),
        )),
    }
}

fn scheme_missing(text: &str, rest: &str) -> Fault {
    let host = &rest[..rest.find(['/', '?', '#', ':']).unwrap_or(rest.len())];
    let local = host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.");
    let scheme = if local { "http" } else { "https" };
    Fault::new(
        Rule::OriginSchemeMissing,
        0..text.len() - rest.len(),
        "an origin starts with its scheme",
    )
    .fix(format!("{scheme}://{rest}"))
    .advice("write the scheme, the host and, where it is not the scheme's own, the port: \"https://example.com\"")
}

fn check_scheme(text: &str, scheme: &str, lower: &str) -> Result<(), Fault> {
    let mut bytes = scheme.bytes();
    let valid = bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
        && bytes.all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    if !valid {
        let fault = Fault::new(
            Rule::OriginSchemeInvalid,
            0..scheme.len(),
            "this is no scheme: a letter, then letters, digits, `+`, `-` and `.`",
        );
        return Err(match scheme.contains('*') {
            true => fault.fix(format!("https{}", &text[scheme.len()..])),
            false => fault,
        });
    }
    match scheme::never_an_origin(lower) {
        Some(_) => Err(not_an_origin(text, lower)),
        None => Ok(()),
    }
}

fn not_an_origin(text: &str, scheme: &str) -> Fault {
    let rest = &text[scheme.len() + 1..];
    let (why, meant) = scheme::never_an_origin(scheme).unwrap_or_default();
    let fault = Fault::new(
        Rule::OriginSchemeNotAnOrigin,
        0..scheme.len() + 1,
        format!("no page has an origin with the scheme `{scheme}`: {why}"),
    );
    match meant {
        Some(meant) => fault.fix(format!("{meant}:{rest}")),
        // A blob URL carries the origin that it belongs to.
        None if matches!(scheme, "blob" | "filesystem") && rest.contains("://") => fault.fix(rest),
        None => fault,
    }
}

/// An origin is scheme, host and port.
fn check_nothing_else(text: &str, authority: &str) -> Result<(), Fault> {
    let scheme = text.find("://").map_or(0, |at| at + 3);
    let end = scheme + authority.len();
    if let Some(at) = authority.rfind('@') {
        return Err(Fault::new(
            Rule::OriginHasUserinfo,
            scheme..scheme + at + 1,
            "an origin has no user name and no password",
        )
        .fix(format!("{}{}", &text[..scheme], &text[scheme + at + 1..])));
    }
    let tail = &text[end..];
    let (rule, mark, message) = match tail.as_bytes() {
        [] => return Ok(()),
        [b'/', path @ ..] => {
            let path = path
                .iter()
                .position(|b| b"?#".contains(b))
                .unwrap_or(path.len());
            (
                Rule::OriginHasPath,
                end..end + 1 + path,
                "an origin has no path, not even a trailing slash",
            )
        }
        [b'?', ..] => {
            let query = tail.find('#').unwrap_or(tail.len());
            (
                Rule::OriginHasQuery,
                end..end + query,
                "an origin has no query",
            )
        }
        _ => (
            Rule::OriginHasFragment,
            end..text.len(),
            "an origin has no fragment",
        ),
    };
    Err(Fault::new(rule, mark, message).fix(&text[..end]))
}

/// Host and, behind its colon, port.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    let name = match authority.find(']') {
        Some(bracket) if authority.starts_with('[') => bracket + 1,
        // An IPv6 address that lacks a bracket has no port to tell apart.
        _ if authority.starts_with('[') || is_bare_ipv6(authority) => authority.len(),
        _ => 0,
    };
    match authority[name..].find(':') {
        Some(colon) => {
            let colon = name + colon;
            (&authority[..colon], Some(&authority[colon + 1..]))
        }
        None => (authority, None),
    }
}

fn is_bare_ipv6(authority: &str) -> bool {
    let address = authority.split('%').next().unwrap_or_default();
    address.matches(':').count() > 1 && address.parse::<std::net::Ipv6Addr>().is_ok()
}

/// Scheme and host in lower case. The digits of an IPv6 address are left to
/// its own rule.
fn check_case(text: &str, scheme: usize, end: usize) -> Result<(), Fault> {
    let host = &text[scheme + 3..end];
    let judged = if host.contains(':') { scheme } else { end };
    let Some(at) = text[..judged].find(|c: char| c.is_ascii_uppercase()) else {
        return Ok(());
    };
    let run = text[at..judged]
        .bytes()
        .take_while(u8::is_ascii_uppercase)
        .count();
    Err(Fault::new(
        Rule::OriginNotLowerCase,
        at..at + run,
        "browsers send an origin in lower case",
    )
    .fix(format!(
        "{}{}",
        text[..end].to_ascii_lowercase(),
        &text[end..]
    )))
}

/// 1 to 65535 in plain decimal, not the scheme's own; or `*`.
fn check_port(
    text: &str,
    colon: usize,
    port: Option<&str>,
    default: Option<u16>,
) -> Result<Port, Fault> {
    let port = match port {
        None => return Ok(Port::Default),
        Some("*") => return Ok(Port::Any),
        Some(port) => port,
    };
    let without = &text[..colon];
    let invalid = |message| {
        let fault = Fault::new(Rule::OriginPortInvalid, colon..text.len(), message);
        let digits = port.trim_start_matches(['+', '0']);
        match digits.parse::<u16>() {
            _ if port.is_empty() => fault.fix(without),
            Ok(number) if digits.bytes().all(|b| b.is_ascii_digit()) => {
                fault.fix(format!("{without}:{number}"))
            }
            _ => fault,
        }
    };
    if port.is_empty() {
        return Err(invalid("a port follows the colon"));
    }
    if !port.bytes().all(|b| b.is_ascii_digit()) {
        return Err(invalid("a port is a number; `:*` stands for any port"));
    }
    match port.parse::<u16>() {
        Ok(0) => Err(invalid("no browser connects to port 0")),
        Ok(_) if port.starts_with('0') => Err(invalid("a port has no leading zero")),
        Ok(number) if Some(number) == default => Err(Fault::new(
            Rule::OriginPortDefault,
            colon..text.len(),
            "browsers leave the scheme's own port out of an origin",
        )
        .fix(without)),
        Ok(number) => Ok(Port::Number(number)),
        Err(_) => Err(invalid("a port is at most 65535")),
    }
}
