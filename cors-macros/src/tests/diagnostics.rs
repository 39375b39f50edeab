//! Errors in tokens: one per mistake, at the token, in source order.

use super::{accepted, errors, reported};

/// Asserts that the policy has these errors, each with the source that it underlines.
#[track_caller]
fn assert_reported(source: &str, expected: &[(&str, &str)]) {
    let reported = reported(source);
    let reported: Vec<(&str, &str)> = reported
        .iter()
        .map(|(rule, source)| (&**rule, *source))
        .collect();
    assert_eq!(reported, expected, "{source}");
}

#[test]
fn twenty_mistakes() {
    let source = r#"
        origins = [
            "https://a.example/",
            "HTTPS://b.example",
            "c.example",
            "https://d.example:443",
            "null",
            #[allow(insecure)] "http://e.example",
            MY_ORIGIN,
            #[cfg()] "https://f.example",
            "https://*.github.io",
        ],
        methods = [put, PUT, TRACE, Method::DELETE],
        headers = ["cookie", x-api-key, "a b"],
        expose_headers = *,
        credentials,
        max_age = 10x,
        allow_private_network = true,
    "#;
    assert_reported(
        source,
        &[
            ("origin-has-path", "\"https://a.example/\""),
            ("origin-not-lower-case", "\"HTTPS://b.example\""),
            ("origin-scheme-missing", "\"c.example\""),
            ("origin-port-default", "\"https://d.example:443\""),
            ("origin-null", "\"null\""),
            ("allow-unknown", "insecure"),
            ("insecure-origin", "\"http://e.example\""),
            ("because credentials are allowed here", "credentials"),
            ("value-type", "MY_ORIGIN"),
            ("cfg-invalid", "#[cfg()]"),
            ("public-suffix", "\"https://*.github.io\""),
            ("method-not-upper-case", "put"),
            ("method-forbidden", "TRACE"),
            ("value-type", "Method::DELETE"),
            ("header-forbidden", "\"cookie\""),
            ("value-type", "x-api-key"),
            ("header-invalid", "\"a b\""),
            ("any-expose-with-credentials", "*"),
            ("max-age-invalid", "10x"),
            ("key-unknown", "allow_private_network"),
        ],
    );
}

#[test]
fn missing_keys_come_last() {
    assert_reported(
        "methods = [put], max_age = 10x",
        &[
            ("method-not-upper-case", "put"),
            ("max-age-invalid", "10x"),
            ("origins-missing", "methods = [put], max_age = 10x"),
        ],
    );
}

#[test]
fn values() {
    for (source, rule, underlined) in [
        ("origins =", "value-missing", "origins"),
        ("origins", "value-missing", "origins"),
        ("origins = , credentials", "value-missing", "origins"),
        ("origins = *, max_age", "value-missing", "max_age"),
        ("origins = *, credentials =", "value-missing", "credentials"),
        ("origins = 3", "value-type", "3"),
        ("origins = true", "value-type", "true"),
        (
            "origins = \"https://a.example\"",
            "value-type",
            "\"https://a.example\"",
        ),
        (
            "origins = &[\"https://a.example\"]",
            "value-type",
            "&[\"https://a.example\"]",
        ),
        (
            "origins = vec![\"https://a.example\"]",
            "value-type",
            "vec![\"https://a.example\"]",
        ),
        ("origins = *, methods = GET", "value-type", "GET"),
        (
            "origins = *, headers = {\"etag\"}",
            "value-type",
            "{\"etag\"}",
        ),
        (
            "origins = [\"https://a.example\"], credentials = 1",
            "value-type",
            "1",
        ),
        (
            "origins = [\"https://a.example\"], credentials = \"true\"",
            "value-type",
            "\"true\"",
        ),
        (
            "origins = [\"https://a.example\"], credentials = *",
            "value-type",
            "*",
        ),
        (
            "origins = [\"https://a.example\"], credentials = [true]",
            "value-type",
            "[true]",
        ),
        ("origins = *, max_age = ten", "value-type", "ten"),
        ("origins = *, max_age = 60 * 10", "value-type", "60 * 10"),
        ("origins = *, max_age = b\"10m\"", "value-type", "b\"10m\""),
        ("origins = *, max_age = [10m]", "value-type", "[10m]"),
        ("origins = *, max_age = -1", "max-age-invalid", "-1"),
        ("origins = *, max_age = 1.5", "max-age-invalid", "1.5"),
        ("origins = *, max_age = 10x", "max-age-invalid", "10x"),
        ("origins = *, max_age = 2d", "max-age-invalid", "2d"),
        ("origins = *, max_age = \"\"", "max-age-invalid", "\"\""),
        ("origins = *, max_age = 0x10", "max-age-invalid", "0x10"),
    ] {
        assert_reported(source, &[(rule, underlined)]);
    }
}

#[test]
fn entries() {
    for (source, underlined) in [
        ("origins = [3]", "3"),
        ("origins = [MY_ORIGIN]", "MY_ORIGIN"),
        ("origins = [\"https://a.example\", origin()]", "origin()"),
        (
            "origins = [\"https://a.example\".into()]",
            "\"https://a.example\".into()",
        ),
        (
            "origins = [[\"https://a.example\"]]",
            "[\"https://a.example\"]",
        ),
        (
            "origins = [b\"https://a.example\"]",
            "b\"https://a.example\"",
        ),
        (
            "origins = [\"https://a.example\" + \"/\"]",
            "\"https://a.example\" + \"/\"",
        ),
        (
            "origins = [-\"https://a.example\"]",
            "-\"https://a.example\"",
        ),
        ("origins = *, methods = [Method::PUT]", "Method::PUT"),
        ("origins = *, methods = [M-SEARCH]", "M-SEARCH"),
        ("origins = *, methods = [3]", "3"),
        ("origins = *, headers = [authorization]", "authorization"),
        (
            "origins = *, expose_headers = [header::ETAG]",
            "header::ETAG",
        ),
    ] {
        assert_reported(source, &[("value-type", underlined)]);
    }
}

/// The help for an entry is the string that was meant.
#[test]
fn suggestions_for_entries() {
    for (source, help) in [
        ("methods = [http::Method::PUT]", "write \"PUT\""),
        ("methods = [M-SEARCH]", "write \"M-SEARCH\""),
        (
            "methods = [3]",
            "write it like this: methods = [GET, \"PROPFIND\"]",
        ),
        ("headers = [header::CONTENT_TYPE]", "write \"content-type\""),
        ("headers = [x-api-key]", "write \"x-api-key\""),
        (
            "headers = [COOKIE]",
            "write it like this: headers = [\"authorization\"]",
        ),
        (
            "origins = [MY_ORIGIN]",
            "write it like this: origins = [\"https://example.com\"]; `with_origins` is for origins known at run time",
        ),
        (
            "methods = [DELTE]",
            "write DELETE, or write \"DELTE\" if it is meant",
        ),
        ("methods = [Any]", "write methods = *"),
        (
            "methods = [FROBNICATE]",
            "write \"FROBNICATE\" if it is meant",
        ),
    ] {
        let errors = if source.starts_with("origins") {
            errors(source)
        } else {
            errors(&format!("origins = *, {source}"))
        };
        let text = &errors[0].text;
        assert!(text.contains(&format!("help: {help}\n")), "{text}");
    }
}

#[test]
fn commas() {
    for (source, underlined) in [
        ("origins = * methods = [GET]", "methods"),
        (
            "origins = [\"https://a.example\"] credentials",
            "credentials",
        ),
        ("credentials origins = [\"https://a.example\"]", "origins"),
        ("max_age = 10m origins = *", "origins"),
        ("origins = *; methods = [GET]", ";"),
        ("origins = *,, methods = [GET]", ","),
        (", origins = *", ","),
        (
            "origins = [\"https://a.example\" \"https://b.example\"]",
            "\"https://b.example\"",
        ),
        (
            "origins = [\"https://a.example\" #[cfg(test)] \"https://b.example\"]",
            "#",
        ),
        (
            "origins = [\"https://a.example\"; \"https://b.example\"]",
            ";",
        ),
        ("origins = [, \"https://a.example\"]", ","),
        ("origins = *, methods = [GET PUT]", "PUT"),
    ] {
        assert_reported(source, &[("syntax", underlined)]);
    }
}

/// Reading continues after an error.
#[test]
fn recovery() {
    assert_reported(
        "origins = [\"https://a.example\" \"https://b.example/\"] methods = [put]",
        &[
            ("syntax", "\"https://b.example/\""),
            ("origin-has-path", "\"https://b.example/\""),
            ("syntax", "methods"),
            ("method-not-upper-case", "put"),
        ],
    );
    assert_reported(
        "origins(\"https://a.example\"), methods = [put]",
        &[
            ("syntax", "(\"https://a.example\")"),
            ("method-not-upper-case", "put"),
        ],
    );
    assert_reported(
        "? ! 3, origins = *, max_age = 10x",
        &[("syntax", "? ! 3"), ("max-age-invalid", "10x")],
    );
}

#[test]
fn the_sign_between_key_and_value() {
    for (source, underlined) in [
        ("origins: *", ":"),
        ("origins => *", "=>"),
        ("origins == *", "=="),
        ("origins := *", ":="),
        ("origins *", "*"),
        ("origins [\"https://a.example\"]", "["),
        ("origins = *, max_age 600", "600"),
        ("origins(*)", "(*)"),
        ("\"origins\" = *", "\"origins\""),
        ("origins = *.into()", ".into()"),
    ] {
        assert_reported(source, &[("syntax", underlined)]);
    }
}

#[test]
fn keys() {
    for (source, rule, underlined) in [
        ("origins = *, max-age = 600", "key-unknown", "max-age"),
        ("origins = *, colour", "key-unknown", "colour"),
        ("origins = *, colour = { red }", "key-unknown", "colour"),
        ("origins = *, crate = ::cors_actix", "key-unknown", "crate"),
        (
            "origins = *, methods = [], methods = []",
            "key-duplicate",
            "methods",
        ),
    ] {
        assert_reported(source, &[(rule, underlined)]);
    }
}

#[test]
fn attributes() {
    let on_entry = |attribute: &str| format!("origins = [{attribute} \"https://a.example\"]");
    for (attribute, rule, underlined) in [
        ("#[cfg]", "cfg-invalid", "#[cfg]"),
        ("#[cfg()]", "cfg-invalid", "#[cfg()]"),
        ("#[cfg = \"test\"]", "cfg-invalid", "#[cfg = \"test\"]"),
        ("#[cfg(test unix)]", "cfg-invalid", "unix"),
        ("#[cfg(test, unix)]", "cfg-invalid", "unix"),
        ("#[cfg(feature = dev)]", "cfg-invalid", "feature = dev"),
        ("#[cfg(\"test\")]", "cfg-invalid", "\"test\""),
        ("#[cfg(nto(test))]", "cfg-invalid", "nto(test)"),
        ("#[cfg(not())]", "cfg-invalid", "not()"),
        ("#[cfg(,)]", "cfg-invalid", ","),
        ("#[cfg(any(;))]", "cfg-invalid", ";"),
        ("#[cfg(not(test, unix))]", "cfg-invalid", "unix"),
        ("#[cfg(all(test unix))]", "cfg-invalid", "unix"),
        (
            "#[cfg(feature == \"dev\")]",
            "cfg-invalid",
            "feature == \"dev\"",
        ),
        (
            "#[cfg_attr(test, allow(insecure_origin))]",
            "cfg-invalid",
            "#[cfg_attr(test, allow(insecure_origin))]",
        ),
        (
            "#[expect(insecure_origin)]",
            "cfg-invalid",
            "#[expect(insecure_origin)]",
        ),
        ("#[doc = \"dev\"]", "cfg-invalid", "#[doc = \"dev\"]"),
        ("#[]", "cfg-invalid", "#[]"),
        ("#[allow]", "allow-unknown", "#[allow]"),
        ("#[allow()]", "allow-unknown", "#[allow()]"),
        (
            "#[allow = \"insecure_origin\"]",
            "allow-unknown",
            "#[allow = \"insecure_origin\"]",
        ),
        ("#[allow(insecure)]", "allow-unknown", "insecure"),
        ("#[allow(clippy::all)]", "allow-unknown", "clippy::all"),
        (
            "#[allow(origin_has_path)]",
            "allow-unknown",
            "origin_has_path",
        ),
        (
            "#[allow(insecure_origin)]",
            "allow-unneeded",
            "insecure_origin",
        ),
    ] {
        assert_reported(&on_entry(attribute), &[(rule, underlined)]);
    }
    assert_reported(
        "#[cfg(test)] origins = *",
        &[("cfg-invalid", "#[cfg(test)]")],
    );
    assert_reported(
        "origins = [\"https://a.example\", #[cfg(test)]]",
        &[("cfg-invalid", "#[cfg(test)]")],
    );
}

/// A second location is shown once, even if more than one entry refers to it.
#[test]
fn two_locations() {
    assert_reported(
        "origins = [\"http://a.example\", \"http://b.example\"], credentials = true",
        &[
            ("insecure-origin", "\"http://a.example\""),
            ("because credentials are allowed here", "credentials"),
            ("insecure-origin", "\"http://b.example\""),
        ],
    );
    assert_reported(
        "credentials, origins = *",
        &[
            ("any-origin-with-credentials", "*"),
            ("because credentials are allowed here", "credentials"),
        ],
    );
}

/// An entry that could not be read does not make the list an empty one.
#[test]
fn an_unreadable_list_is_not_empty() {
    assert_reported("origins = []", &[("origins-missing", "[]")]);
    assert_reported("origins = [3]", &[("value-type", "3")]);
    accepted("origins = *, methods = []");
}

#[test]
fn messages_with_long_tokens_are_short() {
    let long = format!("origins = [{}]", "f(x) + ".repeat(100) + "g");
    let text = &errors(&long)[0].text;
    assert!(text.len() < 240, "{text}");
}

/// `origins = origins` had three errors that contradicted each other.
#[test]
fn a_name_as_the_value_of_a_list_is_one_error() {
    for name in ["origins", "ORIGINS", "config::ORIGINS", "credentials"] {
        let source = format!("origins = {name}, methods = [PUT]");
        assert_reported(&source, &[("value-type", name)]);
        let text = &errors(&source)[0].text;
        assert!(text.contains("takes `*` or a list"), "{text}");
        assert!(
            text.contains("origins = [\"https://example.com\"]"),
            "{text}"
        );
    }
    assert_reported(
        "origins = *, methods = methods",
        &[("value-type", "methods")],
    );
}

#[test]
fn suggestions_for_durations() {
    for (value, help) in [
        ("Duration::from_secs(60)", "write max_age = 60"),
        (
            "std::time::Duration::from_secs(3_600)",
            "write max_age = 3600",
        ),
        ("Duration::from_mins(10)", "write max_age = 10m"),
        ("Duration::from_hours(2)", "write max_age = 2h"),
        ("60 * 10", "write max_age = 600"),
        ("Duration::from_secs(TEN)", "write max_age = 600"),
        ("4_000_000_000 * 4", "write max_age = 600"),
    ] {
        let source = format!("origins = *, max_age = {value}");
        assert_reported(&source, &[("value-type", value)]);
        let text = &errors(&source)[0].text;
        assert!(text.contains(&format!("help: {help}\n")), "{text}");
    }
}
