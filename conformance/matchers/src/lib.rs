//! Policies of 1 to 10 000 random origins that the macro compiled, and a naive
//! implementation of their patterns for comparison.

#![forbid(unsafe_code)]

use cors_engine::{Policy, cors};

include!(concat!(env!("OUT_DIR"), "/policies.rs"));

/// Whether a pattern matches an origin. The code follows the definition of the
/// language and ignores speed.
pub fn naive_match(pattern: &str, origin: &[u8]) -> bool {
    let Some((scheme, host, port)) = std::str::from_utf8(origin).ok().and_then(split) else {
        return false;
    };
    let Some((pattern_scheme, pattern_host, pattern_port)) = split(pattern) else {
        return false;
    };
    let default = match scheme {
        "http" => "80",
        "https" => "443",
        _ => "",
    };
    scheme == pattern_scheme
        && host_matches(pattern_host, host)
        && match pattern_port {
            Some("*") => port.is_none_or(|port| is_port(port) && port != default),
            other => port == other,
        }
}

/// The scheme, the host and the port.
fn split(origin: &str) -> Option<(&str, &str, Option<&str>)> {
    let (scheme, rest) = origin.split_once("://")?;
    let end = match rest.starts_with('[') {
        true => rest.find(']')? + 1,
        false => rest.find(':').unwrap_or(rest.len()),
    };
    match &rest[end..] {
        "" => Some((scheme, rest, None)),
        port => Some((scheme, &rest[..end], Some(port.strip_prefix(':')?))),
    }
}

fn host_matches(pattern: &str, host: &str) -> bool {
    let is_plain = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '_' | '-');
    if pattern == "*" {
        return !host.is_empty()
            && host.len() <= 253
            && host.chars().all(|c| is_plain(c) || c == '.');
    }
    let Some((start, end)) = pattern.split_once('*') else {
        return host == pattern;
    };
    if !pattern.starts_with("*.") {
        let label = host.split('.').next().unwrap_or_default();
        let part = host.strip_prefix(start).and_then(|it| it.strip_suffix(end));
        return part.is_some_and(|part| !part.is_empty() && part.chars().all(is_plain))
            && label.len() <= 63
            && host.len() <= 253
            && !label.starts_with("xn--");
    }
    let base = end;
    let is_label = |label: &str| (1..=63).contains(&label.len()) && label.chars().all(is_plain);
    host.len() <= 253
        && host
            .strip_suffix(base)
            .is_some_and(|labels| labels.split('.').all(is_label))
}

fn is_port(port: &str) -> bool {
    port.chars().all(|c| c.is_ascii_digit())
        && !port.starts_with('0')
        && port.parse::<u16>().is_ok()
}
