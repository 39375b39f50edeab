//! `header-misspelled` reports no name that is in use.

use cors_rules::{Checked, Declaration, Input, Problem, Rule, Value};

const REGISTERED: &str = include_str!("registered_headers.txt");
const COMMON: &str = include_str!("common_headers.txt");

fn names(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter(|line| !line.starts_with('#'))
}

/// The warnings about one entry of a list.
fn warnings(key: &str, name: &str) -> Vec<Problem> {
    let checked = Declaration::new(Input::Builder)
        .with("origins", Value::list(["https://example.com"]))
        .with(key, Value::list([name]))
        .check();
    let found = checked.map_or_else(|problems| problems.notes().to_vec(), Checked::into_notes);
    found.into_iter().filter(Problem::is_warning).collect()
}

#[test]
fn no_registered_name_is_a_misspelling() {
    assert!(names(REGISTERED).count() > 240);
    for name in names(REGISTERED) {
        for key in ["headers", "expose_headers"] {
            assert_eq!(warnings(key, name), [], "{key}");
        }
    }
}

#[test]
fn no_name_in_use_is_a_misspelling() {
    assert!(names(COMMON).count() > 240);
    for name in names(COMMON) {
        for key in ["headers", "expose_headers"] {
            assert_eq!(warnings(key, name), [], "{key}");
        }
    }
}

#[test]
fn a_misspelling_is_found_in_both_lists_and_in_any_case() {
    for name in [
        "autorization",
        "Contenttype",
        "AUTHORISATION",
        "x-requested-wiht",
    ] {
        for key in ["headers", "expose_headers"] {
            let found = warnings(key, name);
            assert_eq!(found.len(), 1, "{key} {name}");
            assert_eq!(found[0].rule, Rule::HeaderMisspelled);
            assert_eq!(found[0].path(), format!("{key}[0]"));
        }
    }
}
