//! The policies that the language accepts, and their meaning.

use cors_rules::{Checked, Field, Item, Rule, Value};

use super::{accepted, tokens};
use crate::check::check;
use crate::parse::parse;
use crate::parsed::Position;

/// The entries of a list, `*` for any.
fn texts<T: ToString>(items: &[Item<T>]) -> Vec<String> {
    let text = |item: &Item<T>| item.value.as_ref().map_or("*".to_owned(), T::to_string);
    items.iter().map(text).collect()
}

fn max_age(source: &str) -> Option<u32> {
    accepted(&format!("origins = *, max_age = {source}")).max_age()
}

#[test]
fn a_policy_with_every_key() {
    let checked = accepted(
        r#"
        origins = ["https://example.com", "https://*.example.com"],
        methods = [GET, "PUT", PROPFIND,],
        headers = ["authorization", "X-Api-Key"],
        expose_headers = ["etag"],
        credentials,
        max_age = 10m,
        "#,
    );
    assert_eq!(
        texts(checked.origins()),
        ["https://example.com", "https://*.example.com"]
    );
    assert_eq!(texts(checked.methods()), ["GET", "PUT", "PROPFIND"]);
    assert_eq!(texts(checked.headers()), ["authorization", "x-api-key"]);
    assert_eq!(texts(checked.expose_headers()), ["etag"]);
    assert!(checked.credentials());
    assert_eq!(checked.max_age(), Some(600));
}

#[test]
fn anything() {
    for any in ["*", "[*]", "[*,]", r#"["*"]"#, r#""*""#] {
        let checked = accepted(&format!(
            "origins = {any}, methods = {any}, headers = {any}"
        ));
        assert_eq!(texts(checked.origins()), ["*"], "{any}");
        assert_eq!(texts(checked.methods()), ["*"], "{any}");
        assert_eq!(texts(checked.headers()), ["*"], "{any}");
    }
    let checked = accepted(r#"origins = *, headers = [*, "authorization"]"#);
    assert_eq!(texts(checked.headers()), ["*", "authorization"]);
}

/// RFC 10008.
#[test]
fn the_method_query() {
    let checked = accepted("origins = *, methods = [GET, QUERY]");
    assert_eq!(texts(checked.methods()), ["GET", "QUERY"]);
}

#[test]
fn durations() {
    for (source, seconds) in [
        ("0", 0),
        ("600", 600),
        ("600s", 600),
        ("10m", 600),
        ("2h", 7_200),
        ("1d", 86_400),
        ("86_400", 86_400),
        (r#""10m""#, 600),
        (r#""0""#, 0),
    ] {
        assert_eq!(max_age(source), Some(seconds), "{source}");
    }
}

#[test]
fn credentials() {
    let credentials = |source: &str| {
        accepted(&format!("origins = [\"https://example.com\"], {source}")).credentials()
    };
    assert!(credentials("credentials"));
    assert!(credentials("credentials = true"));
    assert!(!credentials("credentials = false"));
    assert!(!credentials(""));
}

#[test]
fn any_string_literal_is_a_string() {
    let checked = accepted(
        r##"origins = [r"https://a.example", r#"https://b.example"#, "https://c\u{2e}example"]"##,
    );
    assert_eq!(
        texts(checked.origins()),
        [
            "https://a.example",
            "https://b.example",
            "https://c.example"
        ]
    );
}

#[test]
fn attributes_of_entries() {
    let source = r#"
        origins = [
            #[cfg(debug_assertions)] #[allow(insecure_origin)] #[cfg(feature = "dev")]
            "http://dev.example",
            #[allow(insecure_origin, public_suffix)] "http://*.github.io",
            #[allow(insecure_origin)] #[allow(public_suffix,)] "http://*.gitlab.io",
        ],
        credentials
    "#;
    let checked: Checked = accepted(source);
    let allowed: Vec<&[Rule]> = checked.origins().iter().map(|item| &*item.allow).collect();
    let both: &[Rule] = &[Rule::InsecureOrigin, Rule::PublicSuffix];
    assert_eq!(allowed, [&[Rule::InsecureOrigin], both, both]);
    let conditions: Vec<Option<&str>> = checked
        .origins()
        .iter()
        .map(|item| item.cfg.as_deref())
        .collect();
    assert_eq!(
        conditions,
        [Some("debug_assertions, feature = \"dev\""), None, None]
    );
}

#[test]
fn a_condition_has_one_spelling() {
    let condition = |source: &str| {
        let checked = accepted(&format!(
            "origins = [#[cfg({source})] \"https://example.com\"]"
        ));
        checked.origins()[0].cfg.clone()
    };
    assert_eq!(
        condition("all( unix , not(feature=\"x\") , )"),
        condition("all(unix, not(feature = \"x\"))")
    );
    assert_ne!(condition("unix"), condition("not(unix)"));
}

#[test]
fn conditions() {
    for condition in [
        "test",
        "feature = \"dev\"",
        "all()",
        "any(unix, windows)",
        "not(any(unix, all(windows, target_pointer_width = \"64\")))",
        "true",
        "test,",
    ] {
        accepted(&format!(
            "origins = [#[cfg({condition})] \"https://example.com\"]"
        ));
    }
}

/// `macro_rules!` passes expressions and paths in groups without delimiters.
#[test]
fn fragments_of_a_macro() {
    use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
    fn wrapped(source: &str) -> TokenTree {
        let inner = Group::new(Delimiter::None, tokens(source));
        let outer = Group::new(Delimiter::None, TokenStream::from(TokenTree::from(inner)));
        outer.into()
    }
    let origin = wrapped("\"https://example.com\"");
    let list = wrapped("[\"etag\"]");
    let method = wrapped("PUT");
    let (flag, age, nothing) = (wrapped("true"), wrapped("10m"), wrapped(""));
    let policy = quote::quote! {
        origins = [#nothing #origin], methods = [#method], expose_headers = #list,
        credentials = #flag, max_age = #age #nothing
    };
    let checked = check(&parse(policy, Position::Expression)).expect("a correct policy");
    assert_eq!(texts(checked.origins()), ["https://example.com"]);
    assert_eq!(texts(checked.methods()), ["PUT"]);
    assert_eq!(texts(checked.expose_headers()), ["etag"]);
    assert!(checked.credentials());
    assert_eq!(checked.max_age(), Some(600));
}

#[test]
fn the_path_of_the_crate() {
    let krate = |source: &str| {
        let parsed = parse(tokens(source), Position::Attribute);
        assert!(
            parsed.diagnostics.is_empty(),
            "{source}\n{:#?}",
            parsed.diagnostics
        );
        parsed.krate.map(|path| path.to_string().replace(' ', ""))
    };
    assert_eq!(krate("origins = *"), None);
    assert_eq!(krate("crate = cors, origins = *").as_deref(), Some("cors"));
    assert_eq!(
        krate("origins = *, crate = ::a::b").as_deref(),
        Some("::a::b")
    );
    assert_eq!(krate("crate = crate::cors").as_deref(), Some("crate::cors"));
    assert_eq!(krate("crate = self::cors,").as_deref(), Some("self::cors"));
}

#[test]
fn a_policy_can_be_named_in_an_attribute() {
    let named = |source: &str| {
        let parsed = parse(tokens(source), Position::Attribute);
        parsed.named.map(|named| named.to_string())
    };
    assert_eq!(named("API").as_deref(), Some("API"));
    assert_eq!(named("policies::API").as_deref(), Some("policies::API"));
    assert_eq!(named("none").as_deref(), Some("none"));
    assert_eq!(named("API, methods = [PUT]").as_deref(), Some("API"));
    assert_eq!(
        named("credentials, origins = [\"https://example.com\"]"),
        None
    );
    assert_eq!(named(""), None);
}

#[test]
fn fields_are_kept_in_the_order_in_which_they_were_written() {
    let parsed = parse(
        tokens("max_age = 0, credentials, origins = *"),
        Position::Expression,
    );
    let fields: &[Field] = parsed.declaration().fields();
    let keys: Vec<&str> = fields.iter().map(|field| &*field.key).collect();
    assert_eq!(keys, ["max_age", "credentials", "origins"]);
    assert!(matches!(fields[1].value, Value::Flag(true)));
}
