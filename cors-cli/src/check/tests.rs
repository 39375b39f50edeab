//! Random files: no panic, and every place is inside of the file.

use super::{draw, finding, fix, severity};
use crate::output::Severity;
use crate::policy_file::{Format, PolicyFile};

const FILES: [(Format, &str); 3] = [
    (
        Format::Toml,
        "origins = [\"https://exämple.com/\", { origin = 'http://a.lan', allow = [\"insecure-origin\"] }]\n\
         methods = [\"put\"]\ncredentials = true\nmax_age = 1.5\n\n[policies.a]\norigins = \"*\"\n\n\
         [[routes]]\npath = \"/a/{id}\"\nmethods = [\"PUT\"]\npolicy = \"b\"\n",
    ),
    (
        Format::Json,
        "\u{feff}{\"origins\": [\"*\", \"https://a.example:443\"], \"max_age\": \"9m\",\n \"routes\": [{\"nest\": \"/x\", \"policy\": \"none\"}]}",
    ),
    (
        Format::Yaml,
        "origins:\n  - https://A.example/é   # comment\n  - 'https://b.example'\n  - |\n    text\ncredentials: yes\n\
         x: &x {a: [b, *x]}\npolicies:\n  p: {origins: \"*\"}\n",
    ),
];

const PARTS: [&str; 24] = [
    "[", "]", "{", "}", "\"", "'", ":", ",", "\n", "\r\n", "- ", "*", "&", "!", "|", "é",
    "\u{feff}", "\0", "\\", "routes", "policies", " = ", "https://", "\u{202e}",
];

/// A generator of numbers, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

fn mutate(text: &str, random: &mut Random) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(4) {
        let at = random.below(text.len());
        let end = (at + random.below(12)).min(text.len());
        let part: Vec<char> = match random.below(3) {
            0 => PARTS[random.below(PARTS.len())].chars().collect(),
            1 => text[at..end]
                .iter()
                .copied()
                .cycle()
                .take(2 * (end - at))
                .collect(),
            _ => Vec::new(),
        };
        text.splice(at..end, part);
    }
    text.into_iter().collect()
}

fn check(text: String, format: Format) {
    let shown = format!("{text:?}");
    let file = PolicyFile::parse("random".into(), text, format, None).expect(&shown);
    for located in &file.problems {
        assert!(file.text.get(located.span.clone()).is_some(), "{shown}");
        if let Some(other) = &located.other {
            assert!(file.text.get(other.clone()).is_some(), "{shown}");
        }
        let drawn = draw::draw(&file, located, severity(located));
        assert!(drawn.contains(located.problem.rule.name()), "{shown}");
        finding(&file, located);
    }
    fix::fix(&file, None, Severity::Note).expect(&shown);
}

#[test]
fn random_changes_of_files_never_panic() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..3_000 {
        for (format, text) in FILES {
            check(mutate(text, &mut random), format);
        }
    }
}

#[test]
fn random_text_never_panics() {
    let mut random = Random(42);
    for _ in 0..3_000 {
        let parts = (0..random.below(40)).map(|_| PARTS[random.below(PARTS.len())]);
        let text: String = parts.collect::<Vec<_>>().concat();
        for (format, _) in FILES {
            check(text.clone(), format);
        }
    }
}

#[test]
fn deep_nesting_is_one_problem() {
    for (format, open) in [
        (Format::Toml, "a = "),
        (Format::Json, ""),
        (Format::Yaml, ""),
    ] {
        let text = format!("{open}{}", "[".repeat(100_000));
        let file = PolicyFile::parse("deep".into(), text, format, None).unwrap();
        assert_eq!(file.problems.len(), 1);
    }
}

#[test]
fn a_place_is_where_the_value_is_written() {
    let (format, text) = FILES[0];
    let file = PolicyFile::parse("a".into(), text.into(), format, None).unwrap();
    let marked: Vec<&str> = file
        .problems
        .iter()
        .map(|located| &file.text[located.span.clone()])
        .collect();
    for part in ["put", "1.5", "\"*\"", "b"] {
        let is_marked = marked.contains(&part);
        assert_eq!(is_marked, part != "\"*\"", "{part}: {marked:?}");
    }
}

/// The time grows with the size of the file, and not with its square. If each problem were
/// compared with each key or each route, these files would take minutes.
#[test]
fn a_file_with_many_problems_is_checked_in_time() {
    use std::fmt::Write as _;
    use std::time::{Duration, Instant};

    let mut keys = String::from("origins = \"*\"\n");
    let mut routes = keys.clone();
    for index in 0..100_000 {
        let _ = writeln!(keys, "key{index} = 1");
    }
    for index in 0..40_000 {
        let policy = format!("policy = \"q\"\nnest = \"/a/{index}\"");
        let _ = writeln!(routes, "[[routes]]\n{policy}");
    }
    for (text, count) in [(keys, 100_000), (routes, 40_000)] {
        let start = Instant::now();
        let file = PolicyFile::parse("large".into(), text, Format::Toml, None).unwrap();
        let findings = file.problems.iter().map(|located| finding(&file, located));
        assert_eq!(findings.count(), count);
        fix::fix(&file, None, Severity::Note).unwrap();
        let took = start.elapsed();
        assert!(took < Duration::from_secs(30), "{count}: {took:?}");
    }
}
