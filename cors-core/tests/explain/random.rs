//! Random policies and requests.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;

/// Patterns that are near to each other.
const PATTERNS: &[&str] = &[
    "https://example.com",
    "https://example.com:8443",
    "https://www.example.com",
    "https://*.example.com",
    "https://*.example.com:*",
    "https://a.b.example.com",
    "https://*.b.example.com:8443",
    "https://example.org",
    "https://exampel.com",
    "https://example.com.",
    "http://localhost:*",
    "http://localhost:3000",
    "http://127.0.0.1:3000",
    "http://[::1]:3000",
    "http://example.com",
    "moz-extension://*",
];

fn policies() -> impl Strategy<Value = Policy> {
    let lists = (
        subsequence(PATTERNS, 0..=5),
        prop::option::of(subsequence(vec!["GET", "PUT", "PATCH", "X-A"], 0..=3)),
        prop::option::of(subsequence(vec!["authorization", "x-tenant", "x-b"], 0..=3)),
    );
    (lists, any::<bool>(), any::<bool>()).prop_filter_map(
        "it breaks a rule",
        |((origins, methods, headers), any_origin, credentials)| {
            let origins = if any_origin && !credentials {
                vec!["*"]
            } else {
                origins
            };
            let mut policy = Policy::builder().origins(origins).credentials(credentials);
            // `None` is `*`.
            policy = policy.methods(methods.unwrap_or_else(|| vec!["*"]));
            policy = policy.headers(headers.unwrap_or_else(|| vec!["*"]));
            policy.build().ok()
        },
    )
}

fn origins() -> impl Strategy<Value = Vec<u8>> {
    let scheme = select(vec!["https", "http", "HTTPS", "moz-extension", "ftp"]);
    let labels = select(vec!["", "", "www.", "a.", "a.b.", "b.", "A.", "x."]);
    let host = select(vec![
        "example.com",
        "exmaple.com",
        "example.co",
        "example.org",
        "localhost",
        "127.0.0.1",
        "[::1]",
        "com",
        "b.example.com",
        "evil.test",
    ]);
    let end = select(vec!["", "", "", "."]);
    let port = select(vec!["", "", ":8443", ":3000", ":443", ":80", ":", ":x"]);
    let near = (scheme, labels, host, end, port).prop_map(|(scheme, labels, host, end, port)| {
        format!("{scheme}://{labels}{host}{end}{port}").into_bytes()
    });
    let any = prop::collection::vec(any::<u8>(), 0..40);
    // The bytes that a header can contain.
    let any = any.prop_map(|bytes| {
        let is_valid = |b: &u8| *b == b'\t' || *b >= b' ' && *b != 0x7f;
        bytes.into_iter().filter(is_valid).collect()
    });
    prop_oneof![8 => near, 1 => any, 1 => Just(b"null".to_vec())]
}

prop_compose! {
    fn requests()(
        origin in prop::option::weighted(0.95, origins()),
        method in select(vec!["GET", "OPTIONS"]),
        requested in prop::option::weighted(
            0.8,
            select(vec!["GET", "PUT", "put", "PATCH", "PTACH", "X-A", "A B", ""]),
        ),
        names in prop::collection::vec(
            select(vec!["x-tenant", "X-Tenant", "x-tennant", "authorization, x-b", "a b", ",", ""]),
            0..4,
        ),
    ) -> (&'static str, HeaderMap) {
        let mut headers = HeaderMap::new();
        if let Some(origin) = origin {
            headers.insert("origin", HeaderValue::from_bytes(&origin).expect("a value"));
        }
        if let Some(requested) = requested {
            let name = "access-control-request-method";
            headers.insert(name, HeaderValue::from_static(requested));
        }
        for name in names {
            let header = "access-control-request-headers";
            headers.append(header, HeaderValue::from_static(name));
        }
        (method, headers)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1500, ..Default::default() })]

    /// The explanation says what a browser does with the headers of the engine.
    #[test]
    fn an_explanation_agrees_with_the_answer(
        policy in policies(),
        (method, headers) in requests(),
    ) {
        let request = CorsRequest::from_headers::<Http>(method.as_bytes(), &headers);
        let explanation = policy.explain(&request);
        let allowed = browser_allows(&policy, method, &headers);
        match explanation.decision() {
            Decision::NoOrigin => prop_assert!(!headers.contains_key("origin")),
            Decision::Allowed => prop_assert!(allowed, "{}", explanation),
            Decision::Refused => prop_assert!(!allowed, "{}", explanation),
            other => prop_assert!(false, "{other:?}"),
        }
        prop_assert_eq!(
            explanation.decision() == Decision::Refused,
            !explanation.refusals().is_empty()
        );
        if let Some(origin) = headers.get("origin") {
            let refuses = |refusal: &Refusal| matches!(refusal, Refusal::Origin(_));
            prop_assert_eq!(
                !policy.allows_origin(origin),
                explanation.refusals().iter().any(refuses)
            );
        }
    }

    /// The named entries exist, and an entry of the origins allows the origin alone.
    #[test]
    fn the_entries_are_those_of_the_policy(
        policy in policies(),
        (method, headers) in requests(),
    ) {
        let request = CorsRequest::from_headers::<Http>(method.as_bytes(), &headers);
        let explanation = policy.explain(&request);
        let near = explanation.refusals().iter().filter_map(Refusal::nearest);
        for entry in explanation.entries().iter().chain(near) {
            let text = match entry.key {
                "origins" => policy.origins().nth(entry.index),
                "methods" => policy.methods().nth(entry.index),
                "headers" => policy.headers().nth(entry.index),
                _ => None,
            };
            prop_assert_eq!(text, Some(&*entry.text));
        }
        for entry in explanation.entries().iter().filter(|entry| entry.key == "origins") {
            prop_assert!(listing(&[&entry.text]).allows_origin(&headers["origin"]));
        }
    }

    /// Without its differences, a refused origin is allowed. Each difference counts.
    #[test]
    fn the_differences_are_real(policy in policies(), origin in origins()) {
        let explanation = explain(&policy, &origin);
        for refusal in explanation.refusals() {
            let Refusal::Origin(refused) = refusal else { continue };
            let Some(near) = &refused.nearest else { continue };
            let origin = String::from_utf8(origin.clone()).expect("it is near a pattern");
            let pattern = &*near.entry.text;
            let alone = listing(&[pattern]);
            let all = corrected(&origin, pattern, &near.differences);
            prop_assert!(policy.allows_origin(&all), "{all}: {explanation}");
            prop_assert!(alone.allows_origin(&all), "{all}: {explanation}");
            for left_out in &near.differences {
                if *left_out == OriginDifference::Case {
                    prop_assert!(origin.bytes().any(|b| b.is_ascii_uppercase()));
                    continue;
                }
                let others = near.differences.iter().filter(|other| *other != left_out);
                let others: Vec<_> = others.copied().collect();
                let corrected = corrected(&origin, pattern, &others);
                prop_assert!(!alone.allows_origin(&corrected), "{corrected}: {explanation}");
            }
        }
    }
}

/// The origin after the differences are corrected.
fn corrected(origin: &str, pattern: &str, differences: &[OriginDifference]) -> String {
    let (mut scheme, host, mut port) = split(origin);
    let (to_scheme, to_host, to_port) = split(pattern);
    // The dots are added at the end.
    let has_dot = host.ends_with('.') != differences.contains(&OriginDifference::TrailingDot);
    let mut host = host.strip_suffix('.').unwrap_or(&host).to_owned();
    let to_host = to_host.strip_suffix('.').unwrap_or(&to_host).to_owned();
    for difference in differences {
        match difference {
            OriginDifference::Case => {
                scheme = scheme.to_ascii_lowercase();
                host = host.to_ascii_lowercase();
            }
            OriginDifference::TrailingDot => {}
            OriginDifference::Scheme => scheme = to_scheme.clone(),
            OriginDifference::Port if to_port == ":*" => port = String::new(),
            OriginDifference::Port => port = to_port.clone(),
            OriginDifference::Www => match host.strip_prefix("www.") {
                Some(without) => host = without.to_owned(),
                None => host.insert_str(0, "www."),
            },
            OriginDifference::Loopback => {
                let names = ["localhost", "127.0.0.1", "[::1]"];
                assert!(names.contains(&&*host) && names.contains(&&*to_host));
                host = to_host.clone();
            }
            OriginDifference::Subdomain => {
                assert!(host.ends_with(&format!(".{to_host}")));
                host = to_host.clone();
            }
            OriginDifference::ParentDomain => {
                let subdomain = to_host.replace('*', "any");
                assert!(subdomain.ends_with(&format!(".{host}")));
                host = subdomain;
            }
            OriginDifference::Letters(count) => {
                assert!((1..=2).contains(count));
                let corrected = match to_host.strip_prefix("*.") {
                    None => to_host.clone(),
                    Some(base) => {
                        let labels = host.matches('.').count() - base.matches('.').count();
                        let mut labels: Vec<&str> = host.split('.').take(labels).collect();
                        assert!(!labels.is_empty());
                        labels.push(base);
                        labels.join(".")
                    }
                };
                assert!(corrected.len().abs_diff(host.len()) <= usize::from(*count));
                host = corrected;
            }
            other => panic!("{other:?}"),
        }
    }
    let dot = if has_dot { "." } else { "" };
    format!("{scheme}://{host}{dot}{port}")
}

/// Scheme, host, and port with its colon.
fn split(origin: &str) -> (String, String, String) {
    let (scheme, rest) = origin.split_once("://").expect("a scheme");
    let from = rest.find(']').unwrap_or(0);
    let end = rest[from..].find(':').map_or(rest.len(), |at| from + at);
    (
        scheme.to_owned(),
        rest[..end].to_owned(),
        rest[end..].to_owned(),
    )
}
