//! `cors rules`: all rules, or the page of one rule.
//!
//! The text is the page of the rules in the documentation of `cors-rules`.

use std::io::{self, Write};

use cors_rules::{Rule, RuleKind, rules::PAGE};
use serde::Serialize;

use crate::output::{Finding, Misuse, Report, Severity};

/// List the rules, or show one rule: what it stops, why, and how to fix or allow it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The name, such as `origin-has-path` or `cors::origin-has-path`
    name: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Rules {
    rules: Vec<Page>,
    #[serde(skip)]
    is_list: bool,
}

/// A rule as the documentation explains it.
#[derive(Debug, Serialize)]
struct Page {
    name: &'static str,
    kind: &'static str,
    /// The first sentence of the explanation.
    summary: String,
    /// The page, in Markdown.
    page: String,
}

pub(crate) fn run(args: &Args) -> Result<Rules, Misuse> {
    let rules = match args.name.as_deref() {
        Some(name) => vec![page(named(name)?)],
        None => Rule::ALL.iter().copied().map(page).collect(),
    };
    Ok(Rules {
        rules,
        is_list: args.name.is_none(),
    })
}

fn named(name: &str) -> Result<Rule, Misuse> {
    let written = name.strip_prefix("cors::").unwrap_or(name);
    written.parse().map_err(|_| {
        let words: Vec<&str> = written.split(['-', '_']).collect();
        let common = |rule: &&Rule| rule.name().split('-').filter(|w| words.contains(w)).count();
        let nearest = Rule::ALL
            .iter()
            .max_by_key(common)
            .filter(|rule| common(rule) > 0);
        let hint = match nearest {
            Some(rule) => format!("did you mean `{rule}`?"),
            None => "`cors rules` lists them".to_owned(),
        };
        Misuse::new(format!("there is no rule `{name}`; {hint}"))
    })
}

fn page(rule: Rule) -> Page {
    let kind = match rule.kind() {
        RuleKind::Error => "error",
        RuleKind::Allowable => "error that can be allowed",
        _ => "note",
    };
    let section = section(rule);
    let page = match rule.is_allowable() {
        true => format!("{section}\n\n{}\n\n{}", frameworks(), allowing()),
        false => format!("{section}\n\n{}", frameworks()),
    };
    Page {
        name: rule.name(),
        kind,
        summary: summary(section),
        // `ignore` is for the tests of the documentation.
        page: page.replace("```rust,ignore", "```rust"),
    }
}

/// The section of the page, without its heading.
fn section(rule: Rule) -> &'static str {
    let heading = format!("\n## {rule}\n");
    let section = PAGE.split_once(&heading).map_or("", |(_, section)| section);
    let end = section.find("\n## ").unwrap_or(section.len());
    let section = &section[..end];
    // The last section of a chapter is followed by the next chapter.
    let end = section.find("\n# ").unwrap_or(section.len());
    section[..end].trim()
}

/// The table of frameworks in the introduction.
fn frameworks() -> &'static str {
    between(
        "The policy is written in the same way",
        "The examples below",
    )
}

/// How to allow a rule, from the introduction.
fn allowing() -> &'static str {
    between(
        "This is how to allow a rule",
        "The policy is written in the same way",
    )
}

fn between(start: &str, end: &str) -> &'static str {
    let (_, text) = PAGE.split_at(PAGE.find(start).unwrap_or(PAGE.len()));
    text[..text.find(end).unwrap_or(0)].trim()
}

/// The first sentence below the line with the kind.
fn summary(section: &str) -> String {
    let prose = section.lines().skip(1).skip_while(|line| line.is_empty());
    let paragraph: Vec<&str> = prose.take_while(|line| !line.is_empty()).collect();
    let paragraph = paragraph.join(" ");
    match paragraph.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => paragraph,
    }
}

impl Report for Rules {
    const VERB: &'static str = "rules";

    fn findings(&self) -> &[Finding] {
        &[]
    }

    fn write_text(&self, to: &mut dyn Write, _: Severity) -> io::Result<()> {
        for rule in &self.rules {
            if self.is_list {
                writeln!(to, "{} ({})\n    {}", rule.name, rule.kind, rule.summary)?;
            } else {
                writeln!(to, "# {}\n\n{}", rule.name, rule.page)?;
            }
        }
        if self.is_list {
            writeln!(to, "\n`cors rules NAME` explains one rule.")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use cors_rules::Rule;

    use super::{allowing, frameworks, named, page};

    #[test]
    fn every_rule_has_a_page_with_a_summary() {
        for &rule in Rule::ALL {
            let page = page(rule);
            assert!(page.page.starts_with(&format!("*`cors::{rule}`")), "{rule}");
            assert!(page.page.contains("right: "), "{rule}");
            assert!(
                page.summary.len() > 20 && page.summary.len() < 240,
                "{}",
                page.summary
            );
            assert!(
                !page.page.contains("\n## ") && !page.page.contains("\n# "),
                "{rule}"
            );
        }
    }

    #[test]
    fn the_introduction_says_how_to_fix_and_to_allow() {
        for framework in ["actix-web", "axum", "tower", "warp"] {
            assert!(frameworks().contains(framework), "{framework}");
        }
        assert!(allowing().contains("#[allow(insecure_origin)]"));
        assert!(allowing().contains(r#"allow = ["insecure-origin"]"#));
    }

    #[test]
    fn a_name_is_read_in_every_form_that_a_report_prints() {
        for name in [
            "origin-has-path",
            "origin_has_path",
            "cors::origin-has-path",
        ] {
            assert_eq!(named(name).unwrap(), Rule::OriginHasPath);
        }
        assert!(named("nonsense").is_err());
    }
}
