//! An environment variable that lists origins.

use std::env::{self, VarError};

use cors_rules::{Entry, Problem, Problems};

use crate::policy::Policy;

type Built = Result<(Policy, Vec<Problem>), Problems>;

/// The name of an environment variable, and its value when it was read.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    name: String,
    value: Result<String, VarError>,
}

impl Variable {
    pub(super) fn read(name: &str) -> Self {
        Variable::with_value(name, env::var(name))
    }

    pub(super) fn with_value(name: &str, value: Result<String, VarError>) -> Self {
        Variable {
            name: name.to_owned(),
            value,
        }
    }

    /// Builds a policy from the origins that the variable lists.
    pub(super) fn build(&self, build: &dyn Fn(Vec<Entry>) -> Built) -> Built {
        let name = &self.name;
        let built = match &self.value {
            Err(VarError::NotPresent) => Err(self.missing("is not set")),
            Err(VarError::NotUnicode(_)) => {
                let message = format!("the environment variable `{name}` is not UTF-8");
                Err(Problem::syntax(message).into())
            }
            Ok(text) if text.is_empty() => Err(self.missing("is set, but empty")),
            Ok(text) => match foreign_form(text) {
                Some((span, message)) => {
                    let mut problem = Problem::not_a_list(message, text);
                    problem.span = span;
                    problem.help = Some(self.how_to_write(text, build));
                    Err(problem.into())
                }
                None => match split(text) {
                    origins if origins.is_empty() => {
                        Err(self.missing("is set, but lists no origins"))
                    }
                    origins => build(origins.into_iter().map(Entry::new).collect()),
                },
            },
        };
        match built {
            Ok((policy, notes)) => {
                let notes = notes.into_iter().map(|note| note.with_source(name));
                Ok((policy, notes.collect()))
            }
            Err(problems) => Err(problems.with_source(name)),
        }
    }

    fn missing(&self, why: &str) -> Problems {
        let name = &self.name;
        let message = format!("the environment variable `{name}` {why}");
        let mut problem = Problem::origins_missing(message);
        problem.help = Some(format!(
            "list the origins that may read: {name}=https://example.com,https://example.org"
        ));
        problem.into()
    }

    /// The help for a list in a foreign form: text to paste if its origins keep every rule,
    /// or else a description.
    fn how_to_write(&self, text: &str, build: &dyn Fn(Vec<Entry>) -> Built) -> String {
        let origins = split(&without_form(text)).join(",");
        let entries: Vec<Entry> = split(&origins).into_iter().map(Entry::new).collect();
        if !entries.is_empty() && build(entries).is_ok() {
            format!("write {}={origins}", self.name)
        } else {
            format!(
                "write it like {}=https://example.com,https://example.org",
                self.name
            )
        }
    }
}

/// The origins of a list that is separated by commas or white space.
fn split(list: &str) -> Vec<String> {
    list.split(|c: char| c == ',' || c.is_whitespace())
        .filter(|origin| !origin.is_empty())
        .map(str::to_owned)
        .collect()
}

/// If a list is in a foreign form, returns the span of the first byte that shows it, and
/// the message.
fn foreign_form(text: &str) -> Option<(std::ops::Range<usize>, &'static str)> {
    let at = |c: &[char]| text.find(c).map(|at| at..at + 1);
    if is_json(text.trim().trim_matches(['"', '\''])) {
        let message = "the variable contains a JSON list: write the origins without brackets and quotes, with commas between them";
        return Some((at(&['[']).unwrap_or_default(), message));
    }
    if let Some(span) = at(&['"', '\'']) {
        let message = "the quotes are part of the value, because the program that sets the variable does not remove them";
        return Some((span, message));
    }
    at(&[';']).map(|span| {
        (
            span,
            "origins are separated by commas or white space, not by `;`",
        )
    })
}

/// Whether a text has brackets around origins. `[::1]` alone is not a list.
fn is_json(text: &str) -> bool {
    text.starts_with('[') && text.ends_with(']') && (text.contains("://") || text.contains('"'))
}

/// The list without brackets and quotes, and with commas.
fn without_form(text: &str) -> String {
    let mut text = text.trim().trim_matches(['"', '\'']).trim();
    if is_json(text) {
        text = &text[1..text.len() - 1];
    }
    text.replace(['"', '\''], "").replace(';', ",")
}

#[cfg(test)]
mod tests {
    use cors_rules::Rule;

    use super::*;
    use crate::cors;

    static API: Policy = cors! { origins = ["https://example.com"], credentials };

    fn build(value: &str) -> Result<Policy, Problems> {
        let variable = Variable {
            name: "CORS_ORIGINS".to_owned(),
            value: Ok(value.to_owned()),
        };
        let build = |entries| API.with_origins::<Entry>(entries).build_with_notes();
        variable.build(&build).map(|(policy, _)| policy)
    }

    #[test]
    fn commas_and_white_space_separate_origins() {
        for value in [
            "https://a.example,https://b.example",
            " https://a.example , https://b.example, ",
            "https://a.example\nhttps://b.example\n",
        ] {
            let policy = build(value).unwrap();
            let origins: Vec<&str> = policy.origins().collect();
            assert_eq!(origins, ["https://a.example", "https://b.example"]);
        }
        let policy = build("http://[::1]:3000,http://[::1]").unwrap();
        assert_eq!(policy.origins().count(), 2);
    }

    #[test]
    fn a_problem_names_the_variable_and_the_index_of_the_origin() {
        let problems = build("https://a.example,https://b.example https://c.example/").unwrap_err();
        let text = problems.to_string();
        assert!(
            text.starts_with("origins[2] of CORS_ORIGINS: an origin has no path"),
            "{text}"
        );
        assert!(text.contains("help: write \"https://c.example\""), "{text}");
    }

    #[test]
    fn a_list_in_another_form_gets_a_value_to_paste() {
        let one = "write CORS_ORIGINS=https://a.example";
        let two = "write CORS_ORIGINS=https://a.example,https://b.example";
        for (value, help) in [
            (r#"["https://a.example"]"#, one),
            (r#" [ "https://a.example" , "https://b.example" ] "#, two),
            (r#"'["https://a.example"]'"#, one),
            ("[https://a.example,https://b.example]", two),
            (
                r#"["http://[::1]:3000"]"#,
                "write CORS_ORIGINS=http://[::1]:3000",
            ),
            ("'https://a.example'", one),
            (r#""https://a.example""#, one),
            (r#""https://a.example,https://b.example""#, two),
            (r#""https://a.example", "https://b.example""#, two),
            (r#""'https://a.example'""#, one),
            ("https://a.example;https://b.example", two),
            ("https://a.example; https://b.example;", two),
        ] {
            let problems = build(value).unwrap_err();
            assert_eq!(problems.len(), 1, "{problems}");
            let problem = &problems[0];
            assert_eq!(problem.rule, Rule::OriginIsAList, "{value}");
            assert_eq!(problem.value.as_deref(), Some(value));
            assert_eq!(problem.help.as_deref(), Some(help), "{value}");
            assert!(!problem.span.is_empty(), "{value}");
            let text = problem.to_string();
            assert!(text.starts_with("origins of CORS_ORIGINS: "), "{text}");
            let pasted = help.strip_prefix("write CORS_ORIGINS=").unwrap_or_default();
            assert!(build(pasted).is_ok(), "{pasted}");
        }
    }

    #[test]
    fn a_list_that_would_break_a_rule_is_not_proposed() {
        for value in [
            r#"["http://a.example"]"#,
            "https://a.example/;https://b.example",
            r#"["*"]"#,
            "[\"\"]",
            "''",
        ] {
            let problems = build(value).unwrap_err();
            assert_eq!(problems[0].rule, Rule::OriginIsAList, "{value}");
            let help = problems[0].help.as_deref();
            let in_words = "write it like CORS_ORIGINS=https://example.com,https://example.org";
            assert_eq!(help, Some(in_words), "{value}");
        }
    }

    #[test]
    fn an_empty_variable_is_not_reported_as_unset() {
        for (value, message) in [
            (
                "",
                "the environment variable `CORS_ORIGINS` is set, but empty",
            ),
            (
                " ,\n",
                "the environment variable `CORS_ORIGINS` is set, but lists no origins",
            ),
        ] {
            let problems = build(value).unwrap_err();
            assert_eq!(problems[0].rule, Rule::OriginsMissing);
            assert_eq!(problems[0].message, message);
            // The message names the variable, so nothing is in front of it.
            assert!(problems.to_string().starts_with(message), "{problems}");
        }
    }

    #[test]
    fn notes_name_the_variable() {
        let variable = Variable {
            name: "CORS_ORIGINS".to_owned(),
            value: Ok("https://a.example,https://a.example".to_owned()),
        };
        let build = |entries| API.with_origins::<Entry>(entries).build_with_notes();
        let (_, notes) = variable.build(&build).unwrap();
        assert_eq!(notes[0].rule, Rule::OriginDuplicate);
        assert_eq!(notes[0].source_name(), Some("CORS_ORIGINS"));
        assert_eq!(notes[0].path(), "origins[1]");
    }
}
