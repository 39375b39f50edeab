//! The rules about a whole list agree with a comparison of every entry with every other one.

use cors_rules::{Declaration, Entry, Input, Rule, Value};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// A value and its condition.
type Written = (&'static str, Option<&'static str>);

/// The rule and the help of each entry's problem.
fn found(key: &str, list: &[Written]) -> Vec<Option<(Rule, String)>> {
    let entries = list.iter().map(|&(value, cfg)| {
        let entry = Entry::new(value);
        cfg.map_or(entry.clone(), |cfg| entry.cfg(cfg))
    });
    let mut declaration = Declaration::new(Input::Macro);
    if key != "origins" {
        declaration.push("origins", Value::list(["https://example.com"]));
    }
    declaration.push(key, Value::List(entries.collect()));
    let problems = declaration
        .check()
        .map_or_else(|found| found.to_vec(), |_| Vec::new());
    let prefix = format!("{key}[");
    let of_entry = |index| {
        let path = format!("{prefix}{index}]");
        let mut of_entry = problems.iter().filter(|problem| problem.path() == path);
        let problem = of_entry.find(|problem| !problem.is_note())?;
        Some((problem.rule, problem.help.clone().unwrap_or_default()))
    };
    (0..list.len()).map(of_entry).collect()
}

/// What each entry breaks. `fix` is the value that is proposed for a wrong one.
fn naive(
    list: &[Written],
    [with_others, duplicate, wrong]: [Rule; 3],
    exempt: &str,
    fix: fn(&str) -> Option<&'static str>,
    canonical: fn(&str) -> String,
) -> Vec<Option<(Rule, Option<String>)>> {
    let check = |(index, &(value, cfg)): (usize, &Written)| {
        let is_other = |&&(other, of_other): &&Written| {
            of_other == cfg && other != "*" && canonical(other) != exempt
        };
        if value == "*" && list.iter().any(|other| is_other(&other)) {
            return Some((with_others, None));
        }
        if let Some(fix) = fix(value) {
            let is_listed = list
                .iter()
                .any(|(other, _)| canonical(other) == canonical(fix));
            let help = match is_listed {
                true => format!("remove it: \"{fix}\" is listed already"),
                false => format!("write \"{fix}\""),
            };
            return Some((wrong, Some(help)));
        }
        let is_same =
            |&(other, of_other): &Written| of_other == cfg && canonical(other) == canonical(value);
        let is_listed = list[..index].iter().any(is_same);
        is_listed.then_some((duplicate, None))
    };
    list.iter().enumerate().map(check).collect()
}

fn list(values: &'static [&'static str]) -> impl Strategy<Value = Vec<Written>> {
    vec(
        (
            select(values),
            option::weighted(0.3, select(&["unix", "test"][..])),
        ),
        0..7,
    )
}

fn assert_agree(
    found: &[Option<(Rule, String)>],
    expected: &[Option<(Rule, Option<String>)>],
) -> Result<(), TestCaseError> {
    prop_assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let found = found.as_ref();
        let expected = expected.as_ref();
        prop_assert_eq!(found.map(|(rule, _)| rule), expected.map(|(rule, _)| rule));
        if let (Some((_, found)), Some((_, Some(expected)))) = (found, expected) {
            prop_assert_eq!(found, expected);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn origins_agree(
        list in list(&["*", "https://a.example", "https://b.example", "https://a.example/"]),
    ) {
        let rules = [Rule::AnyOriginWithOthers, Rule::OriginDuplicate, Rule::OriginHasPath];
        let fix = |value: &str| value.ends_with('/').then_some("https://a.example");
        let expected = naive(&list, rules, "", fix, str::to_owned);
        assert_agree(&found("origins", &list), &expected)?;
    }

    #[test]
    fn methods_agree(list in list(&["*", "PUT", "put", "PATCH"])) {
        let rules = [Rule::AnyMethodWithOthers, Rule::MethodDuplicate, Rule::MethodNotUpperCase];
        let fix = |value: &str| (value == "put").then_some("PUT");
        let expected = naive(&list, rules, "", fix, str::to_owned);
        assert_agree(&found("methods", &list), &expected)?;
    }

    #[test]
    fn headers_agree(list in list(&["*", "x-a", "X-A", "x a", "Authorization"])) {
        let rules = [Rule::AnyHeaderWithOthers, Rule::HeaderDuplicate, Rule::HeaderInvalid];
        let fix = |value: &str| (value == "x a").then_some("x-a");
        let expected = naive(&list, rules, "authorization", fix, str::to_ascii_lowercase);
        assert_agree(&found("headers", &list), &expected)?;
    }
}
