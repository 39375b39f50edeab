//! Whether a fixed entry grants no more than the entry that the user wrote.
//!
//! An entry that breaks a rule grants nothing yet. So the fix is compared with what the
//! text of the entry says: the same scheme, a host that is written in it, and no `*` that
//! is not written in it. A correction of the spelling is a guess, and is left to the user.

use cors_rules::Rule;

pub(super) fn grants_no_more(rule: Rule, before: &str, after: &str) -> bool {
    match rule {
        Rule::OriginIsAList
        | Rule::OriginHasSpace
        | Rule::OriginSchemeMissing
        | Rule::OriginSchemeNotAnOrigin
        | Rule::OriginHasUserinfo
        | Rule::OriginHasPath
        | Rule::OriginHasQuery
        | Rule::OriginHasFragment
        | Rule::OriginNotLowerCase
        | Rule::OriginPortDefault => origin(&before.to_ascii_lowercase(), after),
        // The host is the same one in another spelling.
        Rule::OriginIpv6NotCanonical | Rule::OriginIpv4NotCanonical | Rule::OriginHostNotAscii => {
            respelled(&before.to_ascii_lowercase(), after)
        }
        Rule::MethodNotUpperCase => before.eq_ignore_ascii_case(after),
        Rule::MethodInvalid | Rule::HeaderInvalid | Rule::ExposeInvalid => {
            after != "*" && contains_whole(before, after)
        }
        _ => false,
    }
}

fn origin(before: &str, after: &str) -> bool {
    let Some((scheme, rest)) = after.split_once("://") else {
        return false;
    };
    let (host, port) = split_port(rest);
    stars(after) <= stars(before)
        && is_same_scheme(before, scheme, host)
        && is_same_port(before, scheme, host, port)
}

/// The host is spelled in another way. Scheme and port are the same, and a default port
/// can be gone.
fn respelled(before: &str, after: &str) -> bool {
    let (Some((was, before)), Some((scheme, after))) =
        (before.split_once("://"), after.split_once("://"))
    else {
        return false;
    };
    let default = if scheme == "https" { ":443" } else { ":80" };
    was == scheme
        && stars(after) <= stars(before)
        && match split_port(after).1 {
            Some(port) => before.ends_with(&format!(":{port}")),
            None => before.ends_with(default) || !has_port(before),
        }
}

fn has_port(authority: &str) -> bool {
    // An IPv6 address without brackets ends with digits, too.
    let is_bare_ipv6 = !authority.starts_with('[') && authority.matches(':').count() > 1;
    !is_bare_ipv6 && split_port(authority).1.is_some()
}

fn is_same_scheme(before: &str, scheme: &str, host: &str) -> bool {
    let has = |scheme: &str| {
        contains_whole(before, &format!("{scheme}://{host}"))
            || host_after_user(before, scheme) == Some(host)
    };
    let without_scheme = !before.contains("://") && contains_whole(before, host);
    match scheme {
        "https" => has("https") || has("wss") || without_scheme,
        // Without a scheme, `http` is proposed for the user's own computer only.
        "http" => {
            let is_local = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
            has("http") || has("ws") || is_local && without_scheme
        }
        other => has(other),
    }
}

fn is_same_port(before: &str, scheme: &str, host: &str, port: Option<&str>) -> bool {
    let default = if scheme == "https" { "443" } else { "80" };
    match port {
        Some(port) => contains_whole(before, &format!("{host}:{port}")),
        None => before.split(&format!("{host}:")).skip(1).all(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '*');
            matches!(&rest[..end.unwrap_or(rest.len())], port if port.is_empty() || port == default)
        }),
    }
}

/// The host of `https://user@host`.
fn host_after_user<'b>(before: &'b str, scheme: &str) -> Option<&'b str> {
    let rest = before.trim().strip_prefix(scheme)?.strip_prefix("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (_, host) = authority.rsplit_once('@')?;
    Some(split_port(host).0)
}

fn split_port(rest: &str) -> (&str, Option<&str>) {
    match rest.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (rest, None),
    }
}

fn stars(text: &str) -> usize {
    text.matches('*').count()
}

/// Whether `part` is in the text, and is not the middle of a longer name.
fn contains_whole(text: &str, part: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '*');
    text.match_indices(part).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + part.len()..].chars().next();
        !before.is_some_and(is_of_name) && !after.is_some_and(is_of_name)
    })
}
