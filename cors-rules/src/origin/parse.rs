//! Parses a pattern: checks the rules of one origin in their order.

use super::{OriginPattern, Port, host, scheme, whole};
use crate::rule::Rule;
use crate::violation::Violation;

/// Parses a pattern, or returns the first rule that it breaks.
pub(super) fn parse(text: &str) -> Result<OriginPattern, Violation> {
    whole::check(text)?;
    let (scheme, rest) = scheme::split(text)?;
    let lower = scheme.to_ascii_lowercase();
    scheme::check(text, scheme, &lower)?;
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    check_nothing_else(text, authority)?;
    let (name, port) = split_port(authority);
    let start = text.len() - rest.len();
    let end = start + name.len();
    if name.is_empty() {
        return Err(Violation::new(
            Rule::OriginHostMissing,
            start..text.len(),
            "an origin needs a host",
        )
        .suggestion("write the host as well: \"https://example.com\""));
    }
    let of_whole = |violation: Violation| violation.within(&text[..start], &text[end..]);
    host::check_writing(&lower, name).map_err(of_whole)?;
    check_case(text, scheme.len(), end)?;
    host::check_name(&lower, name).map_err(of_whole)?;
    if name == "*" && port.is_some() {
        return Err(Violation::new(
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

/// Checks that the text contains only a scheme, a host and a port.
fn check_nothing_else(text: &str, authority: &str) -> Result<(), Violation> {
    let scheme = text.find("://").map_or(0, |at| at + 3);
    let end = scheme + authority.len();
    if let Some(at) = authority.rfind('@') {
        let violation = Violation::new(
            Rule::OriginHasUserinfo,
            scheme..scheme + at + 1,
            "an origin has no user name and no password",
        );
        // In browsers, the host ends at a backslash, so the text after the `@` only looks
        // like a host.
        return Err(match authority.contains('\\') {
            true => violation,
            false => violation.fix(format!("{}{}", &text[..scheme], &text[scheme + at + 1..])),
        });
    }
    let tail = &text[end..];
    let (rule, span, message) = match tail.as_bytes() {
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
    Err(Violation::new(rule, span, message).fix(&text[..end]))
}

/// Splits an authority into the host and the text after its colon.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    let name = match authority.find(']') {
        Some(bracket) if authority.starts_with('[') => bracket + 1,
        // If an IPv6 address has no brackets, a port cannot be recognized.
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

/// Checks that scheme and host are in lower case. Another rule applies to the digits of an
/// IPv6 address.
fn check_case(text: &str, scheme: usize, end: usize) -> Result<(), Violation> {
    let host = &text[scheme + 3..end];
    let checked = if host.contains(':') { scheme } else { end };
    let bytes = &text.as_bytes()[..checked];
    let Some(at) = bytes.iter().position(u8::is_ascii_uppercase) else {
        return Ok(());
    };
    let run = bytes[at..].iter().take_while(|b| b.is_ascii_uppercase());
    let run = run.count();
    Err(Violation::new(
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

/// Checks that the port is `*`, or 1 to 65535 in plain decimal and not the default
/// port.
fn check_port(
    text: &str,
    colon: usize,
    port: Option<&str>,
    default: Option<u16>,
) -> Result<Port, Violation> {
    let port = match port {
        None => return Ok(Port::Default),
        Some("*") => return Ok(Port::Any),
        Some(port) => port,
    };
    let without = &text[..colon];
    let invalid = |message| {
        let violation = Violation::new(Rule::OriginPortInvalid, colon..text.len(), message);
        let digits = port.trim_start_matches(['+', '0']);
        match digits.parse::<u16>() {
            _ if port.is_empty() => violation.fix(without),
            Ok(number) if digits.bytes().all(|b| b.is_ascii_digit()) => {
                violation.fix(format!("{without}:{number}"))
            }
            _ => violation.suggestion("write a port from 1 to 65535, or `:*` for any"),
        }
    };
    if port.is_empty() {
        return Err(invalid("a port follows the colon"));
    }
    if !port.bytes().all(|b| b.is_ascii_digit()) {
        return Err(invalid("a port is a number; `:*` matches any port"));
    }
    match port.parse::<u16>() {
        Ok(0) => Err(invalid("no browser connects to port 0")),
        Ok(_) if port.starts_with('0') => Err(invalid("a port has no leading zero")),
        Ok(number) if Some(number) == default => Err(Violation::new(
            Rule::OriginPortDefault,
            colon..text.len(),
            "browsers leave the default port of a scheme out of an origin",
        )
        .fix(without)),
        Ok(number) => Ok(Port::Number(number)),
        Err(_) => Err(invalid("a port is at most 65535")),
    }
}
