//! What the engine does with a request, header by header.

use cors_engine::adapter::{self, AllowedOrigin, CompiledPolicy, Http};
use cors_engine::{Policy, cors};
use http::header::{HeaderMap, HeaderName, HeaderValue};

static API: Policy = cors! {
    origins = ["https://example.com", "https://*.example.com"],
    methods = [GET, PUT, DELETE],
    headers = ["Authorization", "content-type"],
    expose_headers = ["ETag", "x-total"],
    credentials,
    max_age = 10m,
};

static PUBLIC: Policy = cors! {
    origins = *,
    methods = *,
    headers = [*, "authorization"],
    expose_headers = *,
    max_age = 0,
};

static MINIMAL: Policy = cors! { origins = ["https://example.com"] };

static ECHO: Policy = cors! {
    origins = ["https://example.com"],
    methods = *,
    headers = *,
    credentials,
};

/// Header lines, in the order in which they are written.
fn map(lines: &[(&str, &[u8])]) -> HeaderMap {
    lines
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::try_from(*name).expect(name),
                HeaderValue::from_bytes(value).expect(name),
            )
        })
        .collect()
}

/// Every line as `name: value`, sorted by name.
fn lines(map: &HeaderMap) -> Vec<String> {
    let mut lines: Vec<String> = map
        .iter()
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    lines.sort_by(|a, b| a.split(':').next().cmp(&b.split(':').next()));
    lines
}

enum Outcome {
    Preflight(u16, Vec<String>),
    Actual(Vec<String>),
}

/// What a response has that the handler gave these headers.
fn run(
    policy: &'static Policy,
    method: &str,
    request: &[(&str, &[u8])],
    response: &[(&str, &[u8])],
) -> Outcome {
    let compiled = CompiledPolicy::<Http>::new(policy);
    let request = map(request);
    let origin = compiled.allowed_origin(&request);
    let is_preflight = origin.is_for_preflight::<Http>(method.as_bytes(), &request);
    assert_eq!(
        is_preflight,
        adapter::is_preflight::<Http>(method.as_bytes(), &request)
    );
    if is_preflight {
        let mut headers = HeaderMap::new();
        let answer = compiled.write_preflight_headers(origin, &request, &mut headers);
        return Outcome::Preflight(answer.status(), lines(&headers));
    }
    let mut headers = map(response);
    compiled.write_response_headers(origin, &mut headers);
    Outcome::Actual(lines(&headers))
}

fn preflight(policy: &'static Policy, request: &[(&str, &[u8])]) -> (u16, Vec<String>) {
    match run(policy, "OPTIONS", request, &[]) {
        Outcome::Preflight(status, lines) => (status, lines),
        Outcome::Actual(lines) => panic!("not taken for a preflight: {lines:?}"),
    }
}

fn actual(
    policy: &'static Policy,
    method: &str,
    request: &[(&str, &[u8])],
    response: &[(&str, &[u8])],
) -> Vec<String> {
    match run(policy, method, request, response) {
        Outcome::Actual(lines) => lines,
        Outcome::Preflight(status, _) => panic!("taken for a preflight: {status}"),
    }
}

const ORIGIN: (&str, &[u8]) = ("origin", b"https://example.com");
const EVIL: (&str, &[u8]) = ("origin", b"https://evilexample.com");
const ACRM: (&str, &[u8]) = ("access-control-request-method", b"PUT");

#[test]
fn preflight_of_an_allowed_origin() {
    let expected = [
        "access-control-allow-credentials: true",
        "access-control-allow-headers: authorization,content-type",
        "access-control-allow-methods: GET,PUT,DELETE",
        "access-control-allow-origin: https://example.com",
        "access-control-max-age: 600",
        "vary: Origin",
    ];
    // Whatever is asked for: the browser compares, not the server.
    for requested in ["PUT", "PATCH", "", "a b", "put"] {
        let acrm = ("access-control-request-method", requested.as_bytes());
        let acrh = ("access-control-request-headers", &b"x-unknown"[..]);
        assert_eq!(
            preflight(&API, &[ORIGIN, acrm, acrh]),
            (204, expected.map(str::to_owned).to_vec())
        );
    }
}

#[test]
fn preflight_of_a_refused_origin() {
    for origin in [
        &b"https://evilexample.com"[..],
        b"null",
        b"",
        b"https://example.com/",
        b"\xff",
    ] {
        let request = [("origin", origin), ACRM];
        assert_eq!(
            preflight(&API, &request),
            (403, vec!["vary: Origin".to_owned()])
        );
    }
    assert_eq!(preflight(&API, &[ORIGIN, ORIGIN, ACRM]).0, 403);
    assert_eq!(preflight(&API, &[ORIGIN, EVIL, ACRM]).0, 403);
}

#[test]
fn preflight_of_a_minimal_policy_names_nothing_that_is_left_out() {
    let expected = [
        "access-control-allow-origin: https://example.com",
        "vary: Origin",
    ];
    assert_eq!(
        preflight(&MINIMAL, &[ORIGIN, ACRM]),
        (204, expected.map(str::to_owned).to_vec())
    );
}

#[test]
fn a_preflight_has_an_origin_a_requested_method_and_the_method_options() {
    let answered = [
        "access-control-allow-origin: https://example.com",
        "vary: Origin",
    ];
    assert_eq!(actual(&MINIMAL, "OPTIONS", &[ORIGIN], &[]), answered);
    assert_eq!(actual(&MINIMAL, "OPTIONS", &[ACRM], &[]), ["vary: Origin"]);
    assert_eq!(actual(&MINIMAL, "options", &[ORIGIN, ACRM], &[]), answered);
    assert_eq!(actual(&MINIMAL, "PUT", &[ORIGIN, ACRM], &[]), answered);
    assert_eq!(
        actual(&PUBLIC, "OPTIONS", &[ACRM], &[]),
        [
            "access-control-allow-origin: *",
            "access-control-expose-headers: *"
        ]
    );
}

#[test]
fn anything_else_of_an_allowed_origin() {
    let expected = [
        "access-control-allow-credentials: true",
        "access-control-allow-origin: https://example.com",
        "access-control-expose-headers: etag,x-total",
        "vary: Origin",
    ];
    for method in ["GET", "PUT", "PATCH", "OPTIONS", "x"] {
        assert_eq!(actual(&API, method, &[ORIGIN], &[]), expected);
    }
}

#[test]
fn any_other_request_of_an_origin_that_is_not_allowed() {
    for request in [
        &[][..],
        &[EVIL],
        &[("origin", b"null")],
        &[("origin", b"")],
        &[ORIGIN, ORIGIN],
    ] {
        assert_eq!(actual(&API, "GET", request, &[]), ["vary: Origin"]);
    }
}

#[test]
fn any_origin_never_asks_for_it() {
    let expected = [
        "access-control-allow-origin: *",
        "access-control-expose-headers: *",
    ];
    for request in [
        &[][..],
        &[EVIL],
        &[("origin", b"null")],
        &[("origin", b"\xff")],
        &[ORIGIN, ORIGIN],
    ] {
        assert_eq!(actual(&PUBLIC, "GET", request, &[]), expected);
    }
    let expected = [
        "access-control-allow-headers: *,authorization",
        "access-control-allow-methods: *",
        "access-control-allow-origin: *",
        "access-control-max-age: 0",
    ];
    for origins in [&[EVIL, ACRM][..], &[ORIGIN, ORIGIN, ACRM]] {
        assert_eq!(
            preflight(&PUBLIC, origins),
            (204, expected.map(str::to_owned).to_vec())
        );
    }
}

#[test]
fn the_policy_is_the_only_source() {
    let stale: [(&str, &[u8]); 9] = [
        ("access-control-allow-origin", b"*"),
        ("access-control-allow-origin", b"https://evil.example"),
        ("access-control-allow-credentials", b"true"),
        ("access-control-allow-methods", b"GET"),
        ("access-control-allow-headers", b"*"),
        ("access-control-allow-private-network", b"true"),
        ("access-control-expose-headers", b"x-secret"),
        ("access-control-max-age", b"5"),
        ("x-other", b"kept"),
    ];
    assert_eq!(
        actual(&MINIMAL, "GET", &[], &stale),
        ["vary: Origin", "x-other: kept"]
    );
    assert_eq!(
        actual(&MINIMAL, "GET", &[EVIL], &stale),
        ["vary: Origin", "x-other: kept"]
    );
    let own = [
        "access-control-allow-origin: https://example.com",
        "vary: Origin",
        "x-other: kept",
    ];
    assert_eq!(actual(&MINIMAL, "GET", &[ORIGIN], &stale), own);
}

#[test]
fn vary_is_merged() {
    let vary = |lines: &[&[u8]]| -> Vec<String> {
        let response: Vec<(&str, &[u8])> = lines.iter().map(|line| ("vary", *line)).collect();
        actual(&MINIMAL, "GET", &[], &response)
    };
    assert_eq!(vary(&[]), ["vary: Origin"]);
    assert_eq!(
        vary(&[b"Accept-Encoding"]),
        ["vary: Accept-Encoding", "vary: Origin"]
    );
    assert_eq!(
        vary(&[b"Accept-Encoding", b"Cookie"]),
        ["vary: Accept-Encoding", "vary: Cookie", "vary: Origin"]
    );
    assert_eq!(vary(&[b"ORIGIN"]), ["vary: ORIGIN"]);
    assert_eq!(vary(&[b"Cookie, origin"]), ["vary: Cookie, origin"]);
    assert_eq!(
        vary(&[b"Cookie", b"accept,\torigin ,x"]),
        ["vary: Cookie", "vary: accept,\torigin ,x"]
    );
    assert_eq!(vary(&[b"*"]), ["vary: *"]);
    assert_eq!(vary(&[b"Cookie", b"*"]), ["vary: Cookie", "vary: *"]);
    // Nor is the origin named twice where the handler did so.
    assert_eq!(vary(&[b"Origin", b"origin"]), ["vary: Origin"]);
    assert_eq!(
        vary(&[b"Cookie, origin, ORIGIN", b"Origin,Accept"]),
        ["vary: Cookie, origin", "vary: Accept"]
    );
    assert_eq!(vary(&[b"*", b"Origin, origin"]).len(), 2);
    assert_eq!(vary(&[b"X-Origin"]), ["vary: X-Origin", "vary: Origin"]);
    assert_eq!(
        actual(&PUBLIC, "GET", &[], &[("vary", b"Cookie")])
            .last()
            .unwrap(),
        "vary: Cookie"
    );
}

/// The lines of the answer to a preflight that echoes.
fn echoed(methods: &[&[u8]], names: &[&[u8]]) -> Vec<String> {
    let mut request = vec![ORIGIN];
    request.extend(methods.iter().map(|line| (ACRM.0, *line)));
    request.extend(
        names
            .iter()
            .map(|line| ("access-control-request-headers", *line)),
    );
    let (status, mut lines) = preflight(&ECHO, &request);
    assert_eq!(status, 204);
    assert_eq!(
        lines.pop().unwrap_or_default(),
        "vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
    );
    lines.retain(|line| {
        !line.starts_with("access-control-allow-origin")
            && !line.starts_with("access-control-allow-credentials")
    });
    lines
}

#[test]
fn with_credentials_a_star_repeats_the_method() {
    assert_eq!(
        echoed(&[b"PATCH"], &[]),
        ["access-control-allow-methods: PATCH"]
    );
    assert_eq!(echoed(&[&[b'A'; 64]], &[]).len(), 1);
    let nothing: [&str; 0] = [];
    for lines in [
        &[&b""[..]][..],
        &[b"A B"],
        &[b"PUT,DELETE"],
        &[b"PUT", b"PUT"],
        &[&[b'A'; 65]],
        &[b"\xff"],
    ] {
        assert_eq!(echoed(lines, &[]), nothing);
    }
}

#[test]
fn with_credentials_a_star_repeats_the_headers() {
    let method: &[&[u8]] = &[b"a b"];
    let echo = |lines: &[&[u8]]| echoed(method, lines);
    assert_eq!(
        echo(&[b"authorization,x-a"]),
        ["access-control-allow-headers: authorization,x-a"]
    );
    assert_eq!(
        echo(&[b"x-a, x-b,,\tx-c"]),
        ["access-control-allow-headers: x-a, x-b,,\tx-c"]
    );
    assert_eq!(
        echo(&[b"x-a", b"x-b"]),
        [
            "access-control-allow-headers: x-a",
            "access-control-allow-headers: x-b"
        ]
    );
    assert_eq!(
        echo(&[b"x-a", b"", b" "]),
        ["access-control-allow-headers: x-a"]
    );
    assert_eq!(echo(&[&b"a"[..]; 8]).len(), 8);
    assert_eq!(echo(&[&[b'a'; 1024]]).len(), 1);
    let nothing: [&str; 0] = [];
    for lines in [
        &[&b""[..]][..],
        &[b","],
        &[b"x a"],
        &[b"x-a", b"x\xff"],
        &[&b"a"[..]; 9],
        &[&[b'a'; 1025]],
        &[&[b'a'; 600], &[b'b'; 425]],
        &[b"\"a\""],
    ] {
        assert_eq!(echo(lines), nothing);
    }
}

#[test]
fn without_a_star_nothing_is_repeated_and_vary_is_origin() {
    let acrh = ("access-control-request-headers", &b"x-a"[..]);
    let (_, lines) = preflight(&API, &[ORIGIN, ACRM, acrh]);
    assert_eq!(lines.last().unwrap(), "vary: Origin");
    assert_eq!(
        preflight(&ECHO, &[EVIL, ACRM, acrh]),
        (403, vec!["vary: Origin".to_owned()])
    );
}

#[test]
fn a_shared_policy_and_a_static_one_answer_alike() {
    let shared = CompiledPolicy::<Http>::new(std::sync::Arc::new(API.clone()));
    let request = map(&[ORIGIN]);
    assert_eq!(
        shared.allowed_origin(&request),
        CompiledPolicy::<Http>::new(&API).allowed_origin(&request)
    );
}

#[test]
fn answers_made_beforehand_are_the_same() {
    let asks = map(&[
        ("access-control-request-method", b"PATCH"),
        ("access-control-request-headers", b"x-a"),
    ]);
    let origin = || AllowedOrigin::Exact(HeaderValue::from_static("https://example.com"));
    for (policy, grant, status, expected) in [
        (
            &API,
            origin(),
            204,
            &[
                "access-control-allow-credentials: true",
                "access-control-allow-headers: authorization,content-type",
                "access-control-allow-methods: GET,PUT,DELETE",
                "access-control-allow-origin: https://example.com",
                "access-control-max-age: 600",
                "vary: Origin",
            ][..],
        ),
        (
            &PUBLIC,
            AllowedOrigin::Any,
            204,
            &[
                "access-control-allow-headers: *,authorization",
                "access-control-allow-methods: *",
                "access-control-allow-origin: *",
                "access-control-max-age: 0",
            ],
        ),
        (
            &ECHO,
            origin(),
            204,
            &[
                "access-control-allow-credentials: true",
                "access-control-allow-headers: x-a",
                "access-control-allow-methods: PATCH",
                "access-control-allow-origin: https://example.com",
                "vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
            ],
        ),
        (&ECHO, AllowedOrigin::None, 403, &["vary: Origin"]),
    ] {
        let compiled = CompiledPolicy::<Http>::new(policy);
        // Twice: the first answer must not change the second.
        for _ in 0..2 {
            let response = compiled.preflight_answer(grant.clone(), &asks);
            assert_eq!(response.status(), status);
            assert_eq!(lines(response.headers()), expected);
        }
    }
}

#[test]
fn vary_is_read_to_the_last_byte_of_a_line_of_any_length() {
    for len in 0..40 {
        let filler = "x".repeat(len);
        for (line, names_it) in [
            (filler.clone(), false),
            (format!("{filler},"), false),
            (format!(",{filler}"), false),
            (format!("{filler},x-origin"), false),
            (format!("{filler},origin"), true),
            (format!("Origin,{filler}"), true),
            (format!("{filler},*"), true),
            (format!("*,{filler}"), true),
        ] {
            let expected = match names_it {
                true => vec![format!("vary: {line}")],
                false => vec![format!("vary: {line}"), "vary: Origin".to_owned()],
            };
            assert_eq!(
                actual(&MINIMAL, "GET", &[], &[("vary", line.as_bytes())]),
                expected
            );
        }
    }
}

#[test]
fn any_origin_of_another_policy_allows_nothing_here() {
    let asks = map(&[ORIGIN, ACRM]);
    let compiled = CompiledPolicy::<Http>::new(&API);
    for answer in [
        compiled.preflight_answer(AllowedOrigin::Any, &asks),
        compiled.preflight_answer_for_method(AllowedOrigin::Any, &asks),
    ] {
        assert_eq!(answer.status(), 403);
        assert_eq!(answer.headers().get("access-control-allow-origin"), None);
    }
}

/// RFC 10008. Browsers compare the method with the list byte by byte.
#[test]
fn the_answer_lists_the_method_query() {
    static SEARCH: Policy = cors! { origins = ["https://example.com"], methods = [GET, QUERY] };
    let request: &[(&str, &[u8])] = &[
        ("origin", b"https://example.com"),
        ("access-control-request-method", b"QUERY"),
    ];
    let Outcome::Preflight(204, lines) = run(&SEARCH, "OPTIONS", request, &[]) else {
        panic!("not an allowed preflight");
    };
    let methods = "access-control-allow-methods: GET,QUERY".to_owned();
    assert!(lines.contains(&methods), "{lines:?}");
    assert_eq!(
        SEARCH.to_string().split("methods = ").nth(1),
        Some("[GET, QUERY]")
    );
}
