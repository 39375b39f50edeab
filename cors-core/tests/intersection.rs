//! Multiple policies in one application: answers for one method, and
//! intersections.

use cors_engine::adapter::{CompiledPolicy, Http, PreflightResult};
use cors_engine::{Policy, cors};
use http::{HeaderMap, HeaderValue};

static PUBLIC: Policy = cors! {
    origins = *, methods = *, headers = *, expose_headers = *, max_age = 10m,
};
static API: Policy = cors! {
    origins = ["https://a.example", "https://b.example"],
    methods = [PUT, DELETE],
    headers = ["authorization", "x-a"],
    expose_headers = ["etag"],
    credentials,
    max_age = 1h,
};
static ADMIN: Policy = cors! {
    origins = ["https://b.example"], methods = *, headers = *, credentials,
};
static PLAIN: Policy = cors! { origins = ["https://b.example"], max_age = 1m };

fn answer(
    compiled: &CompiledPolicy<Http>,
    one: bool,
    origin: &str,
    method: &str,
) -> (PreflightResult, HeaderMap) {
    let mut request = HeaderMap::new();
    request.insert("origin", origin.parse().expect("a value"));
    request.insert(
        "access-control-request-method",
        method.parse().expect("a value"),
    );
    request.insert(
        "access-control-request-headers",
        "x-b".parse().expect("a value"),
    );
    let mut response = HeaderMap::new();
    let origin = compiled.allowed_origin_for(request.get("origin"));
    let answer = if one {
        compiled.write_preflight_headers_for_method(origin, &request, &mut response)
    } else {
        compiled.write_preflight_headers(origin, &request, &mut response)
    };
    (answer, response)
}

#[track_caller]
fn assert_headers(response: &HeaderMap, expected: &[(&str, &str)]) {
    let mut found: Vec<(&str, &str)> = response
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().expect("a text")))
        .collect();
    found.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn one_method_is_named_and_headers_are_not_cached() {
    let api = CompiledPolicy::<Http>::new(&API);
    let (_, response) = answer(&api, true, "https://a.example", "PUT");
    assert_headers(
        &response,
        &[
            ("access-control-allow-credentials", "true"),
            ("access-control-allow-headers", "authorization,x-a"),
            ("access-control-allow-methods", "PUT"),
            ("access-control-allow-origin", "https://a.example"),
            ("access-control-max-age", "0"),
            ("vary", "Origin, Access-Control-Request-Method"),
        ],
    );
    for unlisted in ["PATCH", "GET", "put", "PU T"] {
        let (answer, response) = self::answer(&api, true, "https://a.example", unlisted);
        assert_eq!(answer.status(), 204);
        assert!(
            !response.contains_key("access-control-allow-methods"),
            "{unlisted}"
        );
    }
    let (answer, response) = self::answer(
        &CompiledPolicy::new(&PLAIN),
        true,
        "https://b.example",
        "GET",
    );
    assert_eq!(answer.status(), 204);
    assert_eq!(response["access-control-max-age"], "60");
    let (answer, response) = self::answer(&api, true, "https://evil.example", "PUT");
    assert_eq!(answer.status(), 403);
    assert_headers(
        &response,
        &[("vary", "Origin, Access-Control-Request-Method")],
    );
}

#[test]
fn an_intersection_allows_what_both_policies_allow() {
    let intersection = |policies: [&'static Policy; 2]| {
        CompiledPolicy::<Http>::intersection(policies.map(Into::into)).expect("there are two")
    };
    let (answer_, response) = answer(
        &intersection([&API, &ADMIN]),
        false,
        "https://b.example",
        "PUT",
    );
    assert_eq!(answer_.status(), 204);
    assert_headers(
        &response,
        &[
            ("access-control-allow-credentials", "true"),
            ("access-control-allow-headers", "authorization,x-a"),
            ("access-control-allow-methods", "PUT,DELETE"),
            ("access-control-allow-origin", "https://b.example"),
            ("vary", "Origin"),
        ],
    );
    let (answer_, _) = answer(
        &intersection([&API, &ADMIN]),
        false,
        "https://a.example",
        "PUT",
    );
    assert_eq!(answer_.status(), 403);

    // Without credentials `*` leaves out authorization.
    let (_, response) = answer(
        &intersection([&PUBLIC, &API]),
        false,
        "https://a.example",
        "PUT",
    );
    assert_headers(
        &response,
        &[
            ("access-control-allow-headers", "x-a"),
            ("access-control-allow-methods", "PUT,DELETE"),
            ("access-control-allow-origin", "https://a.example"),
            ("access-control-max-age", "600"),
            ("vary", "Origin"),
        ],
    );
    let (_, response) = answer(
        &intersection([&PUBLIC, &ADMIN]),
        false,
        "https://b.example",
        "PUT",
    );
    assert_eq!(response["access-control-allow-headers"], "*");
    assert_eq!(response["access-control-allow-methods"], "*");
    assert!(!response.contains_key("access-control-allow-credentials"));

    let (_, response) = answer(
        &intersection([&API, &PLAIN]),
        true,
        "https://b.example",
        "PUT",
    );
    assert_headers(
        &response,
        &[
            ("access-control-allow-origin", "https://b.example"),
            ("access-control-max-age", "60"),
            ("vary", "Origin, Access-Control-Request-Method"),
        ],
    );
    let mut response = HeaderMap::new();
    let both = intersection([&PUBLIC, &API]);
    both.write_response_headers(
        both.allowed_origin_for(Some(&"https://a.example".parse().expect("a value"))),
        &mut response,
    );
    assert_eq!(response["access-control-expose-headers"], "etag");
}

/// Prepared answers equal those that are written line by line.
#[test]
fn prepared_answers_for_one_method() {
    for policy in [&PUBLIC, &API, &ADMIN, &PLAIN] {
        let compiled = CompiledPolicy::<Http>::new(policy);
        for origin in [
            "https://a.example",
            "https://b.example",
            "https://c.example",
        ] {
            for method in ["GET", "PUT", "DELETE", "PATCH", "P(T"] {
                let mut request = HeaderMap::new();
                for (name, value) in [
                    ("origin", origin),
                    ("access-control-request-method", method),
                    ("access-control-request-headers", "x-b"),
                ] {
                    request.insert(name, value.parse().expect("a value"));
                }
                let mut headers = HeaderMap::new();
                let grant = compiled.allowed_origin_for(request.get("origin"));
                let answer = compiled.write_preflight_headers_for_method(
                    grant.clone(),
                    &request,
                    &mut headers,
                );
                let whole = compiled.preflight_answer_for_method(grant, &request);
                assert_eq!(whole.status().as_u16(), answer.status());
                assert_eq!(*whole.headers(), headers, "{policy} {origin} {method}");
            }
        }
    }
}

/// The first policy lists PUT before DELETE, the second DELETE alone.
#[test]
fn prepared_answers_name_a_method_that_both_policies_list() {
    static DELETES: Policy = cors! { origins = ["https://b.example"], methods = [DELETE] };
    let both = CompiledPolicy::<Http>::intersection([(&API).into(), (&DELETES).into()])
        .expect("there are two");
    let origin: HeaderValue = "https://b.example".parse().expect("a value");
    for (method, named) in [("DELETE", Some("DELETE")), ("PUT", None)] {
        let mut request = HeaderMap::new();
        request.insert("origin", origin.clone());
        let name = "access-control-request-method";
        request.insert(name, method.parse().expect("a value"));
        let response =
            both.preflight_answer_for_method(both.allowed_origin_for(Some(&origin)), &request);
        assert_eq!(response.status(), 204);
        let found = response.headers().get("access-control-allow-methods");
        assert_eq!(found.map(HeaderValue::as_bytes), named.map(str::as_bytes));
    }
}
