//! Why a request is allowed or refused.

use cors_engine::adapter::{CompiledPolicy, Http};
use cors_engine::explain::{
    CorsRequest, Decision, Explanation, NearestOrigin, OriginDifference, OriginReason, Refusal,
    RefusedOrigin,
};
use cors_engine::{Policy, cors};
use http::{HeaderMap, HeaderName, HeaderValue};

#[path = "explain/random.rs"]
mod random;

static API: Policy = cors! {
    origins = ["https://example.com", "https://*.example.com", "http://localhost:*"],
    methods = [GET, PUT, PATCH],
    headers = ["authorization", "content-type", "x-tenant"],
    credentials,
};
static PUBLIC: Policy = cors! { origins = *, methods = *, headers = * };
static ECHO: Policy = cors! {
    origins = ["https://example.com"],
    methods = *,
    headers = *,
    credentials,
};

fn listing(patterns: &[&str]) -> Policy {
    let policy = Policy::builder().origins(patterns.iter().copied());
    policy.build().expect("the patterns keep the rules")
}

fn explain(policy: &Policy, origin: impl AsRef<[u8]>) -> Explanation {
    policy.explain(&CorsRequest::new("GET").origin(origin.as_ref()))
}

#[track_caller]
fn refused_origin(explanation: &Explanation) -> &RefusedOrigin {
    assert_eq!(explanation.decision(), Decision::Refused);
    match explanation.refusals() {
        [Refusal::Origin(refused)] => refused,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_entry_that_allows_an_origin() {
    for (origin, index, text) in [
        ("https://example.com", 0, "https://example.com"),
        ("https://a.b.example.com", 1, "https://*.example.com"),
        ("http://localhost", 2, "http://localhost:*"),
        ("http://localhost:3000", 2, "http://localhost:*"),
    ] {
        let explanation = explain(&API, origin);
        assert_eq!(explanation.decision(), Decision::Allowed, "{origin}");
        let [entry] = explanation.entries() else {
            panic!("{explanation:?}");
        };
        assert_eq!(
            (entry.key, entry.index, &*entry.text),
            ("origins", index, text)
        );
        assert_eq!(entry.path(), format!("origins[{index}]"));
        assert!(explanation.refusals().is_empty());
    }
    assert_eq!(
        explain(&PUBLIC, "null").to_string(),
        "null is allowed by origins[0] (*)"
    );
}

/// The nearest pattern and the differences, and the words for them.
#[test]
fn how_a_refused_origin_differs() {
    use OriginDifference::*;

    for (patterns, origin, nearest, differences, words) in [
        // Scheme and port.
        (
            &["https://app.example.com:8443"][..],
            "https://app.example.com",
            0,
            &[Port][..],
            "another port",
        ),
        (
            &["https://a.example"],
            "https://a.example:8443",
            0,
            &[Port],
            "another port",
        ),
        (
            &["https://a.example:8443"],
            "https://a.example:9443",
            0,
            &[Port],
            "another port",
        ),
        (
            &["http://localhost:*"],
            "http://localhost:80",
            0,
            &[Port],
            "another port",
        ),
        (
            &["http://localhost:*"],
            "http://localhost:x",
            0,
            &[Port],
            "another port",
        ),
        (
            &["http://[::1]:3000"],
            "http://[::1]:3001",
            0,
            &[Port],
            "another port",
        ),
        (
            &["https://a.example"],
            "http://a.example",
            0,
            &[Scheme],
            "another scheme",
        ),
        (
            &["http://localhost:3000"],
            "https://localhost:5173",
            0,
            &[Scheme, Port],
            "another scheme, another port",
        ),
        (
            &["https://*.a.example:8443"],
            "https://b.a.example",
            0,
            &[Port],
            "another port",
        ),
        // Letters that browsers do not send.
        (
            &["https://a.example"],
            "https://A.Example",
            0,
            &[Case],
            "in lower case",
        ),
        (
            &["https://a.example"],
            "HTTPS://a.example",
            0,
            &[Case],
            "in lower case",
        ),
        (
            &["https://a.example"],
            "https://a.example.",
            0,
            &[TrailingDot],
            "the dot at the end differs",
        ),
        (
            &["https://a.example."],
            "https://a.example",
            0,
            &[TrailingDot],
            "the dot at the end differs",
        ),
        // Subdomains.
        (
            &["https://a.example"],
            "https://www.a.example",
            0,
            &[Www],
            "`www.` differs",
        ),
        (
            &["https://www.a.example"],
            "https://a.example",
            0,
            &[Www],
            "`www.` differs",
        ),
        (
            &["https://a.example"],
            "https://c.b.a.example",
            0,
            &[Subdomain],
            "without its subdomains",
        ),
        (
            &["https://*.a.example"],
            "https://a.example",
            0,
            &[ParentDomain],
            "only a subdomain",
        ),
        (
            &["https://b.a.example"],
            "https://a.example",
            0,
            &[ParentDomain],
            "only a subdomain",
        ),
        (
            &["https://*.b.a.example"],
            "http://b.a.example",
            0,
            &[Scheme, ParentDomain],
            "another scheme, only a subdomain",
        ),
        // Other names.
        (
            &["http://localhost:3000"],
            "http://127.0.0.1:3000",
            0,
            &[Loopback],
            "another name of this machine",
        ),
        (
            &["http://[::1]:3000"],
            "http://localhost:3000",
            0,
            &[Loopback],
            "another name of this machine",
        ),
        (
            &["https://example.com"],
            "https://exmaple.com",
            0,
            &[Letters(1)],
            "1 letter differs",
        ),
        (
            &["https://*.example.com"],
            "https://a.b.exampel.con",
            0,
            &[Letters(2)],
            "2 letters differ",
        ),
        // The nearest of several.
        (
            &[
                "https://examples.com",
                "http://example.com",
                "https://example.com:8443",
            ],
            "https://example.com",
            2,
            &[Port],
            "another port",
        ),
        (
            &[
                "https://b.example",
                "https://a.example:1",
                "https://a.example:2",
            ],
            "https://a.example",
            1,
            &[Port],
            "another port",
        ),
    ] {
        let policy = listing(patterns);
        assert!(!policy.allows_origin(origin), "{origin}");
        let explanation = explain(&policy, origin);
        let refused = refused_origin(&explanation);
        assert_eq!(refused.reason, OriginReason::NotListed, "{origin}");
        let near = refused.nearest.as_ref();
        let near = near.unwrap_or_else(|| panic!("nothing is near {origin}"));
        assert_eq!(near.entry.path(), format!("origins[{nearest}]"), "{origin}");
        assert_eq!(near.entry.text, patterns[nearest]);
        assert_eq!(near.differences, differences, "{origin}");
        assert_eq!(near.difference(), words);
        assert_eq!(
            explanation.to_string(),
            format!(
                "{origin} is not allowed: the policy has {} ({words})",
                patterns[nearest]
            )
        );
    }
}

#[test]
fn origins_that_are_near_nothing() {
    let policy = listing(&[
        "https://app.example.com",
        "https://*.example.org",
        "http://10.0.0.1",
    ]);
    for origin in [
        "https://attacker.example",
        // A label in common is not a name in common.
        "https://app.example.net.attacker.example",
        "https://appexample.com.attacker.example",
        // Public suffixes are no parent domains.
        "https://com",
        "https://org",
        // Three differences.
        "http://www.app.example.com:8080",
        // More than eight labels.
        "https://a.b.c.d.e.f.g.h.i.app.example.com",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
    ] {
        let explanation = explain(&policy, origin);
        let refused = refused_origin(&explanation);
        assert_eq!(refused.reason, OriginReason::NotListed);
        assert_eq!(refused.nearest, None, "{origin}");
        assert_eq!(
            explanation.to_string(),
            format!("{origin} is not allowed: the policy has no similar origin")
        );
    }
    let nothing = explain(Policy::NONE, "https://example.com");
    assert_eq!(refused_origin(&nothing).nearest, None);
}

#[test]
fn hostile_origins() {
    let policy = listing(&["https://example.com"]);
    let long = format!("https://example.com{}", "a".repeat(10 << 10));
    let with = |byte: u8| [b"https://example.co", &[byte][..]].concat();
    for (origin, reason) in [
        (long.as_bytes(), OriginReason::Malformed),
        (&vec![0xff; 10 << 10], OriginReason::Malformed),
        (b"null", OriginReason::Null),
        (b"NULL", OriginReason::Malformed),
        (b"", OriginReason::Malformed),
        (b"://", OriginReason::Malformed),
        (b"https://", OriginReason::Malformed),
        (b"https://:443", OriginReason::Malformed),
        (b"example.com", OriginReason::Malformed),
        (b"https://example.com/", OriginReason::Malformed),
        (
            b"https://example.com https://a.example",
            OriginReason::Malformed,
        ),
        (b"https://user@example.com", OriginReason::Malformed),
        (b"https://example.com\nX: y", OriginReason::Malformed),
        (&with(0), OriginReason::Malformed),
        (&with(0x1b), OriginReason::Malformed),
        (&with(0xff), OriginReason::Malformed),
        (
            "https://\u{202e}example.com".as_bytes(),
            OriginReason::Malformed,
        ),
        ("https://exämple.com".as_bytes(), OriginReason::Malformed),
        // Odd, but near.
        (b"https://example.com:", OriginReason::NotListed),
        (
            b"https://example.com:99999999999999999999",
            OriginReason::NotListed,
        ),
        (b"https://.example.com", OriginReason::NotListed),
        (b"https://example..com", OriginReason::NotListed),
        (b"https://[example.com", OriginReason::NotListed),
    ] {
        let explanation = explain(&policy, origin);
        let refused = refused_origin(&explanation);
        assert_eq!(refused.reason, reason, "{origin:?}");
        let printed = explanation.to_string();
        assert!(printed.len() < 1500, "{}", printed.len());
        let is_plain = |b: u8| b.is_ascii_graphic() || b == b' ';
        assert!(printed.bytes().all(is_plain), "{printed:?}");
    }
    assert_eq!(
        explain(&policy, "https://example.com\nlevel=ERROR").to_string(),
        r"https://example.com\nlevel=ERROR is not allowed: browsers send scheme://host or scheme://host:port"
    );
    assert!(
        explain(&policy, long)
            .to_string()
            .contains("... (10259 bytes)")
    );
}

#[test]
fn at_most_a_thousand_patterns_are_compared() {
    let hosts = (0..2000).map(|index| format!("https://tenant-{index}.example"));
    let policy = Policy::builder()
        .origins(hosts)
        .build()
        .expect("the rules are kept");
    let nearest = |origin| refused_origin(&explain(&policy, origin)).nearest.clone();
    let near: NearestOrigin = nearest("https://tenant-999.example:1").expect("it is near");
    assert_eq!(near.entry.index, 999);
    // The nearest of the compared patterns.
    let near = nearest("https://tenant-1000.example:1").expect("it is near");
    assert!(near.entry.index < 1000);
    assert_eq!(
        explain(&policy, "https://tenant-1999.example").entries()[0].index,
        1999
    );
}

#[test]
fn requests_that_need_no_permission() {
    let policy = listing(&["https://app.example.com"]);
    let no_origin = policy.explain(&CorsRequest::new("GET").host("api.example.com"));
    assert_eq!(no_origin.decision(), Decision::NoOrigin);

    let post = CorsRequest::new("POST");
    let own = |origin: &'static str, host: &'static str| post.origin(origin).host(host);
    for request in [
        own("https://api.example.com", "api.example.com"),
        own("http://api.example.com:8080", "api.example.com:8080"),
        own("https://api.example.com", "api.example.com:443"),
        own("http://api.example.com", "API.example.com:80"),
        // A proxy has changed the host.
        own("https://api.example.com", "backend:8080").fetch_site("same-origin"),
        own("null", "api.example.com").fetch_site("same-origin"),
    ] {
        let explanation = policy.explain(&request);
        assert_eq!(explanation.decision(), Decision::SameOrigin, "{request:?}");
        assert!(!request.needs_permission());
    }
    for request in [
        own("https://api.example.com", "api.example.com:80"),
        own("https://api.example.com:444", "api.example.com"),
        own("https://api.example.com", "example.com"),
        own("https://example.com", "api.example.com"),
        own("null", "null"),
        own("https://", ""),
        // The page is on http, and the URL on https.
        own("http://api.example.com", "api.example.com").fetch_site("cross-site"),
        own("http://api.example.com", "api.example.com").fetch_site("same-site"),
        // Browsers send no preflight to their own origin.
        CorsRequest::preflight("PUT")
            .origin("http://api.example.com")
            .host("api.example.com"),
    ] {
        let explanation = policy.explain(&request);
        assert_eq!(explanation.decision(), Decision::Refused, "{request:?}");
        assert!(request.needs_permission());
    }
    for (mode, decision) in [
        ("navigate", Decision::NotCors),
        ("no-cors", Decision::NotCors),
        ("websocket", Decision::NotCors),
        ("cors", Decision::Refused),
    ] {
        let request = post.origin("https://b.example").fetch_mode(mode);
        assert_eq!(policy.explain(&request).decision(), decision, "{mode}");
        let preflight = CorsRequest::preflight("PUT").origin("https://b.example");
        let explanation = policy.explain(&preflight.fetch_mode(mode));
        assert_eq!(explanation.decision(), Decision::Refused);
    }
    // An allowed origin is allowed in any case.
    let request = own("https://app.example.com", "app.example.com").fetch_mode("navigate");
    assert_eq!(policy.explain(&request).decision(), Decision::Allowed);
}

#[test]
fn the_method_and_the_headers_of_a_preflight() {
    let preflight = |method| CorsRequest::preflight(method).origin("https://example.com");
    let request = preflight("PUT").requested_headers("authorization, X-Tenant,,");
    let explanation = API.explain(&request);
    assert_eq!(explanation.decision(), Decision::Allowed);
    assert_eq!(
        explanation.to_string(),
        "https://example.com is allowed by origins[0] (https://example.com), methods[1] (PUT), \
         headers[0] (authorization), headers[2] (x-tenant)"
    );

    // POST needs no permission.
    assert_eq!(
        API.explain(&preflight("POST")).decision(),
        Decision::Allowed
    );
    let request = preflight("patch").requested_headers("x-tennant,authorisation,x-other");
    let explanation = API.explain(&request);
    assert_eq!(explanation.decision(), Decision::Refused);
    assert_eq!(
        explanation.to_string(),
        "the method patch is not allowed: the policy has PATCH; \
         the header x-tennant is not allowed: the policy has x-tenant; \
         the header authorisation is not allowed: the policy has authorization; \
         the header x-other is not allowed"
    );
    let reasons: Vec<&str> = explanation.refusals().iter().map(Refusal::reason).collect();
    assert_eq!(
        reasons,
        [
            "method-not-listed",
            "header-not-listed",
            "header-not-listed",
            "header-not-listed"
        ]
    );

    // The browser reports the origin first.
    let request = CorsRequest::preflight("DELETE").origin("https://b.example");
    assert_eq!(
        API.explain(&request).to_string(),
        "https://b.example is not allowed: the policy has no similar origin; \
         the method DELETE is not allowed"
    );

    // `*` without and with credentials.
    let any = |policy: &Policy, method, names| {
        let request = CorsRequest::preflight(method).origin("https://example.com");
        policy
            .explain(&request.requested_headers(names))
            .to_string()
    };
    assert_eq!(
        any(&PUBLIC, "FOO", "x-a,authorization"),
        "the header authorization is not allowed: `*` does not include it"
    );
    assert_eq!(
        any(&ECHO, "FOO", "x-a,authorization"),
        "https://example.com is allowed by origins[0] (https://example.com), methods[0] (*), \
         headers[0] (*)"
    );
    assert!(any(&ECHO, "F OO", "").starts_with("the method F OO is not allowed"));

    // At most eight headers are named.
    let many: Vec<String> = (0..100).map(|index| format!("x-{index}")).collect();
    let explanation = API.explain(&preflight("PUT").requested_headers(&many.join(",")));
    assert_eq!(explanation.refusals().len(), 8);
}

#[test]
fn a_header_map() {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("origin", "https://example.com"),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "x-tenant"),
        ("access-control-request-headers", "x-b"),
        ("host", "api.example.com"),
    ] {
        headers.append(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    let explained = |method: &[u8], headers: &HeaderMap| {
        API.explain(&CorsRequest::from_headers::<Http>(method, headers))
    };
    assert_eq!(
        explained(b"OPTIONS", &headers).to_string(),
        "the header x-b is not allowed"
    );
    assert_eq!(explained(b"GET", &headers).decision(), Decision::Allowed);

    headers.append("origin", HeaderValue::from_static("https://example.com"));
    assert_eq!(
        explained(b"GET", &headers).to_string(),
        "the request is not allowed: it has more than one Origin"
    );
    headers.insert("origin", HeaderValue::from_static("https://b.example"));
    assert_eq!(explained(b"GET", &headers).decision(), Decision::Refused);
    headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
    assert_eq!(explained(b"GET", &headers).decision(), Decision::SameOrigin);
    headers.insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
    headers.insert("sec-fetch-mode", HeaderValue::from_static("navigate"));
    assert_eq!(explained(b"GET", &headers).decision(), Decision::NotCors);
    headers.remove("origin");
    assert_eq!(explained(b"GET", &headers).decision(), Decision::NoOrigin);
}

/// What a browser allows that gets the headers of the engine.
fn browser_allows(policy: &Policy, method: &str, request: &HeaderMap) -> bool {
    let compiled = CompiledPolicy::<Http>::new(policy.clone());
    let allowed = compiled.allowed_origin(request);
    let is_preflight = allowed.is_for_preflight::<Http>(method.as_bytes(), request);
    let mut response = HeaderMap::new();
    if is_preflight {
        compiled.write_preflight_headers(allowed, request, &mut response);
    } else {
        compiled.write_response_headers(allowed, &mut response);
    }
    let bytes = |name: &str| response.get(name).map(HeaderValue::as_bytes);
    let credentials = bytes("access-control-allow-credentials") == Some(b"true");
    let readable = match bytes("access-control-allow-origin") {
        Some(b"*") => !credentials,
        Some(origin) => request
            .get("origin")
            .is_some_and(|sent| sent.as_bytes() == origin),
        None => false,
    };
    let listed = |header: &str| -> Vec<Vec<u8>> {
        let lines = response.get_all(header).iter();
        let names = lines.flat_map(|line| line.as_bytes().split(|&b| b == b','));
        names.map(|name| name.trim_ascii().to_vec()).collect()
    };
    let star = |names: &[Vec<u8>]| !credentials && names.contains(&b"*".to_vec());
    let allows_method = || {
        let requested = request["access-control-request-method"].as_bytes();
        let methods = listed("access-control-allow-methods");
        [&b"GET"[..], b"HEAD", b"POST"].contains(&requested)
            || methods.contains(&requested.to_vec())
            || star(&methods)
    };
    let allows_headers = || {
        let names = listed("access-control-allow-headers");
        let requested = request.get_all("access-control-request-headers").iter();
        let mut requested = requested
            .flat_map(|line| line.as_bytes().split(|&b| b == b','))
            .map(<[u8]>::trim_ascii)
            .filter(|name| !name.is_empty());
        requested.all(|name| {
            names.iter().any(|listed| listed.eq_ignore_ascii_case(name))
                || star(&names) && !name.eq_ignore_ascii_case(b"authorization")
        })
    };
    readable && (!is_preflight || allows_method() && allows_headers())
}
