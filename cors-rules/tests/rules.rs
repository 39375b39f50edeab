//! Every rule, in declarations.

mod table;

use cors_rules::{
    Checked, Declaration, Entry, Input, Problem, Problems, Rule, RuleKind, SUFFIX_LIST_DATE, Value,
};

fn check(declaration: &Declaration) -> Result<Vec<Problem>, Problems> {
    declaration.check().map(Checked::into_notes)
}

#[test]
fn every_row_of_the_table() {
    for row in table::rows("builder") {
        row.check(check(&row.declaration(Input::Builder)));
    }
}

#[test]
fn every_row_for_files() {
    for row in table::rows("file") {
        row.check(check(&row.declaration(Input::File)));
    }
}

#[test]
fn every_rule_has_a_row() {
    let tested = table::rules_of_the_table();
    // Rules about tokens exist in the macro alone, rules about routes are in
    // `routes.rs`, and one needs a value of more than 326 bytes.
    let elsewhere = [
        Rule::ValueMissing,
        Rule::CfgInvalid,
        Rule::AttributeTarget,
        Rule::AttributeBelowRoute,
        Rule::RouteMethodNotAllowed,
        Rule::OriginTooLong,
        Rule::RoutePathInvalid,
        Rule::PolicyUnknown,
        Rule::RouteDuplicate,
        Rule::RouteShadowed,
    ];
    for rule in Rule::ALL {
        assert!(tested.contains(rule) || elsewhere.contains(rule), "{rule}");
    }
}

#[test]
fn what_a_help_proposes_keeps_every_rule() {
    for row in table::rows("builder") {
        let declaration = row.declaration(Input::Builder);
        let Err(problems) = declaration.check() else {
            continue;
        };
        for problem in &problems {
            let proposed = proposed(problem.help.as_deref().unwrap_or_default());
            if proposed.is_empty() {
                continue;
            }
            let mut fixed = Declaration::new(Input::Builder);
            for field in declaration.fields() {
                let value = match &field.value {
                    Value::List(_) if field.key == problem.key => Value::list(proposed.clone()),
                    value => value.clone(),
                };
                fixed.push(field.key.clone(), value);
            }
            assert!(fixed.check().is_ok(), "{}\n{problem}", row.text);
        }
    }
}

/// The entry that a help proposes: `{ origin = "…", allow = ["…"] }`.
fn proposed_to_allow(help: &str) -> Option<Entry> {
    let mut texts = help
        .split_once("{ origin = ")?
        .1
        .split('"')
        .skip(1)
        .step_by(2);
    let origin = Entry::new(texts.next()?);
    Some(texts.fold(origin, Entry::allow_named))
}

#[test]
fn an_entry_that_a_help_allows_keeps_every_rule() {
    let mut proposed = 0;
    for row in table::rows("file") {
        let declaration = row.declaration(Input::File);
        for problem in declaration
            .check()
            .map_or_else(|found| found.to_vec(), |_| vec![])
        {
            let help = problem.help.as_deref().unwrap_or_default();
            let Some(entry) = proposed_to_allow(help).filter(|entry| entry.value() != "…") else {
                continue;
            };
            let alone = Declaration::new(Input::File)
                .with("origins", Value::list([entry]))
                .with("credentials", Value::Flag(true));
            let found = alone.check();
            assert!(found.is_ok(), "{}\n{problem}\n{found:?}", row.text);
            proposed += 1;
        }
    }
    assert!(proposed > 10, "{proposed}");
}

/// The entries that a help proposes: `write "…", "…"`.
fn proposed(help: &str) -> Vec<&str> {
    let Some(mut rest) = help.strip_prefix("write \"") else {
        return Vec::new();
    };
    let mut entries = Vec::new();
    while let Some((entry, behind)) = rest.split_once('"') {
        entries.push(entry);
        let Some(next) = behind.strip_prefix(", \"") else {
            break;
        };
        rest = next;
    }
    entries
}

#[test]
fn origin_too_long() {
    let long = format!("https://{}.example", "a".repeat(400));
    let problems = Declaration::new(Input::Builder)
        .with("origins", Value::list([long.as_str()]))
        .check()
        .unwrap_err();
    assert_eq!(problems[0].rule, Rule::OriginTooLong);
    assert!(
        problems[0].to_string().len() < 300,
        "the value is cut: {}",
        problems[0]
    );

    // 64 bytes of scheme, 253 of host and 5 digits are an origin.
    let label = "a".repeat(63);
    let host = format!("{label}.{label}.{label}.{}", "a".repeat(61));
    let longest = format!("{}://{host}:65535", "s".repeat(64));
    assert_eq!((host.len(), longest.len()), (253, 326));
    assert!(
        Declaration::new(Input::Builder)
            .with("origins", Value::list([longest]))
            .check()
            .is_ok()
    );
}

#[test]
fn a_value_is_shown_with_the_quotes_that_it_has() {
    let problems = Declaration::new(Input::Builder)
        .with("origins", Value::list(["'https://a.example\\'"]))
        .check()
        .unwrap_err();
    let shown = problems.to_string();
    assert!(shown.contains(r#""'https://a.example\\'""#), "{shown}");
}

#[test]
fn a_missing_value_is_value_missing_in_the_macro_and_syntax_in_a_file() {
    for (input, rule) in [
        (Input::Macro, Rule::ValueMissing),
        (Input::File, Rule::Syntax),
    ] {
        let problems = Declaration::new(input)
            .with("origins", Value::Missing)
            .check()
            .unwrap_err();
        assert_eq!(problems[0].rule, rule);
        assert_eq!(
            problems[0].help.as_deref(),
            Some("write a list, such as origins = [\"https://example.com\"]")
        );
        assert_eq!(problems.len(), 1);
    }
}

#[test]
fn pairs_are_compared_under_one_condition_only() {
    use cors_rules::Entry;
    let with_cfg = |value: &str, cfg: &str| Entry::new(value).cfg(cfg);
    let check = |entries: Vec<Entry>| {
        Declaration::new(Input::Macro)
            .with("origins", Value::List(entries))
            .check()
    };

    assert!(
        check(vec![
            Entry::new("https://a.example"),
            with_cfg("https://a.example", "test")
        ])
        .is_ok()
    );
    assert!(check(vec![with_cfg("*", "test"), Entry::new("https://a.example")]).is_ok());
    let problems = check(vec![
        with_cfg("https://a.example", "test"),
        with_cfg("https://a.example", "test"),
    ])
    .unwrap_err();
    assert_eq!(problems[0].rule, Rule::OriginDuplicate);
    // A rule about one value applies under every condition.
    let problems = check(vec![with_cfg("https://a.example/", "test")]).unwrap_err();
    assert_eq!(problems[0].rule, Rule::OriginHasPath);
    // A note about a pair compares entries with the same condition.
    let notes = check(vec![
        Entry::new("https://*.example"),
        with_cfg("https://a.example", "test"),
    ])
    .unwrap()
    .into_notes();
    assert_eq!(notes, []);
}

#[test]
fn a_condition_outside_of_the_macro_hides_nothing() {
    use cors_rules::Entry;
    let origins = vec![
        Entry::new("*").cfg("never"),
        Entry::new("https://a.example"),
    ];
    let declaration = Declaration::new(Input::Builder).with("origins", Value::List(origins));
    assert_eq!(
        declaration.check().unwrap_err()[0].rule,
        Rule::AnyOriginWithOthers
    );
}

#[test]
fn credentials_in_the_wrong_form_hide_no_rule_about_them() {
    let declaration = Declaration::new(Input::File)
        .with("origins", Value::list(["http://a.example"]))
        .with("credentials", Value::Other("\"yes\"".to_owned()));
    let problems = declaration.check().unwrap_err();
    let rules: Vec<Rule> = problems.iter().map(|problem| problem.rule).collect();
    assert_eq!(rules, [Rule::InsecureOrigin, Rule::Syntax]);
}

#[test]
fn a_bulk_list_is_normalised_and_says_so() {
    let origins = [
        "https://a.example.com",
        "https://b.example",
        "https://*.example.com",
        "https://b.example",
    ];
    let checked = Declaration::new(Input::Bulk)
        .with("origins", Value::list(origins))
        .check()
        .unwrap();
    let kept: Vec<String> = checked
        .origins()
        .iter()
        .filter_map(|item| item.value.as_ref().map(ToString::to_string))
        .collect();
    assert_eq!(kept, ["https://b.example", "https://*.example.com"]);
    let notes: Vec<Rule> = checked.notes().iter().map(|note| note.rule).collect();
    assert_eq!(notes, [Rule::OriginDuplicate, Rule::OriginCovered]);
}

#[test]
fn a_rule_can_be_allowed_for_a_whole_bulk_list() {
    let origins = ["http://a.example", "https://b.example"];
    let mut declaration = Declaration::new(Input::Bulk)
        .with("origins", Value::list(origins))
        .with("credentials", Value::Flag(true));
    assert_eq!(
        declaration.check().unwrap_err()[0].rule,
        Rule::InsecureOrigin
    );
    declaration.allow_everywhere(Rule::InsecureOrigin);
    assert_eq!(declaration.check().unwrap().origins().len(), 2);
    declaration.allow_everywhere(Rule::OriginHasPath);
    assert_eq!(declaration.check().unwrap_err()[0].rule, Rule::AllowUnknown);
}

#[test]
fn settings_of_other_libraries_get_an_answer() {
    for (key, part) in [
        ("permissive", "origins = *, methods = *"),
        ("very_permissive", "list the origins"),
        ("mirror_request", "`methods = *`"),
        ("allowed_origin_fn", "https://*.example.com"),
        ("block_on_origin_mismatch", "`Policy::allows_origin`"),
        ("disable_preflight", "remove it"),
        ("send_wildcard", "`origins = *`"),
        ("disable_vary_header", "`Vary`"),
    ] {
        let problems = Declaration::new(Input::Builder)
            .with("origins", Value::list(["https://example.com"]))
            .with(key, Value::Flag(true))
            .check()
            .unwrap_err();
        assert_eq!(problems.len(), 1, "{problems}");
        assert_eq!(problems[0].rule, Rule::KeyUnknown);
        let help = problems[0].help.as_deref().unwrap_or_default();
        assert!(help.contains(part), "{key}: {help}");
    }
}

/// The list of February 2023 did not have this suffix yet.
#[test]
fn lovable_app_with_credentials_is_refused() {
    let problems = Declaration::new(Input::Macro)
        .with("origins", Value::list(["https://*.lovable.app"]))
        .with("credentials", Value::Flag(true))
        .check()
        .unwrap_err();
    assert_eq!(problems[0].rule, Rule::PublicSuffix);
    assert!(SUFFIX_LIST_DATE > "2023-02-09", "{SUFFIX_LIST_DATE}");
}

#[test]
fn names_are_stable() {
    for rule in Rule::ALL {
        assert_eq!(rule.name().parse(), Ok(*rule));
        assert_eq!(rule.allow_name().parse(), Ok(*rule));
    }
    let allowable: Vec<&str> = Rule::allowable().map(Rule::name).collect();
    assert_eq!(
        allowable,
        [
            "insecure-origin",
            "any-extension",
            "localhost-without-port",
            "public-suffix",
            "header-misspelled"
        ]
    );
    assert_eq!(Rule::OriginCovered.kind(), RuleKind::Note);
    assert_eq!(Rule::HeaderMisspelled.kind(), RuleKind::Warning);
    assert!("origin-has-pth".parse::<Rule>().is_err());
}
