//! What `Policies` say of a request, against a naive reading.

use cors_engine::adapter::{CompiledSource, Http, PolicySource};
use cors_engine::routes::{Policies, PoliciesBuilder};
use cors_engine::{Policy, PolicyRequest, cors};
use http::HeaderMap;

use crate::random::Random;

static PUBLIC: Policy = cors! { origins = * };
static A: Policy = cors! { origins = ["https://a.example"], methods = [PUT, DELETE] };
static B: Policy = cors! { origins = ["https://b.example"], methods = [PUT, DELETE] };
static C: Policy = cors! { origins = ["https://a.example", "https://b.example"], methods = * };

const ORIGINS: [&str; 3] = [
    "https://a.example",
    "https://b.example",
    "https://c.example",
];

fn compiled(policies: PoliciesBuilder) -> CompiledSource<Http> {
    let policies = policies.build().expect("the policies keep the rules");
    PolicySource::from(policies).compile()
}

/// The origins that may read, and whether an answer to a preflight names one method.
fn allowed(source: &CompiledSource<Http>, method: &str, path: &str) -> (Vec<&'static str>, bool) {
    let headers = HeaderMap::new();
    let request = PolicyRequest::new::<Http>(method, path, None, &headers);
    let applicable = source.applicable(&request);
    let reads = |origin: &&str| {
        applicable
            .policy
            .policies()
            .all(|policy| policy.allows_origin(origin))
    };
    let origins = ORIGINS.into_iter().filter(reads);
    (origins.collect(), applicable.per_method)
}

#[track_caller]
fn assert_allowed(source: &CompiledSource<Http>, method: &str, path: &str, policy: &Policy) {
    let expected: Vec<_> = ORIGINS
        .into_iter()
        .filter(|origin| policy.allows_origin(origin))
        .collect();
    assert_eq!(allowed(source, method, path).0, expected, "{method} {path}");
}

#[test]
fn the_innermost_entry_decides() {
    let source = compiled(
        Policies::builder(&PUBLIC)
            .nest("/partners", &A)
            .nest("/partners/{id}/admin", &B)
            .route("PUT", "/orders/{id}", &A)
            .route("PUT", "/orders/mine", &B)
            .route("PUT", "/partners/orders", &B)
            .without_cors("/health"),
    );
    for (method, path, policy) in [
        ("GET", "/", &PUBLIC),
        ("GET", "/partnersh", &PUBLIC),
        ("GET", "/partners", &A),
        ("GET", "/partners/x/y", &A),
        ("GET", "/partners/1/admin", &B),
        ("GET", "/partners/1/admin/x", &B),
        ("PUT", "/partners/orders", &B),
        ("GET", "/partners/orders", &A),
        ("PUT", "/orders/1", &A),
        ("PUT", "/orders/mine", &B),
        ("GET", "/orders/1", &PUBLIC),
        ("PUT", "/orders/1/2", &PUBLIC),
        ("PUT", "/orders", &PUBLIC),
        ("GET", "/health", Policy::NONE),
        ("DELETE", "/health/deep", Policy::NONE),
        ("OPTIONS", "*", &PUBLIC),
        ("CONNECT", "", &PUBLIC),
    ] {
        assert_allowed(&source, method, path, policy);
    }
}

#[test]
fn a_url_whose_methods_have_multiple_policies_is_answered_method_by_method() {
    let source = compiled(
        Policies::builder(&PUBLIC)
            .route("PUT", "/orders/{id}", &A)
            .nest("/a", &A)
            .route("PUT", "/a/x", &A),
    );
    for (path, per_method) in [
        ("/orders/1", true),
        ("/orders", false),
        ("/a/x", false),
        ("/", false),
    ] {
        for method in ["GET", "PUT", "DELETE"] {
            assert_eq!(
                allowed(&source, method, path).1,
                per_method,
                "{method} {path}"
            );
        }
    }
}

#[test]
fn a_route_for_get_is_for_head() {
    let source = compiled(
        Policies::builder(&PUBLIC)
            .route("GET", "/a", &A)
            .route("GET", "/b", &A)
            .route("HEAD", "/b", &B),
    );
    assert_allowed(&source, "HEAD", "/a", &A);
    assert_allowed(&source, "HEAD", "/b", &B);
    assert_allowed(&source, "GET", "/b", &A);
}

#[test]
fn an_unusual_path_is_allowed_what_every_spelling_is_allowed() {
    let source = compiled(
        Policies::builder(&C)
            .nest("/admin", &A)
            .route("PUT", "/orders/{id}", &B)
            .route("PUT", "/slash/", &B),
    );
    for (path, policy) in [
        // Below the nested prefix in every spelling.
        ("/admin/", &A),
        ("/admin//x", &A),
        ("/admin/%78", &A),
        // Below it in some spelling: what both policies allow.
        ("//admin/x", &A),
        ("/%61dmin/x", &A),
        ("/admin;v=1/x", &A),
        ("/x/../admin", &A),
        ("/./admin", &A),
        ("/admin/../x", &A),
        ("/x%2F..%2Fadmin", &A),
        ("/orders/1/", &B),
        ("/orders/1;x", &B),
        ("/orders/%2e%2e", &B),
        ("/slash/", &B),
        ("/slash", &C),
        // Nowhere near it.
        ("/x/", &C),
        ("/adm%20in", &C),
    ] {
        assert_allowed(&source, "PUT", path, policy);
    }
    let (origins, per_method) = allowed(&source, "PUT", "/admin/../orders/1");
    assert!(origins.is_empty(), "{origins:?}");
    assert!(per_method);
}

/// The segments of a random pattern or path.
fn random_path(random: &mut Random, segments: &[&str]) -> String {
    let count = 1 + random.below(3);
    (0..count)
        .map(|_| format!("/{}", random.pick(segments)))
        .collect()
}

/// Whether a pattern matches a path, or its start.
fn matches(pattern: &str, path: &str, is_prefix: bool) -> bool {
    let pattern: Vec<&str> = pattern.split('/').skip(1).collect();
    let path: Vec<&str> = path.split('/').skip(1).collect();
    let fits = |(segment, found): (&&str, &&str)| segment == found || segment.starts_with('{');
    let (len, is_rest) = match pattern.last() {
        Some(last) if last.starts_with("{*") => (pattern.len() - 1, true),
        _ => (pattern.len(), false),
    };
    let has_length = match () {
        () if is_rest => path.len() > len,
        () if is_prefix => path.len() >= len,
        () => path.len() == len,
    };
    has_length && pattern[..len].iter().zip(&path).all(fits)
}

/// Which of two patterns that match one path is the more specific.
fn specificity(pattern: &str) -> Vec<usize> {
    let rank = |segment: &str| match segment {
        rest if rest.starts_with("{*") => 2,
        param if param.starts_with('{') => 1,
        _ => 0,
    };
    pattern.split('/').skip(1).map(rank).collect()
}

#[test]
fn random_policies_agree_with_a_naive_reading() {
    const PATTERNS: [&str; 3] = ["a", "b", "{x}"];
    let policies = [&A, &B, &C, Policy::NONE];
    let mut decided_by_route = 0;
    for seed in 0..3_000 {
        let mut random = Random::new(seed);
        let mut builder = Policies::builder(&PUBLIC);
        let mut routes: Vec<(&str, String, &Policy)> = Vec::new();
        let mut nested: Vec<(String, &Policy)> = Vec::new();
        for index in 0..random.below(9) {
            let policy = random.pick(&policies);
            // Every parameter of a pattern has its own name.
            let path = random_path(&mut random, &PATTERNS).replace("{x}", &format!("{{x{index}}}"));
            let path: String = path
                .split('/')
                .skip(1)
                .enumerate()
                .map(|(at, segment)| format!("/{}", segment.replace('x', &format!("x{at}_"))))
                .collect();
            if random.one_in(3) {
                if nested
                    .iter()
                    .all(|(known, _)| specificity_text(known) != specificity_text(&path))
                {
                    builder = builder.nest(&path, policy);
                    nested.push((path, policy));
                }
            } else {
                let path = if random.one_in(4) {
                    format!("{path}/{{*rest}}")
                } else {
                    path
                };
                let method = random.pick(&["PUT", "DELETE"]);
                let is_known = |(known, pattern, _): &(&str, String, &Policy)| {
                    *known == method && specificity_text(pattern) == specificity_text(&path)
                };
                if !routes.iter().any(is_known) {
                    builder = builder.route(method, &path, policy);
                    routes.push((method, path, policy));
                }
            }
        }
        let source = compiled(builder);
        for _ in 0..20 {
            let path = random_path(&mut random, &["a", "b", "c"]);
            for method in ["GET", "PUT", "DELETE"] {
                let mut fitting: Vec<_> = routes
                    .iter()
                    .filter(|(own, pattern, _)| *own == method && matches(pattern, &path, false))
                    .collect();
                fitting.sort_by_key(|(_, pattern, _)| specificity(pattern));
                let mut around: Vec<_> = nested
                    .iter()
                    .filter(|(pattern, _)| matches(pattern, &path, true))
                    .collect();
                around.sort_by_key(|(pattern, _)| {
                    let specificity = specificity(pattern);
                    (std::cmp::Reverse(specificity.len()), specificity)
                });
                let route = fitting.first().map(|(_, _, policy)| *policy);
                decided_by_route += usize::from(route.is_some());
                let scope = around.first().map(|(_, policy)| *policy);
                let expected = route.or(scope).unwrap_or(&PUBLIC);
                assert_allowed(&source, method, &path, expected);
            }
        }
    }
    assert!(decided_by_route > 10_000, "{decided_by_route}");
}

/// A pattern without the names of its parameters.
fn specificity_text(pattern: &str) -> String {
    let segment = |segment: &str| match segment {
        rest if rest.starts_with("{*") => "{*}".to_owned(),
        param if param.starts_with('{') => "{}".to_owned(),
        literal => literal.to_owned(),
    };
    pattern
        .split('/')
        .map(segment)
        .collect::<Vec<_>>()
        .join("/")
}
