//! The table of rules, through the inputs of this crate.

#[path = "../../cors-rules/tests/table/mod.rs"]
mod table;

use cors_engine::{Config, Policy, PolicyBuilder, Problem, Problems, Rule, cors};
use serde_json::Value as Json;

fn notes(built: Result<(Policy, Vec<Problem>), Problems>) -> Result<Vec<Problem>, Problems> {
    built.map(|(_, notes)| notes)
}

#[test]
fn the_builder() {
    for row in table::rows("builder") {
        let list = |value: &Json| match value {
            Json::Array(entries) => entries.iter().map(table::entry).collect(),
            any => vec![table::entry(any)],
        };
        let call = |builder: PolicyBuilder, (key, value): &(String, Json)| match (&**key, value) {
            ("origins", list_) => builder.origins(list(list_)),
            ("methods", list_) => builder.methods(list(list_)),
            ("headers", list_) => builder.headers(list(list_)),
            ("expose_headers", list_) => builder.expose_headers(list(list_)),
            ("credentials", Json::Bool(flag)) => builder.credentials(*flag),
            ("max_age", Json::String(text)) => builder.max_age(&**text),
            other => panic!("the builder has no way to say {other:?}: {}", row.text),
        };
        let builder = row.policy.iter().fold(Policy::builder(), call);
        row.check(notes(builder.build_with_notes()));
    }
}

#[test]
fn json() {
    for row in table::rows("file").into_iter().chain(table::rows("json")) {
        let fields: Vec<String> = row
            .policy
            .iter()
            .map(|(key, value)| format!("{key:?}: {value}"))
            .collect();
        let config: Config = serde_json::from_str(&format!("{{ {} }}", fields.join(", "))).unwrap();
        row.check(notes(config.build_with_notes()));
    }
}

#[test]
fn toml_files() {
    for row in table::rows("file") {
        let fields: Vec<String> = row
            .policy
            .iter()
            .map(|(key, value)| format!("{key:?} = {}", toml_value(value)))
            .collect();
        let text = fields.join("\n");
        let config: Config =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{text}\n{error}"));
        row.check(notes(config.build_with_notes()));
    }
}

/// JSON as TOML writes it in one line.
fn toml_value(value: &Json) -> String {
    match value {
        Json::Array(entries) => format!(
            "[{}]",
            entries
                .iter()
                .map(toml_value)
                .collect::<Vec<_>>()
                .join(", ")
        ),
        Json::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(key, value)| format!("{key} = {}", toml_value(value)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

#[test]
fn what_is_serialized_reads_as_the_same_policy() {
    let mut policies = 0;
    for row in table::rows("builder") {
        let fields: Vec<String> = row
            .policy
            .iter()
            .map(|(key, value)| format!("{key:?}: {value}"))
            .collect();
        let config: Config = serde_json::from_str(&format!("{{ {} }}", fields.join(", "))).unwrap();
        let Ok(policy) = config.build() else {
            continue;
        };
        let json = serde_json::to_string(&policy).unwrap();
        assert_eq!(
            serde_json::from_str::<Policy>(&json).unwrap(),
            policy,
            "{json}"
        );
        let toml = toml::to_string(&policy).unwrap();
        assert_eq!(toml::from_str::<Policy>(&toml).unwrap(), policy, "{toml}");
        policies += 1;
    }
    assert!(policies > 30, "{policies}");
}

#[test]
fn a_policy_of_the_macro_serializes_as_it_was_written() {
    let policy = cors! {
        origins = ["https://example.com", #[allow(insecure_origin)] "http://intranet"],
        methods = [GET, PUT],
        headers = ["Authorization"],
        credentials,
        max_age = 10m,
    };
    let json = serde_json::json!({
        "origins": ["https://example.com", {"origin": "http://intranet", "allow": ["insecure-origin"]}],
        "methods": ["GET", "PUT"],
        "headers": ["authorization"],
        "credentials": true,
        "max_age": 600,
    });
    assert_eq!(serde_json::to_value(&policy).unwrap(), json);
    assert_eq!(
        policy.to_string(),
        r#"origins = ["https://example.com", #[allow(insecure_origin)] "http://intranet"], methods = [GET, PUT], headers = ["authorization"], credentials = true, max_age = 600"#
    );
    assert_eq!(serde_json::from_value::<Policy>(json).unwrap(), policy);
}

#[test]
fn a_policy_that_is_read_directly_reports_all_problems_in_one_text() {
    let error =
        toml::from_str::<Policy>("origins = [\"https://a.example/\", \"b.example\"]").unwrap_err();
    let text = error.to_string();
    assert!(text.contains("cors::origin-has-path"), "{text}");
    assert!(text.contains("cors::origin-scheme-missing"), "{text}");
}

#[test]
fn values_of_the_wrong_shape_are_problems_beside_the_others() {
    let rules = |text: &str| -> Vec<(Rule, String)> {
        let config: Config = serde_json::from_str(text).unwrap();
        config
            .build()
            .unwrap_err()
            .iter()
            .map(|problem| (problem.rule, problem.key.clone()))
            .collect()
    };
    for value in [
        "3",
        "true",
        "null",
        "1.5",
        "{}",
        "[3]",
        "[null]",
        "[[\"https://a.example\"]]",
        "[{\"url\": \"https://a.example\"}]",
        "[{\"origin\": \"https://a.example\", \"allow\": \"x\"}]",
    ] {
        let text = format!("{{\"origins\": {value}, \"methods\": [\"put\"]}}");
        let expected = [
            (Rule::Syntax, "origins".to_owned()),
            (Rule::MethodNotUpperCase, "methods".to_owned()),
        ];
        assert_eq!(rules(&text), expected, "{text}");
    }
    let text = r#"{"origins": ["https://a.example"], "credentials": "true", "max_age": true, "headers": 7}"#;
    assert_eq!(
        rules(text),
        [
            (Rule::Syntax, "credentials".to_owned()),
            (Rule::Syntax, "max_age".to_owned()),
            (Rule::Syntax, "headers".to_owned())
        ]
    );
}

#[test]
fn an_entry_of_the_wrong_shape_hides_no_other() {
    let config: Config = toml::from_str(
        r#"
            origins = ["https://a.example/", { origin = "https://b.example", alow = [] }, "null", 3]
            methods = ["put", true]
        "#,
    )
    .unwrap();
    let problems = config.build().unwrap_err();
    let found: Vec<(Rule, Option<&str>)> = problems
        .iter()
        .map(|problem| (problem.rule, problem.value.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            (Rule::OriginHasPath, Some("https://a.example/")),
            (Rule::Syntax, Some("{ origin = …, alow = … }")),
            (Rule::OriginNull, Some("null")),
            (Rule::Syntax, Some("3")),
            (Rule::MethodNotUpperCase, Some("put")),
            (Rule::Syntax, Some("true")),
        ]
    );
}

#[test]
fn the_message_says_which_part_of_an_entry_is_wrong() {
    let message = |entry: &str| {
        let config: Config = serde_json::from_str(&format!("{{\"origins\": [{entry}]}}")).unwrap();
        config.build().unwrap_err()[0].message.clone()
    };
    for (entry, part) in [
        (
            r#"{"origin": "http://a.lan", "allow": "insecure-origin"}"#,
            r#"not { origin = …, allow = "insecure-origin" }"#,
        ),
        (
            r#"{"origin": "http://a.lan", "allow": ["insecure-origin", 3]}"#,
            "not { origin = …, allow = [… 3 …] }",
        ),
        (
            r#"{"origin": 3, "allow": []}"#,
            "not { origin = 3, allow = … }",
        ),
        (r#"{"url": 3}"#, "not { url = … }"),
    ] {
        let message = message(entry);
        assert!(message.ends_with(part), "{message}");
        assert!(message.contains("a list `allow`"), "{message}");
    }
}

#[test]
fn a_long_value_of_the_wrong_type_is_cut() {
    let long = "a".repeat(900_000);
    for text in [
        format!(r#"{{"origins": "*", "methods": "{long}"}}"#),
        format!(r#"{{"origins": "*", "credentials": "{long}"}}"#),
        format!(r#"{{"origins": [{{"origin": ["{long}"]}}]}}"#),
        format!(r#"{{"origins": [{{"{long}": 3}}]}}"#),
    ] {
        let config: Config = serde_json::from_str(&text).unwrap();
        let problem = &config.build().unwrap_err()[0];
        assert!(problem.message.len() < 1000, "{}", problem.message.len());
        assert!(problem.to_string().len() < 2000);
    }
}

#[test]
fn notes_are_kept_beside_problems() {
    let config: Config =
        toml::from_str("origins = [\"https://a.example/\"]\nheaders = [\"accept\"]").unwrap();
    let problems = config.build().unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems.notes()[0].rule, Rule::HeaderSafelisted);
}

#[test]
fn what_is_no_table_is_an_error_of_the_format() {
    for text in ["3", "[]", "\"*\"", "null"] {
        assert!(serde_json::from_str::<Config>(text).is_err(), "{text}");
    }
}

#[test]
fn problems_name_the_key_the_index_and_the_file() {
    let config: Config = toml::from_str(
        r#"
            methods = ["PUT", "get"]
            origins = ["https://a.example", { origin = "https://b.example", allow = ["nothing"] }]
            credentials = "yes"
            max_age = "3 weeks"
        "#,
    )
    .unwrap();
    let problems = config.build().unwrap_err().with_source("cors.toml");
    let first_lines: Vec<String> = problems
        .iter()
        .map(|problem| problem.to_string().lines().next().unwrap().to_owned())
        .collect();
    let starts = [
        "methods[1] of cors.toml: ",
        "origins[1].allow[0] of cors.toml: ",
        "cors.toml: `credentials` takes ",
        "max_age of cors.toml: ",
    ];
    assert_eq!(first_lines.len(), starts.len(), "{first_lines:#?}");
    for (line, start) in first_lines.iter().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
    assert_eq!(problems[1].path(), "origins[1].allow[0]");
    assert_eq!(problems[1].source_name(), Some("cors.toml"));
}

#[test]
fn problems_keep_the_order_of_the_file() {
    let keys = |config: Config| -> Vec<String> {
        let problems = config.build().unwrap_err();
        problems.iter().map(|problem| problem.key.clone()).collect()
    };
    // Neither the order of the alphabet nor the order of the language.
    let json = r#"{"max_age": "x", "methods": ["put"], "credentials": 1, "origins": ["null"]}"#;
    let toml = "max_age = \"x\"\nmethods = [\"put\"]\ncredentials = 1\norigins = [\"null\"]";
    let expected = ["max_age", "methods", "credentials", "origins"];
    assert_eq!(keys(serde_json::from_str(json).unwrap()), expected);
    // With the feature `preserve_order` of `toml`.
    assert_eq!(keys(toml::from_str(toml).unwrap()), expected);
}

/// The error of the format has the line of the table, and the text has the key of the value.
#[test]
fn a_policy_in_a_larger_file_is_found() {
    use std::collections::BTreeMap;

    let file = "\n[cors]\norigins = [\"https://a.example\", \"https://b.example/\"]\n";
    let error = toml::from_str::<BTreeMap<String, Policy>>(file).unwrap_err();
    let shown = error.to_string();
    assert!(shown.contains("line 2"), "{shown}");
    assert!(shown.contains("[cors]"), "{shown}");
    assert!(
        shown.contains("origins[1]: an origin has no path"),
        "{shown}"
    );

    let file = "\n[cors.policies.p]\norigins = [\"b.example\"]\n[cors]\norigins = \"*\"\n";
    let configs: BTreeMap<String, Config> = toml::from_str(file).unwrap();
    let problems = configs["cors"].build_policies().unwrap_err();
    let problems = problems.with_key("server.cors").with_source("app.toml");
    let path = "server.cors.policies.p.origins[0] of app.toml: ";
    assert!(problems.to_string().starts_with(path), "{problems}");
    assert_eq!(problems[0].path(), "server.cors.policies.p.origins[0]");
}
