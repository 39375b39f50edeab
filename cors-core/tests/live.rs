//! Policies that are replaced while the server runs.

use std::sync::Arc;
use std::time::SystemTime;

use cors_engine::adapter::{CompiledSource, Http, PolicySource};
use cors_engine::routes::Policies;
use cors_engine::{Live, Policy, PolicyRequest, Rule, cors};
use http::{HeaderMap, HeaderValue};

static A: Policy = cors! { origins = ["https://a.example"] };
static B: Policy = cors! { origins = ["https://b.example"] };

fn compile(live: &Live) -> CompiledSource<Http> {
    PolicySource::from(live.clone()).compile()
}

/// The allowed origin of a request from `https://a.example`, or of one from
/// `https://b.example`.
fn allowed(source: &CompiledSource<Http>, path: &str) -> Vec<&'static str> {
    let origins = ["https://a.example", "https://b.example"];
    let is_allowed = |origin: &&'static str| {
        let mut headers = HeaderMap::new();
        headers.insert("origin", HeaderValue::from_static(origin));
        let request = PolicyRequest::new::<Http>("GET", path, None, &headers);
        let policy = source.applicable(&request).policy;
        let mut response = HeaderMap::new();
        policy.write_response_headers(policy.allowed_origin(&headers), &mut response);
        response.contains_key("access-control-allow-origin")
    };
    origins.into_iter().filter(is_allowed).collect()
}

#[test]
fn every_layer_gets_the_new_policies() {
    let live = Live::new(&A);
    let (one, other) = (compile(&live), compile(&live));
    assert_eq!(allowed(&one, "/"), ["https://a.example"]);
    live.replace(&B);
    for source in [&one, &other, &compile(&live)] {
        assert_eq!(allowed(source, "/"), ["https://b.example"]);
    }
    let by_url = Policies::builder(&A).nest("/b", &B).build();
    live.update(by_url).expect("the policies keep the rules");
    for source in [&one, &other, &compile(&live)] {
        assert_eq!(allowed(source, "/"), ["https://a.example"]);
        assert_eq!(allowed(source, "/b/c"), ["https://b.example"]);
    }
}

#[test]
fn a_wrong_update_changes_nothing() {
    let live = Live::new(&A);
    let source = compile(&live);
    let before = live.loaded_at();
    let wrong = Policy::builder().origins(["a.example", "null"]).build();
    let problems = live.update(wrong).expect_err("the policy breaks two rules");
    let rules: Vec<Rule> = problems.iter().map(|problem| problem.rule).collect();
    assert_eq!(rules, [Rule::OriginSchemeMissing, Rule::OriginNull]);
    assert_eq!(allowed(&source, "/"), ["https://a.example"]);
    assert_eq!((live.generation(), live.loaded_at()), (1, before));
    assert!(std::ptr::eq(live.load().application(), &A));
}

#[test]
fn the_handle_says_when_the_policies_were_set() {
    let start = SystemTime::now();
    let live = Live::new(&A);
    let first = live.loaded_at();
    assert!(start <= first && first <= SystemTime::now());
    live.clone().replace(&B);
    assert_eq!(live.generation(), 2);
    assert!(first <= live.loaded_at());
    assert!(std::ptr::eq(live.load().application(), &B));
}

#[test]
fn old_policies_are_dropped() {
    let policy = || Arc::new(A.clone());
    let first = policy();
    let live = Live::new(Arc::clone(&first));
    let source = compile(&live);
    assert_eq!(allowed(&source, "/"), ["https://a.example"]);
    assert!(Arc::strong_count(&first) > 1);
    live.replace(&B);
    assert_eq!(Arc::strong_count(&first), 1);

    // A request that is being handled keeps its policy, and no longer.
    let second = policy();
    live.replace(Arc::clone(&second));
    let headers = HeaderMap::new();
    let request = PolicyRequest::new::<Http>("GET", "/", None, &headers);
    let applicable = source.applicable(&request);
    live.replace(&B);
    assert!(Arc::strong_count(&second) > 1);
    assert!(
        applicable
            .policy
            .policy()
            .allows_origin("https://a.example")
    );
    drop(applicable);
    assert_eq!(Arc::strong_count(&second), 1);
}

#[test]
fn a_layer_keeps_the_policies_without_the_handle() {
    let live = Live::new(&A);
    let source = compile(&live);
    live.replace(&B);
    drop(live);
    assert_eq!(allowed(&source, "/"), ["https://b.example"]);
}
