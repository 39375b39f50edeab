//! Policies that are chosen for each request.

use std::sync::Arc;

use cors_engine::adapter::{
    ApplicablePolicy, CompiledPolicy, CompiledSource, Http, MatchedPolicies, PolicySource,
};
use cors_engine::{Choose, ChoosePolicy, Policy, PolicyRequest, cors};
use http::{HeaderMap, HeaderName, HeaderValue};

static PUBLIC: Policy = cors! { origins = * };
static A: Policy = cors! { origins = ["https://a.example"], methods = [PUT, DELETE] };

/// Calls a function, and returns the same policy for every request.
struct Reader(Arc<CompiledPolicy<Http>>, fn(&PolicyRequest<'_>));

impl ChoosePolicy<Http> for Reader {
    fn choose(&self, request: &PolicyRequest<'_>) -> Arc<CompiledPolicy<Http>> {
        self.1(request);
        Arc::clone(&self.0)
    }
}

fn source(policy: &'static Policy, read: fn(&PolicyRequest<'_>)) -> CompiledSource<Http> {
    let reader = Reader(Arc::new(CompiledPolicy::new(policy)), read);
    PolicySource::from(Choose(reader)).compile()
}

fn map(lines: &[(&str, &str)]) -> HeaderMap {
    let lines = lines.iter().map(|(name, value)| {
        (
            HeaderName::try_from(*name).expect(name),
            HeaderValue::from_str(value).expect(value),
        )
    });
    lines.collect()
}

fn vary(headers: &HeaderMap) -> Option<&str> {
    let vary = headers.get("vary")?;
    vary.to_str().ok()
}

/// The `Vary` of a response, and of the answer to a preflight.
fn varies(source: &CompiledSource<Http>, origin: &str) -> [Option<String>; 2] {
    let request = map(&[("origin", origin)]);
    let get = PolicyRequest::new::<Http>("GET", "/", None, &request);
    let ApplicablePolicy { policy, .. } = source.applicable(&get);
    let mut response = HeaderMap::new();
    policy.write_response_headers(policy.allowed_origin(&request), &mut response);

    let request = map(&[("origin", origin), ("access-control-request-method", "PUT")]);
    let preflight = PolicyRequest::preflight::<Http>("/", None, &request);
    let ApplicablePolicy { policy, per_method } = source.applicable(&preflight);
    let origin = policy.allowed_origin(&request);
    let answer = if per_method {
        policy.preflight_answer_for_method(origin, &request)
    } else {
        policy.preflight_answer(origin, &request)
    };
    [&response, answer.headers()].map(|headers| vary(headers).map(str::to_owned))
}

#[test]
fn responses_vary_by_origin_if_the_chooser_reads_it() {
    let origin = Some("Origin".to_owned());
    for policy in [&PUBLIC, &A, Policy::NONE] {
        let source = source(policy, |request| {
            request.origin();
        });
        for sent in ["https://a.example", "https://b.example"] {
            assert_eq!(varies(&source, sent), [origin.clone(), origin.clone()]);
        }
    }
    let unread = source(&PUBLIC, |request| {
        request.path();
        request.host();
    });
    assert_eq!(varies(&unread, "https://a.example"), [None, None]);
}

/// Reading the origin once must not change the policy for requests of which it is not read.
#[test]
fn each_request_is_checked_alone() {
    let source = source(&PUBLIC, |request| {
        if request.path() == "/read" {
            request.origin();
        }
    });
    let headers = map(&[("origin", "https://a.example")]);
    for (path, expected) in [
        ("/read", Some("Origin")),
        ("/", None),
        ("/read", Some("Origin")),
    ] {
        let request = PolicyRequest::new::<Http>("GET", path, None, &headers);
        let policy = source.applicable(&request).policy;
        let mut response = HeaderMap::new();
        policy.write_response_headers(policy.allowed_origin(&headers), &mut response);
        assert_eq!(vary(&response), expected, "{path}");
        assert_eq!(response["access-control-allow-origin"], "*");
    }
}

#[test]
fn the_answer_names_one_method_if_the_chooser_reads_it() {
    for (source, expected) in [
        (
            source(&A, |request| {
                request.method();
            }),
            true,
        ),
        (source(&A, |_| {}), false),
    ] {
        let headers = map(&[("access-control-request-method", "PUT")]);
        let request = PolicyRequest::preflight::<Http>("/", None, &headers);
        // The adapter reads the method for its own purposes.
        assert_eq!(request.method(), "PUT");
        assert_eq!(source.applicable(&request).per_method, expected);
    }
}

/// A response that is the same for all origins if only one of two layers is asked.
#[test]
fn an_intersection_varies_if_one_of_its_policies_varies() {
    let source = source(&PUBLIC, |request| {
        request.origin();
    });
    let headers = map(&[("origin", "https://a.example")]);
    let request = PolicyRequest::new::<Http>("GET", "/", None, &headers);
    let chosen = source.applicable(&request).policy;
    let fixed = Arc::new(CompiledPolicy::<Http>::new(&PUBLIC));
    for (outer, inner) in [(&chosen, &fixed), (&fixed, &chosen)] {
        let matched = MatchedPolicies::default();
        matched.add(inner);
        let both = matched.resolve(outer);
        let mut response = HeaderMap::new();
        both.write_response_headers(both.allowed_origin(&headers), &mut response);
        assert_eq!(vary(&response), Some("Origin"));
        assert_eq!(response["access-control-allow-origin"], "*");
    }
}

#[test]
fn a_preflight_has_the_requested_method() {
    for (lines, method) in [
        (&[("access-control-request-method", "PUT")][..], "PUT"),
        (&[("access-control-request-method", "put")], "put"),
        (&[("access-control-request-method", "P UT")], ""),
        (
            &[
                ("access-control-request-method", "PUT"),
                ("access-control-request-method", "PUT"),
            ],
            "",
        ),
    ] {
        let headers = map(lines);
        let request = PolicyRequest::preflight::<Http>("/", None, &headers);
        assert_eq!(request.method(), method, "{lines:?}");
    }
}

#[test]
fn the_host_is_the_authority_or_one_host_header() {
    for (authority, lines, host) in [
        (
            None,
            &[("host", "API.example:8443")][..],
            Some("api.example:8443"),
        ),
        (Some("API.example"), &[], Some("api.example")),
        // RFC 9112, section 3.2: a client must send an identical `Host`.
        (
            Some("api.example"),
            &[("host", "Api.Example")],
            Some("api.example"),
        ),
        (Some("api.example"), &[("host", "evil.example")], None),
        (Some("api.example"), &[("host", "api.example:443")], None),
        (Some("user@api.example"), &[], None),
        (None, &[], None),
        (None, &[("host", "")], None),
        (None, &[("host", "a.example"), ("host", "a.example")], None),
        (
            Some("a.example"),
            &[("host", "a.example"), ("host", "a.example")],
            None,
        ),
        (
            None,
            &[("host", "a.example"), ("x-forwarded-host", "b.example")],
            Some("a.example"),
        ),
        (None, &[("x-forwarded-host", "b.example")], None),
        (None, &[("forwarded", "host=b.example")], None),
    ] {
        let headers = map(lines);
        let request = PolicyRequest::new::<Http>("GET", "/", authority, &headers);
        assert_eq!(request.host(), host, "{authority:?} {lines:?}");
        assert_eq!(request.host(), host, "it is computed once");
    }
}

#[test]
fn the_origin_is_the_only_line() {
    for (lines, origin) in [
        (&[][..], None),
        (
            &[("origin", "https://a.example")],
            Some("https://a.example"),
        ),
        (&[("origin", "null")], Some("null")),
        (
            &[
                ("origin", "https://a.example"),
                ("origin", "https://a.example"),
            ],
            None,
        ),
    ] {
        let headers = map(lines);
        let request = PolicyRequest::new::<Http>("GET", "/", None, &headers);
        assert_eq!(request.origin(), origin, "{lines:?}");
    }
    let mut headers = HeaderMap::new();
    let bytes = HeaderValue::from_bytes(b"https://a.example\xff").expect("a value");
    headers.insert("origin", bytes);
    let request = PolicyRequest::new::<Http>("GET", "/", None, &headers);
    assert_eq!(request.origin(), None);
}
