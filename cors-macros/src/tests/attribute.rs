//! `#[cors(…)]` on statics and on other items.

use quote::quote;

use super::tokens;
use crate::expand::static_item;
use crate::item::{STATIC_ONLY, WARP};

fn expanded(attribute: &str, item: &str) -> String {
    let krate = quote!(::cors_actix);
    static_item(tokens(attribute), tokens(item), krate, STATIC_ONLY).to_string()
}

fn same(tokens_of: &str) -> String {
    tokens(tokens_of).to_string()
}

#[test]
fn a_static_gets_its_value() {
    let expanded = expanded(
        "origins = *",
        "/// Everybody may read.\n#[used] pub(crate) static API: cors_actix::Policy;",
    );
    let declaration =
        same("/// Everybody may read.\n#[used] pub(crate) static API: cors_actix::Policy =");
    assert!(expanded.starts_with(&declaration), "{expanded}");
    assert!(
        expanded.contains(&same("::cors_actix::__private::Origins::Any")),
        "{expanded}"
    );
    assert!(expanded.ends_with("} ;"), "{expanded}");
    assert!(!expanded.contains("compile_error"), "{expanded}");
}

#[test]
fn the_crate_can_be_named() {
    let expanded = expanded("crate = crate::web, origins = *", "static API: Policy;");
    assert!(
        expanded.contains(&same("crate::web::__private::policy")),
        "{expanded}"
    );
    assert!(!expanded.contains("cors_actix"), "{expanded}");
}

/// A wrong policy still gives the static a value, which contains the errors.
#[test]
fn a_wrong_policy_is_still_a_policy() {
    let expanded = expanded("origins = [\"null\"]", "static API: Policy;");
    assert!(
        expanded.starts_with(&same("static API: Policy =")),
        "{expanded}"
    );
    assert!(
        expanded.contains(&same("::cors_actix::__private::Parts::NOTHING")),
        "{expanded}"
    );
    assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
}

/// Other items have one error and are not changed.
#[test]
fn other_items() {
    for (item, what) in [
        ("struct Api;", "a struct"),
        ("pub(in crate::a) enum Api { A }", "an enum"),
        (
            "/// Docs.\n#[get(\"/\")] pub async fn api() {}",
            "a function",
        ),
        ("const fn api() {}", "a function"),
        ("unsafe extern \"C\" fn api() {}", "a function"),
        ("fn api() { let x = 1; }", "a function"),
        ("mod api {}", "a module"),
        ("use a::b as c;", "an import"),
        ("type A = B;", "a type"),
        ("trait A {}", "a trait"),
        ("impl A {}", "an implementation"),
        ("thread_local! { static A: u8 = 1; }", "something else"),
        ("static API: Policy = other();", "has a value already"),
        ("const API: Policy = other();", "a constant"),
    ] {
        for attribute in ["origins = *", "API", "none", "", "origins = [\"null\"]"] {
            let expanded = expanded(attribute, item);
            assert!(expanded.ends_with(&same(item)), "{expanded}");
            assert!(expanded.contains(what), "{expanded}");
            assert!(expanded.contains("cors::attribute-target"), "{expanded}");
            assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
        }
    }
}

/// An item without a value gets one, so that rustc reports no second error.
#[test]
fn items_without_a_value() {
    for (attribute, item) in [
        ("origins = *", "const API: Policy;"),
        ("origins = *", "static mut API: Policy;"),
        ("API", "static API: Policy;"),
        ("none", "static API: Policy;"),
        ("API, methods = [PUT]", "static API: Policy;"),
    ] {
        let expanded = expanded(attribute, item);
        let declaration = same(&item.replace(';', " ="));
        assert!(expanded.starts_with(&declaration), "{expanded}");
        assert!(expanded.contains(&same("Parts::NOTHING")), "{expanded}");
        assert!(expanded.contains("cors::attribute-target"), "{expanded}");
        assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
    }
}

#[test]
fn a_static_from_a_macro() {
    use proc_macro2::{Delimiter, Group, TokenTree};
    let group = |source: &str| TokenTree::from(Group::new(Delimiter::None, tokens(source)));
    let (visibility, ty) = (group("pub(crate)"), group("Policy"));
    let item = quote!(#visibility static API: #ty;);
    let expanded = static_item(
        tokens("origins = *"),
        item,
        quote!(::cors_actix),
        STATIC_ONLY,
    )
    .to_string();
    assert!(
        expanded.starts_with(&same("pub(crate) static API: Policy =")),
        "{expanded}"
    );
}

/// With warp the help shows how to give a route its policy.
#[test]
fn a_function_with_warp() {
    for item in [
        "fn routes() -> Routes<impl Tree> { todo!() }",
        "pub(crate) async fn save(id: u32) -> Result<StatusCode, Rejection> { todo!() }",
    ] {
        for attribute in ["API", "origins = *", "none"] {
            let krate = quote!(::cors_warp);
            let expanded = static_item(tokens(attribute), tokens(item), krate, WARP).to_string();
            assert!(expanded.ends_with(&same(item)), "{expanded}");
            assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
            assert!(expanded.contains(".cors(&API).to("), "{expanded}");
        }
    }
    let on_static = static_item(
        tokens("origins = *"),
        tokens("static API: Policy;"),
        quote!(::cors_warp),
        WARP,
    );
    assert!(!on_static.to_string().contains("compile_error"));
}

/// rustc reports an unused static only if its last token is the user's own.
#[test]
fn an_unused_policy_is_reported() {
    let source = "static API: Policy;";
    for attribute in ["origins = *", "origins = [\"null\"]", "none"] {
        let krate = quote!(::cors_actix);
        let expanded = static_item(tokens(attribute), tokens(source), krate, STATIC_ONLY);
        let end = expanded.into_iter().last().expect("a token");
        assert_eq!(end.to_string(), ";");
        assert_eq!(
            end.span().source_text().as_deref(),
            Some(";"),
            "{attribute}"
        );
    }
}
