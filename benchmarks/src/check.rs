//! Checks before the measurement that all subjects give the same answers.

use crate::case::Case;
use crate::subject::Seen;

/// Asserts that the answer of our adapter, or of the hand-written layer, is the
/// expected one.
pub(crate) fn assert_expected(case: &Case, seen: &Seen) {
    let allowed = case.is_allowed();
    let status = match (case.preflight, allowed) {
        (false, _) => 200,
        (true, true) => 204,
        (true, false) => 403,
    };
    assert_eq!(seen.status, status, "{case:?}: {seen:?}");
    assert_eq!(seen.ran, !case.preflight, "{case:?}: {seen:?}");
    let one = |name| seen.values(name).collect::<Vec<_>>();
    let expected = |value: Option<&'static str>| value.into_iter().collect::<Vec<_>>();
    let origin: Vec<&str> = case.expected_origin().into_iter().collect();
    assert_eq!(one("access-control-allow-origin"), origin, "{case:?}");
    let credentials = allowed && case.terms.credentials();
    assert_eq!(
        one("access-control-allow-credentials"),
        expected(credentials.then_some("true")),
        "{case:?}"
    );
    assert_eq!(
        one("access-control-expose-headers"),
        expected((allowed && !case.preflight).then_some("etag")),
        "{case:?}"
    );
    for (name, value) in [
        ("access-control-allow-methods", "GET,PUT,DELETE"),
        ("access-control-allow-headers", "authorization,content-type"),
        ("access-control-max-age", "600"),
    ] {
        assert_eq!(
            one(name),
            expected((allowed && case.preflight).then_some(value)),
            "{case:?}"
        );
    }
    assert_eq!(
        seen.varies(),
        case.expected_origin() != Some("*"),
        "{case:?}"
    );
    if !case.preflight {
        for (name, value) in case.own.headers() {
            assert!(
                seen.values(name).any(|line| line == *value),
                "{case:?}: {name}"
            );
        }
    }
}

/// Asserts that the policy of the route applied, in an application with many
/// routes.
pub(crate) fn assert_route_policy(case: &Case, seen: &Seen) {
    assert_eq!(
        seen.status,
        if case.preflight { 204 } else { 200 },
        "{case:?}: {seen:?}"
    );
    assert_eq!(seen.ran, !case.preflight, "{case:?}: {seen:?}");
    let one = |name| seen.values(name).collect::<Vec<_>>();
    let origin: Vec<&str> = case.expected_origin().into_iter().collect();
    assert_eq!(one("access-control-allow-origin"), origin, "{case:?}");
    let credentials = origin.iter().map(|_| "true").collect::<Vec<_>>();
    assert_eq!(
        one("access-control-allow-credentials"),
        credentials,
        "{case:?}"
    );
    let methods = seen.values("access-control-allow-methods");
    let is_get = |line: &str| line.split(',').any(|method| method.trim() == "GET");
    assert_eq!(
        methods.filter(|line| is_get(line)).count(),
        usize::from(case.preflight),
        "{case:?}: {seen:?}"
    );
    assert!(seen.varies(), "{case:?}");
}

/// Asserts that the application without CORS returns the handler's response.
pub(crate) fn assert_bare(case: &Case, seen: &Seen) {
    assert_eq!(seen.ran, !case.preflight, "{case:?}: {seen:?}");
    assert_eq!(
        seen.values("access-control-allow-origin").count(),
        0,
        "{case:?}"
    );
}

/// The expected answer, without the headers of the handler.
fn expected(case: &Case) -> Seen {
    let mut headers = Vec::new();
    let mut has = |name: &str, value: &str| headers.push((name.to_owned(), value.to_owned()));
    if let Some(origin) = case.expected_origin() {
        has("access-control-allow-origin", origin);
    }
    if case.is_allowed() && case.terms.credentials() {
        has("access-control-allow-credentials", "true");
    }
    if case.expected_origin() != Some("*") {
        has("vary", "Origin");
    }
    match (case.is_allowed(), case.preflight) {
        (true, true) => {
            has("access-control-allow-methods", "GET,PUT,DELETE");
            has("access-control-allow-headers", "authorization,content-type");
            has("access-control-max-age", "600");
        }
        (true, false) => has("access-control-expose-headers", "etag"),
        (false, _) => {}
    }
    Seen {
        status: match (case.preflight, case.is_allowed()) {
            (false, _) => 200,
            (true, true) => 204,
            (true, false) => 403,
        },
        ran: !case.preflight,
        headers,
    }
}

/// The headers of the expected answer that a peer's answer lacks.
pub(crate) fn left_out(case: &Case, peer: &Seen) -> Vec<String> {
    let expected = expected(case);
    let mut left_out = Vec::new();
    if expected.ran && !peer.ran {
        left_out.push("the handler".to_owned());
    }
    if !expected.ran && peer.ran {
        left_out.push("runs the handler".to_owned());
    }
    if expected.varies() && !peer.varies() {
        left_out.push("`Vary`".to_owned());
    }
    for (name, short) in [
        ("access-control-allow-origin", "the origin"),
        ("access-control-allow-credentials", "credentials"),
        ("access-control-expose-headers", "exposed headers"),
        ("access-control-allow-methods", "methods"),
        ("access-control-allow-headers", "headers"),
        ("access-control-max-age", "max age"),
    ] {
        if expected.values(name).next().is_some() && peer.values(name).next().is_none() {
            left_out.push(short.to_owned());
        }
    }
    if expected.status < 300 && peer.status >= 300 {
        left_out.push(format!("answers {}", peer.status));
    }
    left_out
}
