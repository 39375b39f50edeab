//! Random policies that keep every rule. The tests of `cors-macros` use this module, too.

use cors_engine::{Entry, Policy, Rule};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::subsequence;

/// Origins, and the rule that each one breaks with credentials.
const ORIGINS: &[(&str, Option<Rule>)] = &[
    ("https://a.example", None),
    ("https://*.b.example:8443", None),
    ("https://c.example:*", None),
    ("http://localhost:*", None),
    ("http://[::1]:3000", None),
    ("https://xn--bcher-kva.example", None),
    ("app://.", None),
    ("http://printer.lan", Some(Rule::InsecureOrigin)),
    ("https://*.github.io", Some(Rule::PublicSuffix)),
    ("moz-extension://*", Some(Rule::AnyExtension)),
];

const METHODS: &[&str] = &[
    "GET", "PUT", "QUERY", "PROPFIND", "chicken", "x-Custom", "M-SEARCH",
];

const HEADERS: &[&str] = &[
    "content-type",
    "x-a",
    "x_b",
    "traceparent",
    "!#$%&'*+-.^_`|~",
];

const EXPOSED: &[&str] = &["etag", "x-total", "link"];

/// A list, or `*`.
fn list(names: &'static [&'static str]) -> impl Strategy<Value = Vec<Entry>> {
    let listed = subsequence(names, 0..=names.len()).prop_shuffle();
    prop_oneof![
        4 => listed.prop_map(|names| names.into_iter().map(Entry::new).collect()),
        1 => Just(vec![Entry::new("*")]),
    ]
}

/// The entries of `headers`, with a name that looks misspelled or `authorization` beside `*`.
fn headers() -> impl Strategy<Value = Vec<Entry>> {
    (list(HEADERS), any::<bool>()).prop_map(|(mut entries, more)| {
        let is_any = entries.iter().any(|entry| entry.value() == "*");
        if more && is_any {
            entries.push(Entry::new("authorization"));
        } else if more {
            entries.push(Entry::new("authorisation").allow(Rule::HeaderMisspelled));
        }
        entries
    })
}

/// A policy with at least one origin.
pub(crate) fn policy() -> impl Strategy<Value = Policy> {
    let origins = subsequence(ORIGINS, 1..=ORIGINS.len()).prop_shuffle();
    let origins = option::weighted(0.8, (origins, any::<bool>()));
    let max_age = option::of(0_u32..=86_400);
    let lists = (list(METHODS), headers(), list(EXPOSED));
    (origins, any::<bool>(), max_age, lists).prop_map(
        |(origins, credentials, max_age, (methods, headers, exposed))| {
            let credentials = credentials && origins.is_some();
            let origins = origins.map_or(vec![Entry::new("*")], |(origins, local)| {
                let entry = |(origin, broken): (&str, Option<Rule>)| match broken {
                    Some(rule) if credentials => Entry::new(origin).allow(rule),
                    _ => Entry::new(origin),
                };
                let mut entries: Vec<Entry> = origins.into_iter().map(entry).collect();
                if local {
                    entries.push(Entry::new("http://127.0.0.1").allow(Rule::LocalhostWithoutPort));
                }
                entries
            });
            let exposes_any = exposed.iter().any(|entry| entry.value() == "*");
            let exposed = if credentials && exposes_any {
                Vec::new()
            } else {
                exposed
            };
            let builder = Policy::builder()
                .origins(origins)
                .methods(methods)
                .headers(headers)
                .expose_headers(exposed)
                .credentials(credentials);
            let builder = match max_age {
                Some(seconds) => builder.max_age(seconds),
                None => builder,
            };
            builder.build().expect("the policy keeps every rule")
        },
    )
}
