//! What `Policies` refuse, as values.

use cors_engine::routes::{Policies, PoliciesBuilder};
use cors_engine::{Policy, Rule, cors};

static PUBLIC: Policy = cors! { origins = * };
static PARTNERS: Policy = cors! { origins = ["https://partner.example"], methods = [PUT] };

#[track_caller]
fn assert_problems(policies: PoliciesBuilder, expected: &[(Rule, &str)]) {
    let problems = policies.build().expect_err("there are problems");
    let found: Vec<_> = problems
        .iter()
        .map(|problem| (problem.rule, &*problem.message))
        .collect();
    assert_eq!(found, expected);
}

fn public() -> PoliciesBuilder {
    Policies::builder(&PUBLIC)
}

#[test]
fn all_problems_come_at_once_in_the_order_of_the_calls() {
    assert_problems(
        public()
            .route("PATCH", "/orders/{id}", &PARTNERS)
            .nest("orders", &PARTNERS)
            .route("put", "/a", &PARTNERS)
            .route("PUT", "/b/{x}", &PARTNERS)
            .route("PUT", "/b/{y}", &PARTNERS)
            .nest("/c", &PARTNERS)
            .nest("/c/", &PUBLIC),
        &[
            (
                Rule::RouteMethodNotAllowed,
                "/orders/{id} takes PATCH, and its policy does not let pages send it",
            ),
            (
                Rule::RoutePathInvalid,
                "the path of a route starts with `/`",
            ),
            (
                Rule::MethodNotUpperCase,
                "methods are case-sensitive, and the standard method is PUT",
            ),
            (
                Rule::RouteDuplicate,
                "PUT /b/{y} has a policy already, from routes[3]",
            ),
            (
                Rule::RouteDuplicate,
                "/c/ has a policy already, from routes[5]",
            ),
        ],
    );
}

#[test]
fn one_path_can_have_a_policy_for_each_method_and_a_nested_prefix() {
    let policies = public()
        .route("PUT", "/a", &PARTNERS)
        .route("GET", "/a", &PUBLIC)
        .nest("/a", Policy::NONE)
        .without_cors("/b");
    assert!(policies.build().is_ok());
}

#[test]
fn what_changes_nothing_is_a_note() {
    let (_, notes) = public()
        .nest("/a", &PARTNERS)
        .nest("/a/b", &PARTNERS)
        .route("PUT", "/a/{id}", &PARTNERS)
        .route("PUT", "/a/c", &PARTNERS)
        .build_with_notes()
        .expect("notes are no problems");
    let found: Vec<_> = notes
        .iter()
        .map(|note| (note.rule, &*note.message))
        .collect();
    assert_eq!(
        found,
        [
            (
                Rule::RouteShadowed,
                "routes[0], /a, gives /a/b this policy already"
            ),
            (
                Rule::RouteShadowed,
                "routes[0], /a, gives /a/{id} this policy already"
            ),
            (
                Rule::RouteShadowed,
                "routes[0], /a, gives /a/c this policy already"
            ),
        ]
    );
    let (_, notes) = public()
        .nest("/a", &PARTNERS)
        .nest("/a/b", Policy::NONE)
        .route("PUT", "/a/b/c", &PARTNERS)
        .build_with_notes()
        .expect("there are no problems");
    assert!(notes.is_empty(), "{notes:?}");
}

/// Without `/{tenant}/b/c`, the policy of `/x/b` would apply to `/x/b/c`.
#[test]
fn an_entry_that_keeps_another_policy_away_changes_something() {
    for (nest, route) in [("/{tenant}/b/c", "/y"), ("/y", "/{tenant}/b/c")] {
        let (_, notes) = public()
            .nest("/{tenant}", &PARTNERS)
            .nest("/x/b", Policy::NONE)
            .nest(nest, &PARTNERS)
            .route("PUT", route, &PARTNERS)
            .build_with_notes()
            .expect("there are no problems");
        let found: Vec<_> = notes.iter().map(|note| note.value.as_deref()).collect();
        assert_eq!(found, [Some("/y")], "{nest} {route}");
    }
}

#[test]
fn a_route_that_switches_cors_off_needs_no_methods() {
    assert!(public().route("PATCH", "/a", Policy::NONE).build().is_ok());
}
