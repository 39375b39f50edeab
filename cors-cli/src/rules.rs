//! `cors rules`: all rules, or the page of one rule.
//!
//! The text is the page of the rules in the documentation of `cors-rules`.

mod finding;

use std::io::{self, Write};

use cors_rules::{Rule, RuleKind, rules::PAGE};
use serde::Serialize;

use crate::output::{Finding, Misuse, Report, Severity};

/// The longest text that can be the name of a rule with mistakes.
const LONGEST: usize = 64;

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
        if let Some(hint) = finding::hint(written) {
            return Misuse::new(hint);
        }
        let hint = match meant(&written.to_ascii_lowercase().replace(['_', ' '], "-")) {
            Some(rule) => format!("did you mean `{rule}`?"),
            None => "`cors rules` lists them".to_owned(),
        };
        Misuse::new(format!("there is no rule `{name}`; {hint}"))
    })
}

/// The rule with the nearest name, or else one that has most of the words.
fn meant(written: &str) -> Option<Rule> {
    let rules = || Rule::ALL.iter().copied();
    let distance = |rule: &Rule| strsim::osa_distance(written, rule.name());
    let is_near = |rule: &Rule| distance(rule) * 3 <= rule.name().len();
    let words: Vec<&str> = written.split('-').collect();
    let common = |rule: &Rule| {
        rule.name()
            .split('-')
            .filter(|word| words.contains(word))
            .count()
    };
    let nearest = || rules().filter(is_near).min_by_key(distance);
    let similar = || {
        rules()
            .rev()
            .filter(|rule| common(rule) > 0)
            .max_by_key(common)
    };
    // The distance of a long text is slow.
    (written.len() <= LONGEST)
        .then(nearest)
        .flatten()
        .or_else(similar)
}

fn page(rule: Rule) -> Page {
    let kind = match rule.kind() {
        RuleKind::Error => "error",
        RuleKind::Allowable => "error that can be allowed",
        RuleKind::Warning => "warning",
        _ => "note",
    };
    let section = section(rule);
    let page = match rule.is_allowable() {
        true => format!("{section}\n\n{}\n\n{}", frameworks(), allowing(rule)),
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

/// How to allow this rule: the text of the introduction, which allows `insecure-origin`,
/// with the entry that the section of the rule allows.
fn allowing(rule: Rule) -> String {
    let text = between(
        "This is how to allow a rule",
        "The policy is written in the same way",
    );
    let example = Rule::InsecureOrigin;
    let text = text
        .replace(allowed_entry(example), allowed_entry(rule))
        .replace(&example.allow_name(), &rule.allow_name())
        .replace(example.name(), rule.name())
        .replace(&format!("{example:?}"), &format!("{rule:?}"));
    match rule {
        Rule::HeaderMisspelled => with_headers(&text),
        _ => text,
    }
}

/// The texts that allow a rule for an origin, for a header.
fn with_headers(text: &str) -> String {
    let text = text
        .replace(
            "    origins = [#",
            "    origins = [\"https://example.com\"],\n    headers = [#",
        )
        .replace(
            "origins = [{ origin",
            "origins = [\"https://example.com\"]\nheaders = [{ header",
        )
        .replace(
            "    .origins([Entry",
            "    .origins([\"https://example.com\"])\n    .headers([Entry",
        );
    // The list of a deployment has origins only.
    match (text.split_once("\n\n// For the list"), text.rfind("\n```")) {
        (Some((before, _)), Some(end)) => format!("{before}{}", &text[end..]),
        _ => text,
    }
}

/// The entry in the line `right: origins = [#[allow(…)] "…"]` of a section.
fn allowed_entry(rule: Rule) -> &'static str {
    let allow = format!("#[allow({})] \"", rule.allow_name());
    let entry = section(rule).split_once(&*allow).map(|(_, entry)| entry);
    entry
        .and_then(|entry| entry.split('"').next())
        .unwrap_or_default()
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
    }

    #[test]
    fn the_page_of_a_rule_allows_this_rule() {
        for rule in Rule::allowable() {
            let page = allowing(rule);
            assert!(page.contains(&format!("#[allow({})]", rule.allow_name())));
            assert!(page.contains(&format!("Rule::{rule:?}")), "{page}");
            let file = page.split("```toml").nth(1).expect("a block of TOML");
            let file = file.split("```").next().expect("an end");
            assert!(file.contains(rule.name()), "{file}");
            let config: cors_engine::Config = toml::from_str(file).expect("TOML");
            assert!(config.build().is_ok(), "{file}");
        }
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

    #[test]
    fn a_misspelled_name_gets_a_suggestion() {
        for (written, rule) in [
            ("orgin-has-path", "origin-has-path"),
            ("cors::origin-has-pth", "origin-has-path"),
            ("originhaspath", "origin-has-path"),
            ("Origin_Has_Path", "origin-has-path"),
            ("insecure_orgin", "insecure-origin"),
            ("has-userinfo", "origin-has-userinfo"),
            ("regex", "origin-is-a-regex"),
            ("public-sufix", "public-suffix"),
        ] {
            let message = named(written).unwrap_err().to_string();
            let hint = format!("did you mean `{rule}`?");
            assert!(message.contains(&hint), "{message}");
        }
        for unknown in ["", "zzz", &"a".repeat(100_000)] {
            let message = named(unknown).unwrap_err().to_string();
            assert!(message.contains("`cors rules` lists them"));
        }
    }
}
