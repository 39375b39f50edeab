//! Warnings of the compiler: a deprecated constant, used at the entry.

use quote::quote;

use super::tokens;
use crate::{actix, expand};

/// The rules of the warnings in an expansion, in order.
fn warnings(expanded: &str) -> Vec<&str> {
    let uses = expanded.split("# [deprecated (note = ").skip(1);
    uses.map(|after| {
        let (_, constant) = after.split_once(")] const ").expect("a constant");
        constant.split(' ').next().unwrap_or_default()
    })
    .collect()
}

fn expression(policy: &str) -> String {
    expand::expression(tokens(&format!("[::cors_engine] {policy}"))).to_string()
}

#[test]
fn an_entry_gets_its_warning() {
    let expanded = expression(
        r#"headers = ["autorization"], origins = ["http://localhost", "https://a.example"]"#,
    );
    assert_eq!(
        warnings(&expanded),
        ["header_misspelled", "localhost_without_port"]
    );
    assert!(
        expanded.contains("note: cors::localhost-without-port"),
        "{expanded}"
    );
}

#[test]
fn an_allow_or_a_note_gives_none() {
    for policy in [
        r#"origins = [#[allow(localhost_without_port)] "http://localhost"]"#,
        r#"origins = *, headers = [#[allow(header_misspelled)] "autorization"]"#,
        r#"origins = *, headers = ["accept"]"#,
        r#"origins = *, headers = *"#,
        r#"origins = ["http://localhost:3000"], headers = ["authorization"]"#,
    ] {
        assert!(!expression(policy).contains("deprecated"), "{policy}");
    }
}

#[test]
fn a_warning_is_under_the_condition_of_its_entry() {
    let expanded = expression(r#"origins = [#[cfg(unix)] #[cfg(test)] "http://localhost"]"#);
    let start = "# [cfg (unix)] # [cfg (test)] const _ : () = { # [deprecated";
    assert!(expanded.contains(start), "{expanded}");
}

/// The compiler underlines the entry, because the name has the location of the entry.
#[test]
fn the_use_is_at_the_entry() {
    let source = r#"[::cors_engine] origins = ["http://localhost"]"#;
    let source: proc_macro2::TokenStream = source.parse().expect("tokens");
    fn at_entry(stream: proc_macro2::TokenStream, found: &mut Vec<String>) {
        for tree in stream {
            match tree {
                proc_macro2::TokenTree::Group(group) => at_entry(group.stream(), found),
                proc_macro2::TokenTree::Ident(ident) if ident == "localhost_without_port" => {
                    found.extend(ident.span().source_text());
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    at_entry(expand::expression(source), &mut found);
    assert!(
        found.contains(&"\"http://localhost\"".to_owned()),
        "{found:?}"
    );
}

#[test]
fn attributes_of_statics_and_routes_warn() {
    let of_static = expand::static_item(
        tokens(r#"origins = ["http://127.0.0.1"]"#),
        tokens("static API: Policy;"),
        quote!(::cors_tower),
        crate::item::STATIC_ONLY,
    );
    assert_eq!(warnings(&of_static.to_string()), ["localhost_without_port"]);
    for attribute in [
        r#"origins = ["http://[::1]"], headers = ["x-token"]"#,
        r#"API, origins = ["http://[::1]"]"#,
        r#"API, credentials, origins = ["http://[::1]"]"#,
    ] {
        let of_route = actix::expand(
            tokens(attribute),
            tokens(r#"#[put("/a")] async fn save() {}"#),
            quote!(::cors_actix),
        );
        assert_eq!(
            warnings(&of_route.to_string()),
            ["localhost_without_port"],
            "{attribute}"
        );
    }
}
