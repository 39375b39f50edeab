//! The rules of hosts.

use super::address;
use super::punycode;
use super::scheme;
use super::wildcard;
use super::{MAX_HOST, MAX_LABEL};
use crate::rule::Rule;
use crate::violation::Violation;

// In this file, spans and fixes are relative to the host, and `scheme` is in lower case.

/// Checks the `*` of the host, and that the host is in ASCII.
pub(super) fn check_writing(scheme: &str, host: &str) -> Result<(), Violation> {
    check_filled(host)?;
    wildcard::check(scheme, host)?;
    check_ascii(scheme, host)
}

/// Checks for the placeholder of a template. A host may contain it, but no author means it.
fn check_filled(host: &str) -> Result<(), Violation> {
    match (host.find('{'), host.rfind('}')) {
        (Some(open), Some(close)) if open < close => Err(Violation::new(
            Rule::OriginHostInvalid,
            open..close + 1,
            "this placeholder was not filled in",
        )),
        _ => Ok(()),
    }
}

/// Checks that browsers send this host, which is in ASCII and lower case.
pub(super) fn check_name(scheme: &str, host: &str) -> Result<(), Violation> {
    let name = host.strip_prefix("*.").unwrap_or(host);
    if !scheme::has_domains(scheme) {
        return check_opaque(scheme, host, name);
    }
    check_ipv6(host)?;
    if name.starts_with('[') {
        return Ok(());
    }
    check_ipv4(host)?;
    check_punycode(host, name)?;
    check_domain(host, name)
}

/// The violation of a host that is not in Punycode.
fn check_ascii(scheme: &str, host: &str) -> Result<(), Violation> {
    let bytes = host.as_bytes();
    let Some(start) = bytes.iter().position(|b| !b.is_ascii()) else {
        return Ok(());
    };
    let run = bytes[start..].iter().take_while(|b| !b.is_ascii());
    let end = start + run.count();
    let violation = Violation::new(
        Rule::OriginHostNotAscii,
        start..end,
        "browsers send a host in Punycode, never in Unicode",
    );
    let (star, name) = split_star(host);
    Err(match punycode::encode(name) {
        Some(encoded) if scheme::has_domains(scheme) => violation.fix(format!("{star}{encoded}")),
        _ => violation,
    })
}

/// Checks that an IPv6 address is in brackets, in the form of browsers.
fn check_ipv6(host: &str) -> Result<(), Violation> {
    let violation = |message| Violation::new(Rule::OriginIpv6NotCanonical, 0..host.len(), message);
    let Some(rest) = host.strip_prefix('[') else {
        return match host.contains(':') {
            false => Ok(()),
            true => Err(with_address(
                violation("an IPv6 address is written in brackets"),
                host,
            )),
        };
    };
    let Some(inner) = rest.strip_suffix(']') else {
        return Err(with_address(
            violation("an IPv6 address ends with `]`"),
            rest,
        ));
    };
    if let Ok(address) = inner.parse() {
        let canonical = address::ipv6_text(address);
        return match canonical == inner {
            true => Ok(()),
            false => Err(violation(
                "browsers send an IPv6 address compressed, in lower case and without a dotted tail",
            )
            .fix(format!("[{canonical}]"))),
        };
    }
    if let Some((address, _)) = inner.split_once('%') {
        return Err(with_address(
            violation("an origin never has a zone"),
            address,
        ));
    }
    Err(match inner.parse::<std::net::Ipv4Addr>() {
        Ok(_) => violation("only an IPv6 address is written in brackets").fix(inner),
        Err(_) => violation("this is not an IPv6 address"),
    })
}

/// Adds the canonical form of the address as a fix, if the text is an address.
fn with_address(violation: Violation, address: &str) -> Violation {
    match address.parse() {
        Ok(address) => violation.fix(format!("[{}]", address::ipv6_text(address))),
        Err(_) => violation,
    }
}

/// Checks an IPv4 address. Browsers treat every host whose last label is a number as an
/// IPv4 address.
fn check_ipv4(host: &str) -> Result<(), Violation> {
    if !address::ends_in_a_number(host) {
        return Ok(());
    }
    let violation = |message| Violation::new(Rule::OriginIpv4NotCanonical, 0..host.len(), message);
    match address::read_ipv4(host).map(|address| address.to_string()) {
        Some(canonical) if canonical == host => Ok(()),
        Some(canonical) => Err(violation(
            "browsers send an IPv4 address as four plain decimal numbers",
        )
        .fix(canonical)),
        None => Err(violation(
            "browsers parse a host that ends in a number as an IPv4 address, and this is not one",
        )),
    }
}

fn check_punycode(host: &str, name: &str) -> Result<(), Violation> {
    if let Some((label, _)) = name.split_once('*')
        && label.starts_with(punycode::PREFIX)
    {
        return Err(Violation::new(
            Rule::OriginPunycodeInvalid,
            0..label.len() + 1,
            "Punycode encodes a whole label, so a `*` cannot be a part of it",
        ));
    }
    match labels(host, name).find(|(_, label)| punycode::is_broken(label)) {
        Some((at, label)) => Err(Violation::new(
            Rule::OriginPunycodeInvalid,
            at..at + label.len(),
            "this label starts with `xn--` and is not Punycode, so not every browser takes it",
        )),
        None => Ok(()),
    }
}

fn check_domain(host: &str, name: &str) -> Result<(), Violation> {
    let violation = |span, message| Err(Violation::new(Rule::OriginHostInvalid, span, message));
    let start = host.len() - name.len();
    if let Some((at, c)) = name.char_indices().find(|&(_, c)| is_forbidden(c)) {
        let at = start + at;
        return violation(
            at..at + c.len_utf8(),
            "no browser puts this character in a host",
        );
    }
    let plain = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '_' | '-' | '*');
    let (label, _) = name.split_once('.').unwrap_or((name, ""));
    if label.contains('*')
        && let Some((at, c)) = label.char_indices().find(|&(_, c)| !plain(c))
    {
        return violation(
            at..at + c.len_utf8(),
            "a label with a `*` has only letters, digits, `-` and `_` beside it",
        );
    }
    let mut labels = labels(host, name).peekable();
    while let Some((at, label)) = labels.next() {
        if label.len() > MAX_LABEL {
            return violation(at..at + label.len(), "a label has at most 63 bytes");
        }
        // An empty label at the end is the trailing dot of a full name.
        if label.is_empty() && (labels.peek().is_some() || at == start) {
            let at = at.min(host.len() - 1);
            return violation(at..at + 1, "a host has no empty labels");
        }
    }
    if host.len() > MAX_HOST {
        return violation(0..host.len(), "a host has at most 253 bytes");
    }
    Ok(())
}

/// Checks a host of another scheme than http and https, which is an id or a name.
fn check_opaque(scheme: &str, host: &str, name: &str) -> Result<(), Violation> {
    if host == "*" && scheme::has_varying_ids(scheme) {
        return Ok(());
    }
    let start = host.len() - name.len();
    let odd = |c: char| !matches!(c, 'a'..='z' | '0'..='9' | '.' | '_' | '-');
    if let Some((at, c)) = name.char_indices().find(|&(_, c)| odd(c)) {
        let at = start + at;
        return Err(Violation::new(
            Rule::OriginHostInvalid,
            at..at + c.len_utf8(),
            "no browser puts this character in a host of this scheme",
        ));
    }
    if host.len() > MAX_HOST {
        return Err(Violation::new(
            Rule::OriginHostInvalid,
            0..host.len(),
            "a host has at most 253 bytes",
        ));
    }
    Ok(())
}

/// URL Standard, "forbidden domain code point".
fn is_forbidden(c: char) -> bool {
    c <= ' ' || c == '\x7f' || "#/:<>?@[\\]^|%".contains(c)
}

/// The labels of the name, and their starts in the host.
fn labels<'h>(host: &'h str, name: &'h str) -> impl Iterator<Item = (usize, &'h str)> {
    let mut at = host.len() - name.len();
    name.split('.').map(move |label| {
        let start = at;
        at += label.len() + 1;
        (start, label)
    })
}

fn split_star(host: &str) -> (&str, &str) {
    host.split_at(if host.starts_with("*.") { 2 } else { 0 })
}
