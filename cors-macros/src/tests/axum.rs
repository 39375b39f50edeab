//! `#[cors(…)]` above an axum handler, and `route!`.

use quote::quote;

use super::tokens;
use crate::axum::{expand, routes};

fn expanded(attribute: &str, item: &str) -> String {
    expand(tokens(attribute), tokens(item), quote!(::cors_axum)).to_string()
}

fn routed(input: &str) -> String {
    routes(tokens(input)).to_string()
}

fn same(tokens_of: &str) -> String {
    tokens(tokens_of).to_string()
}

/// Ignores spaces.
#[track_caller]
fn assert_contains(expanded: &str, part: &str) {
    let dense = |text: &str| text.replace(' ', "");
    let found = dense(expanded).contains(&dense(&same(part)));
    assert!(found, "{part} in {expanded}");
}

#[test]
fn a_handler_moves_into_a_type_of_its_name() {
    let item =
        "/// Saves.\n#[cfg(unix)] #[inline] pub(crate) async fn save(id: u8) -> R { body() }";
    let expanded = expanded("API", item);
    assert!(
        expanded.starts_with(&same("/// Saves.\n#[cfg(unix)]")),
        "{expanded}"
    );
    assert_contains(&expanded, "pub(crate) enum save {}");
    assert_contains(
        &expanded,
        "#[cfg(unix)] impl save { /// Saves.\n#[cfg(unix)] #[inline] \
         pub(crate) async fn save(id: u8) -> R { body() } }",
    );
    assert_contains(&expanded, "::cors_axum::__private::Policy = &API;");
    assert_contains(&expanded, "const TAKES_METHODS: bool = false;");
    assert!(!expanded.contains("compile_error"), "{expanded}");
}

#[test]
fn methods_that_are_left_out_are_the_methods_of_the_route() {
    for (attribute, takes) in [
        ("API", false),
        ("API, max_age = 0", false),
        ("origins = *, methods = [PUT]", false),
        ("origins = *", true),
        ("none", true),
    ] {
        let expanded = expanded(attribute, "async fn f() {}");
        assert_contains(&expanded, &format!("const TAKES_METHODS: bool = {takes};"));
        assert!(!expanded.contains("compile_error"), "{expanded}");
    }
}

#[test]
fn debug_handler_checks_a_copy_of_the_function() {
    let item = "#[axum::debug_handler(state = S)] #[inline] async fn f(s: S) {}";
    let expanded = expanded("API", item);
    assert_contains(
        &expanded,
        "impl f { #[inline] pub(crate) async fn f(s: S) {} }",
    );
    assert_contains(
        &expanded,
        "const _: () = { #[axum::debug_handler(state = S)] #[allow(dead_code)] \
         async fn f(s: S) {} };",
    );
}

/// Each has one error, and the item is not changed.
#[test]
fn items_that_are_not_handlers() {
    for item in [
        "struct S;",
        "impl S { fn f() {} }",
        "fn f(&self) {}",
        "async fn f(mut self: Box<Self>, id: u8) {}",
    ] {
        for attribute in ["API", "origins = *", "origins = [\"null\"]"] {
            let expanded = expanded(attribute, item);
            assert!(expanded.ends_with(&same(item)), "{expanded}");
            assert!(expanded.contains("cors::attribute-target"), "{expanded}");
            assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
        }
    }
}

#[test]
fn two_policies_on_one_handler() {
    let expanded = expanded("API", "#[inline] #[cors(origins = *)] async fn f() {}");
    assert!(
        expanded.contains("from the `#[cors]` above already"),
        "{expanded}"
    );
    assert!(
        expanded.ends_with(&same("#[inline] async fn f() {}")),
        "{expanded}"
    );
    assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
}

#[test]
fn the_handler_is_kept_after_every_error() {
    for attribute in [
        "",
        "origins = [\"null\"]",
        "none, max_age = 1",
        "max_age = 1, API",
    ] {
        let expanded = expanded(attribute, "fn f() -> R { half typed }");
        assert_contains(&expanded, "fn f() -> R { half typed }");
        assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
    }
}

#[test]
fn routes_take_handlers_out_of_their_types() {
    let expanded = routed("[::my] get(list), put(crate::users::save::<Db, 3>),");
    for part in [
        "::my::CorsMethodRouter::new()",
        "<list as ::my::__private::HandlerPolicy>::POLICY",
        "::my::__private::Method::GET",
        "<list>::list",
        "<crate::users::save as ::my::__private::HandlerPolicy>::TAKES_METHODS",
        "::my::__private::with_methods(__POLICY, \"PUT\")",
        "<crate::users::save>::save::<Db, 3>",
    ] {
        assert_contains(&expanded, part);
    }
    assert!(!expanded.contains("compile_error"), "{expanded}");
}

/// GET handles HEAD unless HEAD is added before.
#[test]
fn head_comes_first() {
    let expanded = routed("get(a), head(b)");
    let at = |method: &str| expanded.find(&same(&format!("Method::{method}")));
    assert!(at("HEAD") < at("GET"), "{expanded}");
}

#[test]
fn every_wrong_route_is_one_error() {
    for input in [
        "",
        "save",
        "put()",
        "put(save,)",
        "put(async || ())",
        "put(save())",
        "put(list::<u8>::save)",
        "put[save]",
        "put(save) get(list)",
        "any(save)",
        "trace(save)",
        "put(save), put(list)",
    ] {
        let expanded = routed(&format!("[::my] {input}"));
        assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
        assert_contains(&expanded, "::my::CorsMethodRouter::new()");
    }
}
