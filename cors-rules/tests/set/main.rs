//! The set, the functions for single patterns and a naive implementation agree.

mod agreement;
mod answers;
mod naive;

use cors_rules::set::{
    OriginSet, Wide, any_host, any_port, label_glob, label_glob_any_port, subdomain,
    subdomain_any_port,
};
use cors_rules::{Host, OriginPattern, Port};
use proptest::prelude::*;

use naive::naive;

/// The same patterns in every form.
struct Forms {
    texts: Vec<String>,
    patterns: Vec<OriginPattern>,
    table: OriginSet<'static>,
    sorted: OriginSet<'static>,
}

impl Forms {
    fn new(texts: Vec<String>, seed: u64) -> Self {
        let patterns: Vec<OriginPattern> = texts
            .iter()
            .map(|text| text.parse().expect("a pattern"))
            .collect();
        Forms {
            table: OriginSet::with_seeds(&patterns, [seed]),
            sorted: OriginSet::with_seeds(&patterns, []),
            patterns,
            texts,
        }
    }

    fn agree(&self, origin: &[u8]) -> Result<bool, TestCaseError> {
        let expected = std::str::from_utf8(origin)
            .is_ok_and(|origin| self.texts.iter().any(|pattern| naive(pattern, origin)));
        let shown = String::from_utf8_lossy(origin);
        let borrowed = OriginSet::from_parts(self.table.parts());
        prop_assert_eq!(self.table.contains(origin), expected, "table: {}", shown);
        prop_assert_eq!(borrowed.contains(origin), expected, "borrowed: {}", shown);
        prop_assert_eq!(self.sorted.contains(origin), expected, "sorted: {}", shown);
        let single = self.patterns.iter().any(|pattern| single(pattern, origin));
        prop_assert_eq!(single, expected, "one by one: {}", shown);
        let wide = self.patterns.iter().any(|pattern| match Wide::of(pattern) {
            Some(wide) => wide.contains(origin),
            None => origin == pattern.as_str().as_bytes(),
        });
        prop_assert_eq!(wide, expected, "in pieces: {}", shown);
        Ok(expected)
    }
}

/// The function for this pattern, called as generated code calls it.
fn single(pattern: &OriginPattern, origin: &[u8]) -> bool {
    let text = pattern.as_str();
    let default_port = pattern.default_port().unwrap_or(0);
    let any = pattern.port() == Port::Any;
    let text = if any { &text[..text.len() - 2] } else { text };
    let (head, tail) = text.split_once('*').unwrap_or((text, ""));
    let (head, tail) = (head.as_bytes(), tail.as_bytes());
    match pattern.host() {
        Host::Name(_) if any => any_port(origin, head, default_port),
        Host::Name(_) => origin == head,
        Host::SubdomainsOf(_) if any => subdomain_any_port(origin, head, tail, default_port),
        Host::SubdomainsOf(_) => subdomain(origin, head, tail),
        Host::LabelGlob { start, end } => {
            let label = start.len() + end.find('.').expect("a label glob has more labels");
            let most = (63 - label).min(253 - start.len() - end.len());
            if any {
                label_glob_any_port(origin, head, tail, most, default_port)
            } else {
                label_glob(origin, head, tail, most)
            }
        }
        Host::Any => any_host(origin, head),
        _ => unreachable!("a new form of host"),
    }
}
