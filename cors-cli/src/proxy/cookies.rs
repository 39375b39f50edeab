//! Cookies of upstreams in the browser's jar for `localhost`.
//!
//! Cookies have no port: all servers of `localhost` share one jar. So the name of each
//! cookie starts with a prefix of its upstream. A request takes only cookies with that
//! prefix to the upstream, and without the prefix.

use std::net::IpAddr;

use http::header::{COOKIE, Entry, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

use super::upstream::{COOKIE_PREFIX, Mount, Upstream};

/// Keeps the cookies of this upstream, under their own names.
pub(super) fn to_upstream(headers: &mut HeaderMap, upstream: &Upstream) {
    let Entry::Occupied(entry) = headers.entry(COOKIE) else {
        return;
    };
    let mut kept: Vec<u8> = Vec::new();
    for cookie in entry
        .iter()
        .flat_map(|line| line.as_bytes().split(|b| *b == b';'))
    {
        if let Some(own) = cookie
            .trim_ascii()
            .strip_prefix(upstream.cookie_prefix.as_bytes())
        {
            if !kept.is_empty() {
                kept.extend_from_slice(b"; ");
            }
            kept.extend_from_slice(own);
        }
    }
    entry.remove_entry_mult();
    if let Some(value) = Some(kept)
        .filter(|kept| !kept.is_empty())
        .and_then(|kept| HeaderValue::from_bytes(&kept).ok())
    {
        headers.insert(COOKIE, value);
    }
}

/// Rewrites `Set-Cookie`, so that browsers keep the cookie for `http://localhost`.
pub(super) fn to_browser(headers: &mut HeaderMap, mount: &Mount) {
    let Entry::Occupied(entry) = headers.entry(SET_COOKIE) else {
        return;
    };
    let (_, lines) = entry.remove_entry_mult();
    let lines: Vec<HeaderValue> = lines.collect();
    for line in lines {
        for rewritten in rewrite(line.as_bytes(), mount) {
            if let Ok(value) = HeaderValue::from_bytes(&rewritten) {
                headers.append(SET_COOKIE, value);
            }
        }
    }
}

/// The line under the prefixed name. If scripts may read the cookie, a second line with
/// its own name follows: scripts look for that name (`XSRF-TOKEN`), and the proxy never
/// sends it to an upstream.
fn rewrite(line: &[u8], mount: &Mount) -> Vec<Vec<u8>> {
    let mut parts = line.split(|byte| *byte == b';');
    let pair = parts.next().unwrap_or_default().trim_ascii();
    let name = pair.split(|byte| *byte == b'=').next().unwrap_or_default();
    let mut attributes: Vec<Vec<u8>> = Vec::new();
    let mut is_http_only = false;
    for attribute in parts.map(<[u8]>::trim_ascii) {
        let (key, value) = match attribute.iter().position(|byte| *byte == b'=') {
            Some(at) => (&attribute[..at], &attribute[at + 1..]),
            None => (attribute, &attribute[attribute.len()..]),
        };
        let (key, value) = (key.trim_ascii().to_ascii_lowercase(), value.trim_ascii());
        match &*key {
            // A server may set cookies for itself and its parent domains only.
            b"domain" if !covers(value, &mount.upstream.host) => return Vec::new(),
            b"domain" | b"secure" | b"partitioned" => {}
            // `None` needs `Secure`. `Lax` is stricter, and works between two ports of
            // one host.
            b"samesite" if value.eq_ignore_ascii_case(b"none") => {
                attributes.push(b"SameSite=Lax".to_vec());
            }
            b"path" => attributes.push([b"Path=", &*path(value, mount)].concat()),
            b"httponly" => {
                is_http_only = true;
                attributes.push(attribute.to_vec());
            }
            _ => attributes.push(attribute.to_vec()),
        }
    }
    let line = |prefix: &str| {
        let mut line = [prefix.as_bytes(), pair].concat();
        for attribute in &attributes {
            line.extend_from_slice(b"; ");
            line.extend_from_slice(attribute);
        }
        line
    };
    // Browsers keep cookies with these prefixes only if they are `Secure`.
    let needs_secure = name.len() >= 2 && name.starts_with(b"__");
    if is_http_only || needs_secure || looks_rewritten(pair) {
        vec![line(&mount.upstream.cookie_prefix)]
    } else {
        vec![line(&mount.upstream.cookie_prefix), line("")]
    }
}

/// Whether the proxy would take the cookie for one of an upstream. Browsers send a cookie
/// without a name as its value.
fn looks_rewritten(pair: &[u8]) -> bool {
    let is_padding = |byte: &u8| *byte == b'=' || byte.is_ascii_whitespace();
    let start = pair.iter().position(|byte| !is_padding(byte));
    let sent = start.and_then(|start| pair.get(start..)).unwrap_or(pair);
    sent.starts_with(COOKIE_PREFIX.as_bytes())
}

/// Whether the domain is the host or a parent of it. An address has no parents, and a name
/// of one label belongs to no site.
fn covers(domain: &[u8], host: &str) -> bool {
    let domain = domain
        .strip_prefix(b".")
        .unwrap_or(domain)
        .to_ascii_lowercase();
    let is_address = host.starts_with('[') || host.parse::<IpAddr>().is_ok();
    let host = host.as_bytes();
    let has_parents = !is_address && domain.contains(&b'.');
    let rest = host.strip_suffix(&*domain).filter(|_| has_parents);
    domain.is_empty() || host == domain || rest.is_some_and(|rest| rest.ends_with(b"."))
}

/// The path at the proxy. The prefix of the name keeps upstreams apart, so a path that
/// is not below the mount becomes `/`.
fn path(path: &[u8], mount: &Mount) -> Vec<u8> {
    let text = std::str::from_utf8(path).ok();
    let mapped = text
        .filter(|path| *path != "/")
        .and_then(|path| mount.proxy_path(path));
    mapped.as_deref().unwrap_or("/").as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::{Mount, Upstream, rewrite};

    fn rewritten(line: &str) -> Vec<String> {
        let upstream = Upstream::parse("https://api.example.com/v1").expect("an upstream");
        let prefix = upstream.cookie_prefix.clone();
        let mount = Mount {
            prefix: "/api".to_owned(),
            upstream,
        };
        let lines = rewrite(line.as_bytes(), &mount);
        let text = |line| {
            String::from_utf8(line)
                .expect("ASCII")
                .replace(&prefix, "P.")
        };
        lines.into_iter().map(text).collect()
    }

    #[test]
    fn a_cookie_of_https_is_kept_for_localhost() {
        assert_eq!(
            rewritten("sid=1; Domain=.example.com; Path=/; Secure; HttpOnly; SameSite=None"),
            ["P.sid=1; Path=/; HttpOnly; SameSite=Lax"]
        );
        assert_eq!(
            rewritten("__Host-sid=1; Path=/; Secure"),
            ["P.__Host-sid=1; Path=/"]
        );
        assert_eq!(
            rewritten("a=1; Path=/v1/x; Priority=High; HttpOnly"),
            ["P.a=1; Path=/api/x; Priority=High; HttpOnly"]
        );
        // Browsers would send no cookie to a path that the proxy does not have.
        assert_eq!(
            rewritten("a=1; Path=/other; HttpOnly"),
            ["P.a=1; Path=/; HttpOnly"]
        );
        for domain in ["", "API.Example.Com", ".Example.Com"] {
            let line = format!("a=1; Domain={domain}; HttpOnly");
            assert_eq!(rewritten(&line), ["P.a=1; HttpOnly"], "{line}");
        }
    }

    #[test]
    fn same_site_is_never_weaker() {
        assert_eq!(
            rewritten("a=1; SameSite=Strict; HttpOnly"),
            ["P.a=1; SameSite=Strict; HttpOnly"]
        );
        assert_eq!(
            rewritten("a=1; samesite=lax; HttpOnly"),
            ["P.a=1; samesite=lax; HttpOnly"]
        );
        assert_eq!(rewritten("a=1; HttpOnly"), ["P.a=1; HttpOnly"]);
    }

    #[test]
    fn scripts_find_their_cookie_by_its_name() {
        assert_eq!(
            rewritten("XSRF-TOKEN=1; Path=/"),
            ["P.XSRF-TOKEN=1; Path=/", "XSRF-TOKEN=1; Path=/"]
        );
    }

    #[test]
    fn a_cookie_for_another_domain_is_dropped() {
        assert!(rewritten("a=1; Domain=example.org").is_empty());
        assert!(rewritten("a=1; Domain=pi.example.com").is_empty());
        assert!(rewritten("a=1; Domain=com").is_empty());
    }
}
