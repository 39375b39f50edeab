//! Patterns and origins with known answers.

use cors_rules::OriginPattern;
use cors_rules::set::{OriginSet, Parts, Shape};

use crate::Forms;

/// Checks the answer of every form of a pattern, alone and in a set.
#[track_caller]
fn answers(pattern: &str, origin: &str, expected: bool) {
    for seed in 0..8 {
        let alone = Forms::new(texts(&[pattern]), seed);
        let more = [
            "https://other.example",
            "http://other.example:*",
            "app://*.other.example",
        ];
        let among = Forms::new(texts(&[&more[..], &[pattern]].concat()), seed);
        for forms in [alone, among] {
            let answer = forms.agree(origin.as_bytes()).expect("all forms agree");
            assert_eq!(answer, expected, "{pattern} and {origin}");
        }
    }
}

#[test]
fn one_origin_is_that_origin() {
    answers("https://example.com", "https://example.com", true);
    answers("https://example.com", "https://example.com:443", false);
    answers("https://example.com", "https://example.com:8443", false);
    answers("https://example.com", "http://example.com", false);
    answers("https://example.com", "https://Example.com", false);
    answers("https://example.com", "https://example.com.", false);
    answers("https://example.com", "https://example.com/", false);
    answers("https://example.com", "https://example.co", false);
    answers("https://example.com", "https://a.example.com", false);
    answers("https://example.com", "null", false);
    answers("https://example.com", "", false);
    answers("https://example.com.", "https://example.com.", true);
    answers("https://example.com:8443", "https://example.com:8443", true);
    answers("https://example.com:8443", "https://example.com", false);
    answers("http://[::1]:8080", "http://[::1]:8080", true);
    answers("app://.", "app://.", true);
}

#[test]
fn a_star_matches_labels() {
    let pattern = "https://*.example.com";
    answers(pattern, "https://a.example.com", true);
    answers(pattern, "https://a.b.example.com", true);
    answers(pattern, "https://_a-b_.-.example.com", true);
    answers(pattern, "https://example.com", false);
    answers(pattern, "https://.example.com", false);
    answers(pattern, "https://a..example.com", false);
    answers(pattern, "https://A.example.com", false);
    answers(pattern, "https://*.example.com", false);
    answers(pattern, "https://a.example.com:8443", false);
    answers(pattern, "https://a.example.com.", false);
    answers(pattern, "https://a.example.com.attacker.example", false);
    answers(pattern, "https://attacker.example/.example.com", false);
    answers(pattern, "https://a@b.example.com", false);
    answers(pattern, "https://aexample.com", false);
    answers(pattern, "http://a.example.com", false);
    answers(pattern, "xhttps://a.example.com", false);
    answers("https://*.example.com.", "https://a.example.com.", true);
    answers("https://*.a!b.example", "https://a.a!b.example", true);
    answers("https://*.a!b.example", "https://a!b.a!b.example", false);
    answers("app://*..a", "app://a..a", true);
    answers("app://*..a", "app://a.b.a", false);
}

#[test]
fn a_star_matches_valid_labels_only() {
    let pattern = "https://*.example.com";
    let of = |labels: &str| format!("https://{labels}.example.com");
    answers(pattern, &of(&"a".repeat(63)), true);
    answers(pattern, &of(&"a".repeat(64)), false);
    answers(pattern, &of(&format!("b.{}", "a".repeat(63))), true);
    answers(pattern, &of(&format!("b.{}", "a".repeat(64))), false);
    answers(pattern, &of(&format!("{}.b", "a".repeat(64))), false);
    // `.example.com` has 12 bytes, so 241 are left of 253.
    answers(pattern, &of(&"ab.".repeat(81)[..241]), true);
    answers(pattern, &of(&"bb.".repeat(81)[..242]), false);
    let with_port = |labels: &str| format!("{}:65535", of(labels));
    answers(
        "https://*.example.com:65535",
        &with_port(&"ab.".repeat(81)[..241]),
        true,
    );
    answers(
        "https://*.example.com:65535",
        &with_port(&"bb.".repeat(81)[..242]),
        false,
    );
    answers(
        "https://*.example.com:*",
        &with_port(&"ab.".repeat(81)[..241]),
        true,
    );
    answers(
        "https://*.example.com:*",
        &with_port(&"bb.".repeat(81)[..242]),
        false,
    );
    // The longest base that leaves room for a label.
    let base = "b.".repeat(126)[..251].to_owned();
    answers(
        &format!("https://*.{base}"),
        &format!("https://a.{base}"),
        true,
    );
    answers(
        &format!("https://*.{base}"),
        &format!("https://aa.{base}"),
        false,
    );
}

#[test]
fn a_port_is_any_but_the_schemes_own() {
    let pattern = "http://localhost:*";
    answers(pattern, "http://localhost", true);
    answers(pattern, "http://localhost:1", true);
    answers(pattern, "http://localhost:3000", true);
    answers(pattern, "http://localhost:443", true);
    answers(pattern, "http://localhost:65535", true);
    answers(pattern, "http://localhost:80", false);
    answers(pattern, "http://localhost:0", false);
    answers(pattern, "http://localhost:65536", false);
    answers(pattern, "http://localhost:65537", false);
    answers(pattern, "http://localhost:99999", false);
    answers(pattern, "http://localhost:100000", false);
    answers(pattern, "http://localhost:03000", false);
    answers(pattern, "http://localhost:", false);
    answers(pattern, "http://localhost:*", false);
    answers(pattern, "http://localhost:3000:3000", false);
    answers(pattern, "http://localhost.attacker.example:3000", false);
    answers("https://example.com:*", "https://example.com:80", true);
    answers("https://example.com:*", "https://example.com:443", false);
    answers("app://localhost:*", "app://localhost:80", true);
    answers("app://localhost:*", "app://localhost:443", true);
    answers("http://[::1]:*", "http://[::1]", true);
    answers("http://[::1]:*", "http://[::1]:8080", true);
    answers("http://[::1]:*", "http://[::1]:80", false);
    answers("https://*.example.com:*", "https://a.example.com", true);
    answers(
        "https://*.example.com:*",
        "https://a.example.com:8443",
        true,
    );
    answers(
        "https://*.example.com:*",
        "https://a.example.com:443",
        false,
    );
    answers("https://*.example.com:*", "https://example.com:8443", false);
}

#[test]
fn a_label_glob_matches_a_part_of_one_label() {
    let pattern = "https://preview-*.example.com";
    answers(pattern, "https://preview-1.example.com", true);
    answers(pattern, "https://preview-pr-17_b.example.com", true);
    answers(pattern, "https://preview--.example.com", true);
    answers(pattern, "https://preview-preview-.example.com", true);
    answers(pattern, "https://preview-.example.com", false);
    answers(pattern, "https://preview.example.com", false);
    answers(pattern, "https://example.com", false);
    answers(pattern, "https://preview-*.example.com", false);
    answers(pattern, "https://preview-A.example.com", false);
    answers(pattern, "https://preview-1.a.example.com", false);
    answers(pattern, "https://preview-1..example.com", false);
    answers(pattern, "https://a.preview-1.example.com", false);
    answers(pattern, "https://evilpreview-1.example.com", false);
    answers(pattern, "https://preview-1.example.com.evil.example", false);
    answers(pattern, "https://preview-1.evilexample.com", false);
    answers(pattern, "https://preview-1@evil.example.com", false);
    answers(pattern, "https://preview-1.example.com.", false);
    answers(pattern, "https://preview-1.example.com:8443", false);
    answers(pattern, "http://preview-1.example.com", false);
    answers(pattern, "xhttps://preview-1.example.com", false);
    let pattern = "https://*-team.example.com";
    answers(pattern, "https://a-team.example.com", true);
    answers(pattern, "https://-team.example.com", false);
    answers(pattern, "https://a.-team.example.com", false);
    answers(pattern, "https://a-teams.example.com", false);
    let pattern = "https://app-*-team.example.com.";
    answers(pattern, "https://app-1-team.example.com.", true);
    answers(pattern, "https://app--team.example.com.", false);
    answers(pattern, "https://app-team.example.com.", false);
    answers(pattern, "https://app-1-team.example.com", false);
}

/// The texts before and after the `*` do not overlap.
#[test]
fn a_label_glob_does_not_use_a_byte_twice() {
    answers(
        "https://aa*aa.example.com",
        "https://aaaaa.example.com",
        true,
    );
    answers(
        "https://aa*aa.example.com",
        "https://aaaa.example.com",
        false,
    );
    answers(
        "https://aa*aa.example.com",
        "https://aaa.example.com",
        false,
    );
    answers("https://aa*aa.example.com", "https://aa.example.com", false);
}

#[test]
fn a_label_glob_matches_no_label_in_punycode() {
    let pattern = "https://*-team.example.com";
    answers(pattern, "https://xn--a-team.example.com", false);
    answers(pattern, "https://xn-a-team.example.com", true);
    answers(pattern, "https://axn--a-team.example.com", true);
    answers(
        "https://x*.example.com",
        "https://xn--bcher-kva.example.com",
        false,
    );
    answers("https://x*.example.com", "https://xn-.example.com", true);
    answers(
        "https://xn-*.example.com",
        "https://xn--.example.com",
        false,
    );
    answers("https://xn-*.example.com", "https://xn-a.example.com", true);
    answers(
        "http://xn*-a.example.com:*",
        "http://xn--a-a.example.com:81",
        false,
    );
    answers(
        "http://xn*-a.example.com:*",
        "http://xn-a-a.example.com:81",
        true,
    );
    // The other labels are compared byte for byte.
    let pattern = "https://a-*.xn--bcher-kva.example";
    answers(pattern, "https://a-1.xn--bcher-kva.example", true);
}

#[test]
fn the_port_of_a_label_glob_is_its_own() {
    let pattern = "https://a-*.example.com:8443";
    answers(pattern, "https://a-1.example.com:8443", true);
    answers(pattern, "https://a-1.example.com", false);
    answers(pattern, "https://a-1.example.com:844", false);
    let pattern = "https://a-*.example.com:*";
    answers(pattern, "https://a-1.example.com", true);
    answers(pattern, "https://a-1.example.com:1", true);
    answers(pattern, "https://a-1.example.com:65535", true);
    answers(pattern, "https://a-1.example.com:443", false);
    answers(pattern, "https://a-1.example.com:0", false);
    answers(pattern, "https://a-1.example.com:08443", false);
    answers(pattern, "https://a-1:8443.example.com", false);
    answers(pattern, "https://a-.example.com:8443", false);
}

#[test]
fn a_label_glob_matches_valid_labels_only() {
    let label = |length: usize| format!("https://a-{}-b.example.com", "c".repeat(length));
    // `a-` and `-b` have four bytes, so 59 are left of 63.
    answers("https://a-*-b.example.com", &label(59), true);
    answers("https://a-*-b.example.com", &label(60), false);
    answers(
        "https://a-*-b.example.com:*",
        &format!("{}:65535", label(59)),
        true,
    );
    answers(
        "https://a-*-b.example.com:*",
        &format!("{}:65535", label(60)),
        false,
    );
    // The rest of the host has 243 bytes, so 10 are left of 253.
    let rest = format!("{}.bb", ".b".repeat(120));
    assert_eq!(rest.len(), 243);
    let of = |length: usize| format!("https://a-{}{rest}", "c".repeat(length));
    answers(&format!("https://a-*{rest}"), &of(8), true);
    answers(&format!("https://a-*{rest}"), &of(9), false);
    let with_port = |length: usize| format!("{}:65535", of(length));
    answers(&format!("https://a-*{rest}:65535"), &with_port(8), true);
    answers(&format!("https://a-*{rest}:65535"), &with_port(9), false);
    answers(&format!("https://a-*{rest}:*"), &with_port(8), true);
    answers(&format!("https://a-*{rest}:*"), &with_port(9), false);
    // The longest texts that leave room for one byte.
    let long = "c".repeat(62);
    answers(
        &format!("https://{long}*.b.example"),
        &format!("https://{long}d.b.example"),
        true,
    );
    answers(
        &format!("https://{long}*.b.example"),
        &format!("https://{long}dd.b.example"),
        false,
    );
    answers(
        &format!("https://*{long}.b.example"),
        &format!("https://d{long}.b.example"),
        true,
    );
    answers(
        &format!("https://*{long}.b.example"),
        &format!("https://dd{long}.b.example"),
        false,
    );
}

/// Patterns whose texts are equal without the `*`, or whose lengths are mixed.
#[test]
fn label_globs_are_not_taken_for_one_another() {
    for seed in 0..64 {
        let forms = Forms::new(
            texts(&[
                "https://a-*.example.com",
                "https://*b-.example.com",
                "https://aa*bbb.example.com",
                "https://aaa*bb.example.com",
                "https://*.example.net",
                "https://c*.example.net",
                "https://d-*.example.com:*",
                "https://d-*.example.com:8443",
                "http://e-*.example.com:8080",
            ]),
            seed,
        );
        let agree = |origin: &str| forms.agree(origin.as_bytes()).unwrap();
        assert!(agree("https://a-1.example.com"));
        assert!(agree("https://1b-.example.com"));
        assert!(!agree("https://1a-.example.com"));
        assert!(!agree("https://b-1.example.com"));
        assert!(agree("https://aa1bbb.example.com"));
        assert!(agree("https://aaa1bb.example.com"));
        assert!(!agree("https://aa1bb.example.com"));
        assert!(!agree("https://aaabb.example.com"));
        assert!(agree("https://aaabbb.example.com"));
        assert!(agree("https://c.example.net"));
        assert!(agree("https://xn--c.example.net"));
        assert!(agree("https://d-1.example.com"));
        assert!(agree("https://d-1.example.com:8443"));
        assert!(agree("https://d-1.example.com:8444"));
        assert!(!agree("https://d-1.example.com:443"));
        assert!(agree("http://e-1.example.com:8080"));
        assert!(!agree("http://e-1.example.com"));
        assert!(!agree("http://a-1.example.com"));
        assert!(!agree("https://a-.example.com"));
        assert!(!agree("https://a-*.example.com"));
    }
}

/// Every length of the text before and after the `*`, in one set.
#[test]
fn label_globs_of_every_length_are_found() {
    let mut patterns = Vec::new();
    for length in 1..=62 {
        patterns.push(format!("https://{}*.example.com", "a".repeat(length)));
        patterns.push(format!("https://*{}.example.net", "a".repeat(length)));
    }
    let forms = Forms::new(patterns, 1);
    let of = |label: &str, tail: &str| {
        let origin = format!("https://{label}.example.{tail}");
        forms.agree(origin.as_bytes()).unwrap()
    };
    for length in 1..=62 {
        let text = "a".repeat(length);
        assert!(of(&format!("{text}b"), "com"));
        assert!(of(&format!("b{text}"), "net"));
        assert!(!of(&format!("b{text}"), "com"));
        assert!(!of(&format!("{text}b"), "net"));
        assert!(!of(&format!("{}b", "b".repeat(length)), "com"));
    }
}

#[test]
fn a_star_alone_matches_an_id() {
    let pattern = "moz-extension://*";
    answers(
        pattern,
        "moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc",
        true,
    );
    answers(pattern, "moz-extension://..", true);
    answers(
        pattern,
        &format!("moz-extension://{}", "a".repeat(253)),
        true,
    );
    answers(
        pattern,
        &format!("moz-extension://{}", "a".repeat(254)),
        false,
    );
    answers(pattern, "moz-extension://", false);
    answers(pattern, "moz-extension://*", false);
    answers(pattern, "moz-extension://A", false);
    answers(pattern, "moz-extension://a:80", false);
    answers(pattern, "moz-extension://a/", false);
    answers(pattern, "safari-web-extension://a", false);
}

/// If one pattern does not match, another can.
#[test]
fn several_patterns_are_tried() {
    for seed in 0..64 {
        let forms = Forms::new(
            texts(&[
                "https://*.example.com",
                "https://*.a!b.example.com",
                "https://example.com",
                "https://*.example.com:8443",
                "http://*.example.com:*",
                "http://*.example.com",
                "http://example.com",
                "http://example.com:*",
            ]),
            seed,
        );
        let agree = |origin: &str| forms.agree(origin.as_bytes()).unwrap();
        assert!(agree("https://a.example.com"));
        assert!(agree("https://a.a!b.example.com"));
        assert!(agree("https://example.com"));
        assert!(agree("https://a.example.com:8443"));
        assert!(agree("http://a.example.com:8443"));
        assert!(agree("http://a.example.com"));
        assert!(agree("http://example.com:3000"));
        assert!(agree("http://example.com"));
        assert!(!agree("https://example.com:8443"));
        assert!(!agree("https://a.example.com:8444"));
        assert!(!agree("https://a!b.example.com"));
        assert!(!agree("http://example.com:80"));
    }
}

/// Texts are compared in blocks. Every byte must be compared.
#[test]
fn one_byte_makes_another_origin() {
    for length in 1..=100 {
        let name = "abc-def.".repeat(13)[..length].replace('.', "_");
        for seed in 0..4 {
            let exact = format!("x://{name}");
            let forms = Forms::new(vec![exact.clone()], seed);
            assert!(forms.agree(exact.as_bytes()).unwrap());
            for at in 0..exact.len() {
                let mut other = exact.clone().into_bytes();
                other[at] ^= 1;
                assert!(!forms.agree(&other).unwrap(), "{exact} at {at}");
            }
            let forms = Forms::new(vec![format!("x://*.{name}")], seed);
            let origin = format!("x://a.{name}");
            assert!(forms.agree(origin.as_bytes()).unwrap());
            for at in origin.len() - name.len()..origin.len() {
                let mut other = origin.clone().into_bytes();
                other[at] ^= 1;
                assert!(!forms.agree(&other).unwrap(), "{origin} at {at}");
            }
        }
    }
}

/// Texts that are equal without the `*`.
#[test]
fn keys_are_not_taken_for_one_another() {
    for seed in 0..256 {
        for (pattern, origin) in [
            ("p://*.bhtt", "http://a.b"),
            ("http://*.b", "https://a.bhttp://"),
            ("https://*.example.com", "https://.example.com"),
            ("https://*.example.com", "https://*.example.com"),
            ("http://localhost:*", "http://localhost:*"),
            ("moz-extension://*", "moz-extension://"),
            ("https://a*.example.com", "https://.a*.example.com"),
            ("https://a*.example.com", "https://a*.example.com"),
            ("https://a*.example.com", "https://a.example.com"),
            ("https://*.example.com", "https://a*.example.com"),
            ("http://a*.b.c", "https://a1.b.chttp://"),
        ] {
            let pattern: OriginPattern = pattern.parse().unwrap();
            let set = OriginSet::with_seeds([&pattern], [seed]);
            assert!(!set.contains(origin.as_bytes()), "{pattern} and {origin}");
        }
    }
}

#[test]
fn an_empty_set_matches_no_origin() {
    for set in [OriginSet::new([]), OriginSet::with_seeds([], [])] {
        for origin in ["", "null", "https://example.com", "://"] {
            assert!(!set.contains(origin.as_bytes()), "{origin}");
        }
    }
}

#[test]
fn an_origin_of_16_kib_is_refused() {
    let forms = Forms::new(
        texts(&[
            "https://example.com",
            "https://*.example.com:*",
            "moz-extension://*",
            "http://localhost:*",
            "https://a*.example.com:*",
        ]),
        1,
    );
    for origin in [
        "https://",
        "https://a.example.com:",
        "moz-extension://",
        "http://localhost:",
    ] {
        for fill in ["a", ".", ":", "1", "a."] {
            let origin = format!("{origin}{}", fill.repeat(16 * 1024));
            assert!(!forms.agree(origin.as_bytes()).unwrap());
        }
    }
}

/// A macro that runs twice generates the same code, for any order of the list.
#[test]
fn equal_patterns_and_seeds_make_equal_parts() {
    let one: Vec<OriginPattern> = [
        "https://a.example",
        "https://*.b.example",
        "http://c.example:*",
    ]
    .map(|text| text.parse().unwrap())
    .to_vec();
    let mut other = [one.clone(), one.clone()].concat();
    other.reverse();
    let (one, other) = (
        OriginSet::with_seeds(&one, 1..),
        OriginSet::with_seeds(&other, 1..),
    );
    assert_eq!(one.parts(), other.parts());
}

/// Only the first few seeds are tried.
#[test]
fn seeds_make_no_difference_to_answers() {
    let pattern: OriginPattern = "https://example.com".parse().unwrap();
    for seed in [0, 1, u64::MAX, 1 << 63] {
        let set = OriginSet::with_seeds([&pattern], std::iter::repeat(seed));
        assert!(set.contains(b"https://example.com"));
        assert!(!set.contains(b"https://example.net"));
    }
    assert!(OriginSet::new([&pattern]).contains(b"https://example.com"));
}

#[test]
fn a_set_can_be_a_constant_and_prints_its_size() {
    static NOTHING: OriginSet<'static> = OriginSet::from_parts(Parts {
        shape: Shape {
            seed: 1,
            longest_exact: 0,
            lengths: 0,
            longest_other: 0,
            any_port: false,
            partial: false,
            tails: 0,
            glob_starts: 0,
            glob_ends: 0,
        },
        displacements: &[],
        slots: &[],
        texts: b"",
    });
    assert!(!NOTHING.contains(b"https://example.com"));
    assert_eq!(format!("{NOTHING:?}"), "OriginSet { patterns: 0, .. }");
    let patterns: [OriginPattern; 2] =
        ["https://a.example", "https://*.b.example"].map(|text| text.parse().unwrap());
    let set = OriginSet::new(&patterns);
    assert_eq!(format!("{set:?}"), "OriginSet { patterns: 2, .. }");
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}
