//! The rules of the `*` in a host.

use super::address;
use super::scheme;
use crate::rule::Rule;
use crate::violation::Violation;

// In this file, spans and fixes are relative to the host, and `scheme` is in lower case.

/// Checks that `*.` is in front of a name or a `*` is in its first label, and that there is
/// no other `*`.
pub(super) fn check(scheme: &str, host: &str) -> Result<(), Violation> {
    let Some(first) = host.find('*') else {
        return Ok(());
    };
    let misplaced = |at: usize, message| {
        Err(Violation::new(
            Rule::OriginWildcardMisplaced,
            at..at + 1,
            message,
        ))
    };
    if host == "*" {
        if scheme::has_varying_ids(scheme) {
            return Ok(());
        }
        let suggestion = match scheme::has_ids(scheme) {
            true => "list the ids",
            false => {
                "name the site: \"https://*.example.com\"; if every site may read, write `*` alone, without credentials"
            }
        };
        return misplaced(
            0,
            "`*` alone is not a host; it matches labels in front of a name",
        )
        .map_err(|violation| violation.suggestion(suggestion));
    }
    let Some(base) = host.strip_prefix("*.") else {
        let Some((at, message)) = not_a_glob(scheme, host, first) else {
            return Ok(());
        };
        let violation = misplaced(at, message);
        let name = host.trim_start_matches(['*', '.']);
        let fix = format!("*.{name}");
        let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric());
        return match first == 0 && is_name && !name.contains('*') {
            true => violation.map_err(|violation| violation.fix(fix)),
            false => violation.map_err(|violation| {
                violation.suggestion("list the hosts, or put `*.` in front of the name they share: \"https://*.example.com\"")
            }),
        };
    };
    if let Some(second) = base.rfind('*') {
        let name = &base[second + 1..];
        return misplaced(
            2 + second,
            "`*.` already matches one or more labels; a second `*` has no meaning",
        )
        .map_err(|violation| match name.strip_prefix('.') {
            Some(name) => violation.fix(format!("*.{name}")),
            None => violation,
        });
    }
    if scheme::has_ids(scheme) {
        return misplaced(
            0,
            "the hosts of this scheme are ids, which have no subdomains",
        )
        .map_err(|violation| violation.suggestion("list the ids"));
    }
    if base.is_empty() || base == "." {
        return misplaced(0, "`*.` needs a name after it")
            .map_err(|violation| violation.suggestion("name the site: \"https://*.example.com\""));
    }
    if base.starts_with('[') || scheme::has_domains(scheme) && address::ends_in_a_number(base) {
        return misplaced(0, "an IP address has no subdomains")
            .map_err(|violation| violation.fix(base));
    }
    Ok(())
}

/// The reason why a host, whose first `*` is not a whole label, is not a label glob, and the
/// position of the `*` that is wrong.
fn not_a_glob(scheme: &str, host: &str, first: usize) -> Option<(usize, &'static str)> {
    if !scheme::has_domains(scheme) {
        return Some((
            first,
            "in this scheme, `*` matches whole labels, and only in front of the name",
        ));
    }
    let (label, rest) = host.split_once('.').unwrap_or((host, ""));
    if first >= label.len() {
        return Some((
            first,
            "`*` matches whole labels in front of the name, or a part of its first label",
        ));
    }
    if let Some(second) = host[first + 1..].find('*') {
        return Some((first + 1 + second, "a host has only one `*`"));
    }
    if rest.contains('[') || address::ends_in_a_number(rest) {
        return Some((first, "an IP address has no subdomains"));
    }
    let name = rest.strip_suffix('.').unwrap_or(rest);
    (!name.contains('.')).then_some((
        first,
        "this `*` would match names of strangers: a label with a `*` needs at least two labels after it",
    ))
}
