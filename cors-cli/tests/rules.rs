//! `cors rules` prints the page of rules in the documentation.

use serde_json::Value;

const PAGE: &str = include_str!("../../cors-rules/rules.md");

fn cors(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_cors"))
        .args(arguments)
        .output()
        .expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// The name and the lines of each section of the page.
fn sections() -> Vec<(&'static str, Vec<&'static str>)> {
    let sections = PAGE.split("\n## ").skip(1);
    let section = |section: &'static str| {
        // The last section of a chapter ends with the next chapter.
        let section = section.split("\n# ").next().unwrap_or_default();
        let (name, text) = section.split_once('\n').expect("a section");
        (name, text.trim().lines().collect())
    };
    sections.map(section).collect()
}

#[test]
fn the_page_of_a_rule_is_the_section_of_the_documentation() {
    let (_, stdout, _) = cors(&["rules", "--output-format", "json"]);
    let rules: Value = serde_json::from_str(&stdout).expect("JSON");
    let rules = rules["rules"].as_array().expect("rules");
    let sections = sections();
    assert_eq!(rules.len(), sections.len());
    for (rule, (name, lines)) in rules.iter().zip(sections) {
        assert_eq!(rule["name"], name);
        let page = rule["page"].as_str().expect("a page");
        // `ignore` is for the tests of the documentation.
        let lines = lines.join("\n").replace("```rust,ignore", "```rust");
        assert!(page.starts_with(&lines), "{name}: {page}");
        let summary = rule["summary"].as_str().expect("a summary");
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words(page).contains(&words(summary)), "{name}: {summary}");
    }
}

#[test]
fn one_rule_is_printed_as_the_list_has_it() {
    let (code, page, _) = cors(&["rules", "cors::insecure_origin"]);
    assert_eq!(code, Some(0));
    let sections = sections();
    let (_, lines) = sections
        .iter()
        .find(|(name, _)| *name == "insecure-origin")
        .expect("a section");
    let printed: Vec<_> = page.lines().skip(2).take(lines.len()).collect();
    assert_eq!(printed, *lines);
    // How to fix it in each framework, and how to allow it.
    for part in ["| axum |", "| warp |", "allow = [\"insecure-origin\"]"] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn a_misspelled_name_gets_one_sentence_with_a_suggestion() {
    let (code, stdout, stderr) = cors(&["rules", "orgin-null"]);
    assert_eq!((code, &*stdout), (Some(2), ""));
    assert_eq!(
        stderr,
        "error: there is no rule `orgin-null`; did you mean `origin-null`?\n"
    );
}

#[test]
fn the_name_of_another_finding_says_which_verb_prints_it() {
    for (name, verb, page) in [
        (
            "preflight-method-not-allowed",
            "`cors explain` or `cors try`",
            "https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS/Errors/CORSMethodNotFound",
        ),
        ("mixed-content", "`cors explain` or `cors try`", "https://"),
        ("open-with-credentials", "`cors audit`", "docs/audit.md"),
        ("narrower", "`cors audit`", "docs/audit.md"),
        ("layers-differ", "`cors try`", "docs/try.md"),
    ] {
        let (code, stdout, stderr) = cors(&["rules", name]);
        assert_eq!((code, &*stdout), (Some(2), ""), "{name}");
        let start = format!("error: `{name}` is a finding of {verb}, and no rule of a policy");
        assert!(stderr.starts_with(&start), "{stderr}");
        assert!(stderr.contains(page), "{stderr}");
    }
}

#[test]
fn every_finding_of_the_page_about_audits_is_known() {
    let page = include_str!("../../docs/audit.md");
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let first_columns = rows.filter_map(|row| row.split('|').nth(1));
    let names: Vec<_> = first_columns
        .flat_map(|column| column.split('`').skip(1).step_by(2))
        .collect();
    assert!(names.contains(&"narrower-preflight"), "{names:?}");
    for name in names {
        let (_, _, stderr) = cors(&["rules", name]);
        assert!(stderr.contains("is a finding of `cors audit`"), "{stderr}");
    }
}
