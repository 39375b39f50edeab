//! A request, the headers of the handler's response, and a naive reading of the headers that
//! an adapter then sends.

use cors_engine::Policy;

use crate::policies::{self, POLICIES};

/// The lines of a header list, with names in lower case.
pub(crate) type Lines = Vec<(String, Vec<u8>)>;

/// An input: `2 PUT`, then the lines of the request, an empty line, and the lines of the
/// handler's response.
pub(crate) struct Exchange<'i> {
    /// The index of the policy.
    pub(crate) policy: usize,
    pub(crate) method: &'i str,
    pub(crate) request: Vec<(&'i [u8], &'i [u8])>,
    pub(crate) response: Vec<(&'i [u8], &'i [u8])>,
}

/// The headers that an adapter sent, and the status if it answered a preflight.
pub(crate) struct Sent {
    pub(crate) status: Option<u16>,
    pub(crate) headers: Lines,
}

impl<'i> Exchange<'i> {
    pub(crate) fn read(data: &'i [u8]) -> Option<Self> {
        let mut lines = data.split(|byte| *byte == b'\n');
        let [policy, b' ', method @ ..] = lines.next()? else {
            return None;
        };
        let head = |line: &'i [u8]| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            Some((&line[..colon], line[colon + 1..].trim_ascii()))
        };
        let request = lines.by_ref().take_while(|line| !line.is_empty());
        Some(Exchange {
            policy: policies::index(*policy),
            method: str::from_utf8(method).ok()?,
            request: request.filter_map(head).collect(),
            response: lines.filter_map(head).collect(),
        })
    }

    pub(crate) fn policy(&self) -> &'static Policy {
        POLICIES[self.policy]
    }
}

/// Checks what was sent for a request. `request` and `response` are the lines of the header
/// maps that the adapter was given.
pub(crate) fn check(
    policy: &Policy,
    method: &str,
    request: &Lines,
    response: &Lines,
    sent: &Sent,
    per_method: bool,
) {
    let origins = values(request, "origin");
    let is_preflight = method == "OPTIONS"
        && !origins.is_empty()
        && !values(request, "access-control-request-method").is_empty();
    assert_eq!(
        sent.status.is_some(),
        is_preflight,
        "only preflights are answered"
    );

    let any = policy.allows_any_origin();
    let origin = match origins[..] {
        [origin] => Some(origin),
        _ => None,
    };
    let is_allowed = any || origin.is_some_and(|origin| policy.allows_origin(origin));
    let allowed: Vec<&[u8]> = match origin {
        _ if any => vec![b"*"],
        Some(origin) if is_allowed => vec![origin],
        _ => Vec::new(),
    };
    let of = |name| values(&sent.headers, name);
    assert_eq!(of("access-control-allow-origin"), allowed);
    let credentials: &[&[u8]] = match is_allowed && policy.credentials() {
        true => &[b"true"],
        false => &[],
    };
    assert_eq!(of("access-control-allow-credentials"), credentials);
    for name in sent.headers.iter().map(|(name, _)| name) {
        let known = ["origin", "credentials", "methods", "headers"];
        if let Some(rest) = name.strip_prefix("access-control-allow-") {
            assert!(known.contains(&rest), "{name} is not a header of a policy");
        }
    }
    if policy.credentials() {
        let is_star = |(_, value): &(String, Vec<u8>)| {
            value
                .split(|byte| *byte == b',')
                .any(|name| name.trim_ascii() == b"*")
        };
        let mut lines = sent.headers.iter();
        let has_star = lines.any(|line| is_cors(&line.0) && is_star(line));
        assert!(!has_star || asks_for_star(request), "`*` with credentials");
    }
    if is_preflight {
        let status = if is_allowed { 204 } else { 403 };
        assert_eq!(sent.status, Some(status));
        check_preflight(policy, request, sent, is_allowed, per_method);
    } else {
        check_response(policy, response, sent, is_allowed);
    }
}

/// An echo repeats `*` if the request asks for a method or a header with this name.
fn asks_for_star(request: &Lines) -> bool {
    let asked = [
        "access-control-request-method",
        "access-control-request-headers",
    ];
    let mut lines = asked.iter().flat_map(|name| values(request, name));
    lines.any(|line| line.contains(&b'*'))
}

fn check_preflight(
    policy: &Policy,
    request: &Lines,
    sent: &Sent,
    is_allowed: bool,
    per_method: bool,
) {
    let of = |name| values(&sent.headers, name);
    let asked = values(request, "access-control-request-method");
    let method = match asked[..] {
        [method] if is_token(method) && method.len() <= 64 => Some(method),
        _ => None,
    };
    let methods: Vec<&str> = policy.methods().collect();
    let headers: Vec<&str> = policy.headers().collect();
    let echoes_methods = policy.credentials() && methods == ["*"];
    let echoes_headers = policy.credentials() && headers.contains(&"*");

    let listed = methods.join(",").into_bytes();
    let expected: Option<&[u8]> = match method {
        _ if !is_allowed || methods.is_empty() => None,
        Some(method) if echoes_methods => Some(method),
        None if echoes_methods || per_method => None,
        Some(method) if per_method => {
            let is_listed = methods == ["*"] || methods.iter().any(|own| own.as_bytes() == method);
            is_listed.then_some(method)
        }
        _ => Some(&listed),
    };
    assert_eq!(of("access-control-allow-methods"), Vec::from_iter(expected));

    let asked = values(request, "access-control-request-headers");
    let names = || {
        asked
            .iter()
            .flat_map(|line| line.split(|byte| *byte == b','))
    };
    let names = || names().map(trim).filter(|name| !name.is_empty());
    let is_sound = names().all(is_token)
        && asked.len() <= 8
        && asked.iter().map(|line| line.len()).sum::<usize>() <= 1024;
    let listed = headers.join(",").into_bytes();
    let expected: Vec<&[u8]> = match is_allowed {
        true if echoes_headers && is_sound => asked
            .iter()
            .copied()
            .filter(|line| !trim(line).is_empty())
            .collect(),
        true if !echoes_headers && !headers.is_empty() => vec![&listed],
        _ => Vec::new(),
    };
    let expected = if echoes_headers && names().next().is_none() {
        Vec::new()
    } else {
        expected
    };
    assert_eq!(of("access-control-allow-headers"), expected);

    let age = policy
        .max_age()
        .map(|seconds| seconds.to_string().into_bytes());
    let age = match expected.is_empty() || !per_method {
        true => age,
        false => Some(b"0".to_vec()),
    };
    let age = age.filter(|_| is_allowed);
    assert_eq!(of("access-control-max-age"), Vec::from_iter(age.as_deref()));
    assert!(of("access-control-expose-headers").is_empty());

    let vary: &[u8] = match is_allowed {
        true if echoes_headers || echoes_methods && !per_method => {
            b"Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
        }
        _ if per_method => b"Origin, Access-Control-Request-Method",
        _ if policy.allows_any_origin() => b"",
        _ => b"Origin",
    };
    let vary = Some(vary).filter(|vary| !vary.is_empty());
    assert_eq!(of("vary"), Vec::from_iter(vary));
}

fn check_response(policy: &Policy, response: &Lines, sent: &Sent, is_allowed: bool) {
    let of = |name| values(&sent.headers, name);
    let exposed: Vec<&str> = policy.expose_headers().collect();
    let exposed = Some(exposed.join(",").into_bytes());
    let exposed = exposed.filter(|exposed| is_allowed && !exposed.is_empty());
    assert_eq!(
        of("access-control-expose-headers"),
        Vec::from_iter(exposed.as_deref())
    );
    assert!(of("access-control-allow-methods").is_empty());
    assert!(of("access-control-allow-headers").is_empty());
    assert!(of("access-control-max-age").is_empty());
    // Nothing else of the response changes.
    for (name, _) in response.iter().chain(&sent.headers) {
        if !is_cors(name) && name != "vary" {
            assert_eq!(values(response, name), of(name), "{name}");
        }
    }
    let (before, after) = (values(response, "vary"), of("vary"));
    if policy.allows_any_origin() {
        assert_eq!(before, after);
        return;
    }
    let others = |lines: &[&[u8]]| {
        let names = lines
            .iter()
            .flat_map(|line| line.split(|byte| *byte == b','));
        let names = names.map(|name| name.trim_ascii().to_ascii_lowercase());
        names
            .filter(|name| name != b"origin" && !name.is_empty())
            .collect::<Vec<_>>()
    };
    assert_eq!(others(&before), others(&after));
    let count = |lines: &[&[u8]]| {
        let names = lines
            .iter()
            .flat_map(|line| line.split(|byte| *byte == b','));
        names
            .filter(|name| name.trim_ascii().eq_ignore_ascii_case(b"origin"))
            .count()
    };
    if others(&after).contains(&b"*".to_vec()) {
        assert_eq!(before, after);
    } else if before.iter().all(|line| line.is_ascii()) {
        assert_eq!(count(&after), 1);
    } else {
        assert!(count(&after) >= 1);
    }
}

fn is_cors(name: &str) -> bool {
    let others = ["access-control-expose-headers", "access-control-max-age"];
    name.starts_with("access-control-allow-") || others.contains(&name)
}

/// The values of a header, one per line.
pub(crate) fn values<'l>(lines: &'l Lines, name: &str) -> Vec<&'l [u8]> {
    let lines = lines.iter().filter(|(other, _)| other == name);
    lines.map(|(_, value)| value.as_slice()).collect()
}

fn is_token(text: &[u8]) -> bool {
    let separators = b"(),/:;<=>?@[\\]{}\" \t";
    !text.is_empty()
        && text
            .iter()
            .all(|byte| byte.is_ascii_graphic() && !separators.contains(byte))
}

fn trim(text: &[u8]) -> &[u8] {
    let is_blank = |byte: &u8| [b' ', b'\t'].contains(byte);
    let start = text
        .iter()
        .position(|byte| !is_blank(byte))
        .unwrap_or(text.len());
    let end = text
        .iter()
        .rposition(|byte| !is_blank(byte))
        .map_or(start, |last| last + 1);
    &text[start..end]
}
