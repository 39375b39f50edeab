//! A naive implementation of patterns.

/// Whether a pattern matches an origin, by its definition.
pub(crate) fn naive(pattern: &str, origin: &str) -> bool {
    let (pattern_scheme, pattern_authority) =
        pattern.split_once("://").expect("a pattern has a scheme");
    let Some((scheme, authority)) = origin.split_once("://") else {
        return false;
    };
    let (pattern_host, pattern_port) = split_port(pattern_authority);
    let (host, port) = split_port(authority);
    let default = match scheme {
        "http" => Some("80"),
        "https" => Some("443"),
        _ => None,
    };
    scheme == pattern_scheme
        && host_is_of(pattern_host, host)
        && match pattern_port {
            Some("*") => port.is_none_or(|port| is_port(port) && Some(port) != default),
            exact => port == exact,
        }
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    let colon = match authority.rfind(']') {
        Some(bracket) => authority[bracket..].find(':').map(|at| bracket + at),
        None => authority.find(':'),
    };
    match colon {
        Some(colon) => (&authority[..colon], Some(&authority[colon + 1..])),
        None => (authority, None),
    }
}

fn host_is_of(pattern: &str, host: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    if pattern == "*" {
        return (1..=253).contains(&host.len()) && host.chars().all(|c| plain(c) || c == '.');
    }
    let Some(base) = pattern.strip_prefix("*.") else {
        return match pattern.split_once('*') {
            Some((start, end)) => is_of_glob(start, end, host),
            None => host == pattern,
        };
    };
    let Some(labels) = host
        .strip_suffix(base)
        .and_then(|labels| labels.strip_suffix('.'))
    else {
        return false;
    };
    let label = |label: &str| (1..=63).contains(&label.len()) && label.chars().all(plain);
    host.len() <= 253 && labels.split('.').all(label)
}

fn is_of_glob(start: &str, end: &str, host: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    let part = host
        .strip_prefix(start)
        .and_then(|rest| rest.strip_suffix(end));
    let label = host.split('.').next().unwrap_or_default();
    part.is_some_and(|part| !part.is_empty() && part.chars().all(plain))
        && host.len() <= 253
        && label.len() <= 63
        && !label.starts_with("xn--")
}

fn is_port(port: &str) -> bool {
    let digits = !port.is_empty() && port.chars().all(|c| c.is_ascii_digit());
    digits && !port.starts_with('0') && port.parse::<u64>().is_ok_and(|port| port <= 65_535)
}
