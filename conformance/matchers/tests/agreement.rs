//! The generated matcher, the run-time matcher and a naive implementation agree.

use std::sync::LazyLock;

use cors_engine::Policy;
use matchers::{POLICIES, naive_match};
use proptest::prelude::*;
use proptest::sample::Index;

/// The same policies, built at run time.
static AT_RUN_TIME: LazyLock<Vec<Policy>> = LazyLock::new(|| {
    let build = |(_, patterns): &(&Policy, &[&str])| {
        Policy::builder()
            .origins(patterns.iter().copied())
            .build()
            .expect("the macro compiled it")
    };
    POLICIES.iter().map(build).collect()
});

fn assert_agreement(policy: usize, origin: &[u8]) -> Result<bool, TestCaseError> {
    let (compiled, patterns) = POLICIES[policy];
    let expected = patterns.iter().any(|pattern| naive_match(pattern, origin));
    let shown = String::from_utf8_lossy(origin);
    prop_assert_eq!(
        compiled.allows_origin(origin),
        expected,
        "compiled, {} patterns: {}",
        patterns.len(),
        shown
    );
    prop_assert_eq!(
        AT_RUN_TIME[policy].allows_origin(origin),
        expected,
        "at run time, {} patterns: {}",
        patterns.len(),
        shown
    );
    Ok(expected)
}

/// What the `*` and the `:*` of a pattern are replaced by: usually something that they
/// match, sometimes something that they do not.
fn fill_wildcards() -> impl Strategy<Value = (String, String)> {
    let label = "[a-z0-9_-]{1,8}";
    let labels = prop_oneof![
        6 => prop::collection::vec(label, 1..4).prop_map(|labels| labels.join(".")),
        3 => label,
        1 => prop::sample::select(vec!["n--a", "xn--a", "-", "--a"]).prop_map(str::to_owned),
        1 => (50..64_usize).prop_map(|length| "a".repeat(length)),
        1 => Just(String::new()),
        1 => "[a-z.]{1,5}",
        1 => Just("a".repeat(63)),
        1 => Just("a".repeat(64)),
        1 => Just(vec!["a".repeat(60); 4].join(".")),
        1 => "[A-Z@/:#?%. a-z]{1,6}",
    ];
    let port = prop_oneof![
        4 => Just(String::new()),
        4 => (1..=65535u32).prop_map(|port| format!(":{port}")),
        1 => prop::sample::select(vec![":80", ":443", ":0", ":65536", ":080", ":", ":+1", ":8o", ":*", ":99999999999"]).prop_map(str::to_owned),
    ];
    (labels, port)
}

fn instance(pattern: &str, (labels, port): &(String, String)) -> String {
    let origin = match pattern.strip_suffix(":*") {
        Some(origin) => format!("{origin}{port}"),
        None => pattern.to_owned(),
    };
    origin.replacen('*', labels, 1)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_instances_of_a_pattern(policy in 0..POLICIES.len(), at: Index, filled in fill_wildcards()) {
        let patterns = POLICIES[policy].1;
        assert_agreement(policy, instance(patterns[at.index(patterns.len())], &filled).as_bytes())?;
    }

    #[test]
    fn on_near_misses(policy in 0..POLICIES.len(), at: Index, filled in fill_wildcards(), edit in 0..6, place: Index, byte: u8) {
        let patterns = POLICIES[policy].1;
        let mut origin = instance(patterns[at.index(patterns.len())], &filled).into_bytes();
        let place = place.index(origin.len());
        match edit {
            0 => origin[place] = byte,
            1 => origin.insert(place, byte),
            2 => { origin.remove(place); }
            3 => origin.extend_from_slice(b".attacker.example"),
            4 => origin.push(b'/'),
            _ => origin[place] = origin[place].to_ascii_uppercase(),
        }
        assert_agreement(policy, &origin)?;
    }

    #[test]
    fn on_random_bytes(policy in 0..POLICIES.len(), origin in prop::collection::vec(any::<u8>(), 0..400)) {
        assert_agreement(policy, &origin)?;
    }
}

#[test]
fn on_every_pattern_that_is_one_origin() {
    let mut allowed = 0;
    for (policy, (_, patterns)) in POLICIES.iter().enumerate() {
        let exact = patterns.iter().filter(|pattern| !pattern.contains('*'));
        // A long list gets fewer cases, because the naive implementation tries all
        // patterns.
        for pattern in exact.step_by(1 + patterns.len() / 200) {
            allowed +=
                usize::from(assert_agreement(policy, pattern.as_bytes()).expect("they agree"));
        }
    }
    assert!(allowed > 400, "{allowed}");
}

/// The policies have label globs in every layout: code, tables, and one pattern alone.
#[test]
fn on_every_label_glob() {
    let is_glob = |pattern: &&&str| {
        let host = pattern.split("://").nth(1).unwrap_or_default();
        let label = host.split('.').next().unwrap_or_default();
        label.contains('*') && label.len() > 1
    };
    let mut sizes = Vec::new();
    for (policy, (_, patterns)) in POLICIES.iter().enumerate() {
        let globs = patterns.iter().filter(is_glob);
        for pattern in globs.step_by(1 + patterns.len() / 200) {
            let with = |part: &str| pattern.trim_end_matches(":*").replacen('*', part, 1);
            let allowed = assert_agreement(policy, with("1").as_bytes()).expect("they agree");
            assert!(allowed, "{pattern}");
            for part in ["", "1.1", "A", "n--1", "--1", "xn--1", "*", &"1".repeat(64)] {
                assert_agreement(policy, with(part).as_bytes()).expect("they agree");
            }
            sizes.push(patterns.len());
        }
    }
    assert!(sizes.iter().any(|size| *size < 9), "{sizes:?}");
    assert!(sizes.iter().any(|size| *size > 64), "{sizes:?}");
    assert!(sizes.len() > 30, "{}", sizes.len());
}

#[test]
fn on_16_kib() {
    for (policy, (_, patterns)) in POLICIES.iter().enumerate() {
        for fill in [b'a', b'.', b':', b'*', 0xff] {
            let mut origin = instance(patterns[0], &("a".to_owned(), String::new())).into_bytes();
            origin.resize(16 * 1024, fill);
            assert!(!assert_agreement(policy, &origin).expect("they agree"));
            origin.rotate_left(20);
            assert!(!assert_agreement(policy, &origin).expect("they agree"));
        }
    }
}
