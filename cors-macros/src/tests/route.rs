//! `#[cors(…)]` above the route attribute of a handler.

use quote::quote;

use super::tokens;
use crate::actix::expand;

fn expanded(attribute: &str, item: &str) -> String {
    expand(tokens(attribute), tokens(item), quote!(::cors_actix)).to_string()
}

fn same(tokens_of: &str) -> String {
    tokens(tokens_of).to_string()
}

#[track_caller]
fn assert_contains(expanded: &str, part: &str) {
    assert!(expanded.contains(&same(part)), "{part} in {expanded}");
}

#[test]
fn a_handler_moves_into_a_service_of_its_name() {
    let item = "/// Saves.\n#[cfg(unix)] #[put(\"/a\", guard = \"g\")] #[inline] \
                pub(crate) async fn save(id: u8) -> R { body() }";
    let expanded = expanded("API", item);
    assert!(
        expanded.starts_with(&same("/// Saves.\n#[cfg(unix)]")),
        "{expanded}"
    );
    assert_contains(&expanded, "pub(crate) struct save;");
    assert_contains(&expanded, "::cors_actix::__private::Policy = &API;");
    assert_contains(
        &expanded,
        "#[put(\"/a\", guard = \"g\", wrap = \"__cors()\")] #[inline] \
         async fn save(id: u8) -> R { body() }",
    );
    assert_contains(
        &expanded,
        "::cors_actix::__private::Route::new(&[\"PUT\"], \"/a\", true, false)",
    );
    assert!(!expanded.contains("compile_error"), "{expanded}");
}

/// One resource takes a route and its preflights. Only `#[route]` takes more than one
/// method, so another attribute is replaced, but it must still exist.
#[test]
fn a_resource_that_takes_preflights_too() {
    let item = "#[cfg(unix)] #[a::put(\"/a\", name = \"n\",)] fn f() -> R {}";
    let expanded = expanded("API", item);
    assert_contains(
        &expanded,
        "#[::cors_actix::__private::actix_web::route(\"/a\", name = \"n\", wrap = \"__cors()\", \
         method = \"OPTIONS\", guard = \"__passes\", method = \"PUT\")] fn f() -> R {}",
    );
    assert_contains(
        &expanded,
        "#[cfg(unix)] const _: () = { #[allow(unused_imports)] use a::put as _; };",
    );
    assert_contains(
        &expanded,
        "::cors_actix::__private::passes(context, &[\"PUT\"])",
    );
    assert_contains(&expanded, "Route::new(&[\"PUT\"], \"/a\", false, true)");
    let item = "#[route(\"/a\", method = \"GET\", method = \"PUT\")] fn f() -> R {}";
    assert_contains(
        &self::expanded("API", item),
        "#[route(\"/a\", method = \"GET\", method = \"PUT\", wrap = \"__cors()\", \
         method = \"OPTIONS\", guard = \"__passes\")] fn f() -> R {}",
    );
}

/// An attribute with a guard, with OPTIONS, or with unknown options is kept: another
/// resource answers its preflights.
#[test]
fn attributes_that_are_not_replaced() {
    for attribute in [
        "put(\"/\", guard = \"g\"",
        "put(\"/\", method = \"GET\"",
        "put(\"/\", colour = \"red\"",
        "put(\"/\", name = NAME",
        "put(\"/\", name",
        "put(\"/\" \"b\"",
        "options(\"/\"",
        "route(\"/\", method = \"OPTIONS\"",
        "route(\"/\"",
        "route(\"/\", method = \"put\"",
    ] {
        let expanded = expanded("none", &format!("#[{attribute})] fn f() -> R {{}}"));
        assert_contains(
            &expanded,
            &format!("#[{attribute}, wrap = \"__cors()\")] fn f() -> R {{}}"),
        );
        assert!(!expanded.contains("passes"), "{expanded}");
    }
}

/// The code that registers the handler is warned, but not the expansion.
#[test]
fn a_deprecated_handler() {
    let item = "#[get(\"/\")] #[deprecated = \"old\"] #[allow(deprecated)] fn f() -> R {}";
    let expanded = expanded("API", item);
    assert!(
        expanded.starts_with(&same("#[deprecated = \"old\"] #[allow(deprecated)]")),
        "{expanded}"
    );
    assert_contains(&expanded, "#[allow(deprecated)] impl");
    assert_contains(&expanded, "#[allow(deprecated)] fn f() -> R {}");
    assert_eq!(expanded.matches("# [deprecated").count(), 1, "{expanded}");
}

#[test]
fn methods_that_are_left_out_are_the_methods_of_the_route() {
    for (item, methods) in [
        ("#[patch(\"/\",)] fn f() -> R {}", "PATCH"),
        (
            "#[route(\"/\", method = \"PUT\", method = \"COPY\")] fn f() -> R {}",
            "PUT,COPY",
        ),
        (
            "#[routes] #[get(\"/a\")] #[delete(\"/b\")] fn f() -> R {}",
            "GET,DELETE",
        ),
    ] {
        let expanded = expanded("origins = *", item);
        assert_contains(&expanded, &format!("methods: \"{methods}\""));
        assert!(!expanded.contains("compile_error"), "{expanded}");
    }
    let expanded = expanded("origins = *, methods = *", "#[put(\"/\")] fn f() -> R {}");
    assert_contains(&expanded, "methods: \"*\"");
}

/// Each has one error, and the handler is not changed.
#[test]
fn items_that_are_not_routes() {
    for (item, rule) in [
        ("async fn f() {}", "cors::attribute-below-route"),
        ("#[inline] pub fn f() {}", "cors::attribute-below-route"),
        ("struct S;", "cors::attribute-target"),
    ] {
        for attribute in ["API", "origins = *", "origins = [\"null\"]"] {
            let expanded = expanded(attribute, item);
            assert!(expanded.ends_with(&same(item)), "{expanded}");
            assert!(expanded.contains(rule), "{expanded}");
            assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
        }
    }
}

/// Each has one error, and is still a service that contains the handler.
#[test]
fn routes_that_cannot_have_a_policy() {
    for item in [
        "#[put] fn f() -> R { body }",
        "#[put()] fn f() -> R { body }",
        "#[put(PATTERN)] fn f() -> R { body }",
        "#[put(1)] fn f() -> R { body }",
        "#[routes] #[get(\"/\")] #[put] fn f() -> R { body }",
        "#[cors(none)] #[put(\"/\")] fn f() -> R { body }",
    ] {
        let expanded = expanded("API", item);
        assert!(expanded.contains("cors::attribute-target"), "{expanded}");
        assert_contains(&expanded, "#[allow(dead_code)] fn f() -> R { body }");
        assert_contains(&expanded, "HttpServiceFactory for f");
        assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
    }
}

/// Methods are kept, without the attributes that would report a second error.
#[test]
fn a_method_is_not_a_route() {
    for parameters in ["self", "&self", "&mut self", "mut self: Box<Self>, a: u8"] {
        let item = format!("#[inline] #[get(\"/\")] pub async fn f({parameters}) -> R {{}}");
        let expanded = expanded("API", &item);
        let left = format!("#[inline] pub async fn f({parameters}) -> R {{}}");
        assert!(expanded.ends_with(&same(&left)), "{expanded}");
        assert!(expanded.contains("cors::attribute-target"), "{expanded}");
        assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
    }
    for parameters in [
        "self::Path(id): self::Path<u8>",
        "a: fn(&self::A)",
        "&a: &A",
        "",
    ] {
        let expanded = expanded(
            "API",
            &format!("#[get(\"/\")] fn f({parameters}) -> R {{}}"),
        );
        assert!(!expanded.contains("compile_error"), "{expanded}");
    }
}

/// A wrong form of a name has one error, or only the compiler's.
#[test]
fn names_that_are_written_wrongly() {
    let item = "#[get(\"/\")] fn f() -> R {}";
    for (attribute, message) in [
        ("&API", "has no `&`"),
        ("\"API\"", "has no quotes"),
        ("policy = a::API", "without a key"),
        ("policy = \"API\"", "has no quotes"),
        ("false", "`none` is the word"),
        ("None", "`none` is the word"),
    ] {
        let expanded = expanded(attribute, item);
        assert!(expanded.contains(message), "{attribute}: {expanded}");
        assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
    }
    let lower_case = expanded("api", item);
    assert_contains(&lower_case, "Policy = &api;");
    assert!(!lower_case.contains("compile_error"), "{lower_case}");
    for key in ["origin", "orgins", "allowed_origins"] {
        let expanded = expanded(key, item);
        assert!(expanded.contains("cors::key-unknown"), "{expanded}");
    }
}

/// No policy applies to methods that no page can send.
#[test]
fn methods_that_no_page_can_send() {
    for item in [
        "#[trace(\"/\")] fn f() -> R {}",
        "#[route(\"/\", method = \"GET\", method = \"CONNECT\")] fn f() -> R {}",
    ] {
        for attribute in [
            "API",
            "API, max_age = 1",
            "origins = *",
            "origins = *, methods = *",
        ] {
            let expanded = expanded(attribute, item);
            assert!(expanded.contains("cors::method-forbidden"), "{expanded}");
            assert!(!expanded.contains("add "), "{expanded}");
            assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
        }
        let off = expanded("none", item);
        assert!(!off.contains("compile_error"), "{off}");
    }
}

#[test]
fn a_policy_that_lacks_the_method_of_its_route() {
    let item = "#[put(\"/\")] fn f() -> R {}";
    let written = expanded("origins = *, methods = [DELETE]", item);
    assert!(
        written.contains("cors::route-method-not-allowed"),
        "{written}"
    );
    assert_eq!(written.matches("compile_error").count(), 1, "{written}");
    let named = expanded("API", item);
    assert_contains(
        &named,
        "::cors_actix::__private::has_method(__CORS, \"PUT\")",
    );
    let needs_none = expanded("API", "#[post(\"/\")] fn f() -> R {}");
    assert!(!needs_none.contains("has_method"), "{needs_none}");
}

#[test]
fn the_handler_is_kept_after_every_error() {
    let item = "#[put(\"/\")] fn f() -> R { half typed";
    let item = format!("{item} }}");
    for attribute in [
        "",
        "origins = [\"null\"]",
        "API, methods = [put]",
        "API, \"PUT\"",
        "API, OTHER",
        "methods = [PUT], origins = *, API",
        "none, x = 1",
        "none, none",
    ] {
        let expanded = expanded(attribute, &item);
        assert_contains(&expanded, "fn f() -> R { half typed }");
        assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
    }
}

/// The other keys are those of the named policy, and rules about two keys are asserted.
#[test]
fn keys_of_a_named_policy_are_replaced() {
    let item = "#[put(\"/\")] fn f() -> R {}";
    let one = expanded("a::API, methods = [PUT]", item);
    assert_contains(
        &one,
        "const __CORS_NAMED: & ::cors_actix::__private::Policy = &a::API;",
    );
    assert_contains(
        &one,
        "origins: __BASE.origins, patterns: __BASE.patterns, methods: \"PUT\", \
         headers: __BASE.headers, expose_headers: __BASE.expose_headers, \
         credentials: __BASE.credentials, max_age: __BASE.max_age,",
    );
    for (keys, asked) in [
        ("methods = [PUT], max_age = 0, headers = *", 0),
        ("methods = [PUT], expose_headers = *", 1),
        ("methods = [PUT], origins = *", 1),
        ("methods = [PUT], origins = [\"https://a.example\"]", 0),
        (
            "methods = [PUT], origins = [\"http://a.example\", \"https://*.github.io\"]",
            2,
        ),
        (
            "methods = [PUT], origins = [#[allow(public_suffix)] \"https://*.github.io\"]",
            1,
        ),
        ("methods = [PUT], credentials", 3),
        ("methods = [PUT], credentials = false", 1),
        (
            "methods = [PUT], credentials, expose_headers = [\"etag\"]",
            2,
        ),
        (
            "methods = [PUT], credentials, origins = [\"https://a.example\"]",
            1,
        ),
        ("methods = [PUT], credentials = false, origins = *", 0),
        ("max_age = 1", 1),
    ] {
        let expanded = expanded(&format!("API, {keys}"), item);
        assert!(!expanded.contains("compile_error"), "{expanded}");
        assert_eq!(expanded.matches("assert !").count(), asked, "{expanded}");
    }
}

/// These keys are wrong with every named policy.
#[test]
fn keys_that_are_wrong_under_any_policy() {
    let item = "#[put(\"/\")] fn f() -> R {}";
    for (keys, rule) in [
        ("origins = [\"https://a.example/\"]", "origin-has-path"),
        ("origins = []", "origins-missing"),
        ("orgins = *", "key-unknown"),
        ("methods = [DELETE]", "route-method-not-allowed"),
        ("methods = [PUT], methods = [PUT]", "key-duplicate"),
        ("max_age = 2w", "max-age-invalid"),
        ("headers = [\"cookie\"]", "header-forbidden"),
    ] {
        let expanded = expanded(&format!("API, {keys}"), item);
        assert!(expanded.contains(&format!("cors::{rule}")), "{expanded}");
        assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
    }
}
