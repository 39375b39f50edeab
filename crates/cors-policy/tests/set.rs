//! The set, the functions for single patterns and a naive reading of the
//! patterns' texts agree.

use cors_policy::set::{
    OriginSet, Parts, Shape, any_host, any_port, subdomain, subdomain_any_port,
};
use cors_policy::{Host, OriginPattern, Port};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Whether a pattern stands for an origin, read off its definition with no
/// thought of speed.
fn naive(pattern: &str, origin: &str) -> bool {
    let (pattern_scheme, pattern_authority) =
        pattern.split_once("://").expect("a pattern has a scheme");
    let Some((scheme, authority)) = origin.split_once("://") else {
        return false;
    };
    let (pattern_host, pattern_port) = split_port(pattern_authority);
    let (host, port) = split_port(authority);
    let default = match scheme {
        "http" => Some("80"),
        "https" => Some("443"),
        _ => None,
    };
    scheme == pattern_scheme
        && host_is_of(pattern_host, host)
        && match pattern_port {
            Some("*") => port.is_none_or(|port| is_port(port) && Some(port) != default),
            exact => port == exact,
        }
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    let colon = match authority.rfind(']') {
        Some(bracket) => authority[bracket..].find(':').map(|at| bracket + at),
        None => authority.find(':'),
    };
    match colon {
        Some(colon) => (&authority[..colon], Some(&authority[colon + 1..])),
        None => (authority, None),
    }
}

fn host_is_of(pattern: &str, host: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    if pattern == "*" {
        return (1..=253).contains(&host.len()) && host.chars().all(|c| plain(c) || c == '.');
    }
    let Some(base) = pattern.strip_prefix("*.") else {
        return host == pattern;
    };
    let Some(labels) = host
        .strip_suffix(base)
        .and_then(|labels| labels.strip_suffix('.'))
    else {
        return false;
    };
    let label = |label: &str| (1..=63).contains(&label.len()) && label.chars().all(plain);
    host.len() <= 253 && labels.split('.').all(label)
}

fn is_port(port: &str) -> bool {
    let digits = !port.is_empty() && port.chars().all(|c| c.is_ascii_digit());
    digits && !port.starts_with('0') && port.parse::<u64>().is_ok_and(|port| port <= 65_535)
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
        Host::Any => any_host(origin, head),
    }
}

/// The same patterns in every form that there is.
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
        Ok(expected)
    }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

/// Names from so few letters that they share ends, lengths and parts.
fn name() -> impl Strategy<Value = String> {
    let label = prop_oneof![
        4 => select(vec!["a", "b", "ab", "a-b", "a_b", "com", "example", "-", "_", "x1"]).prop_map(str::to_owned),
        1 => "[a-z0-9_-]{1,20}z",
        1 => Just("l".repeat(63)),
    ];
    // The last label makes it no IPv4 address.
    let last = select(vec!["com", "example", "io", "test.", "co.uk", "a!b", "q"]);
    (vec(label, 0..4), last).prop_map(|(mut labels, last)| {
        labels.push(last.to_owned());
        labels.join(".")
    })
}

fn pattern() -> impl Strategy<Value = String> {
    let scheme = select(vec!["https", "https", "https", "http"]);
    let star = select(vec!["", "", "*."]);
    let port = select(vec!["", "", "", ":*", ":8443", ":1", ":65535"]);
    prop_oneof![
        12 => (scheme, star, name(), port).prop_map(|(scheme, star, name, port)| format!("{scheme}://{star}{name}{port}")),
        1 => select(vec!["http://127.0.0.1", "http://[::1]", "http://[2001:db8::1]", "https://10.0.0.1:8443"]).prop_map(str::to_owned),
        1 => select(vec!["http://127.0.0.1:*", "http://[::1]:*", "http://[::1]:8080", "http://localhost:*"]).prop_map(str::to_owned),
        1 => select(vec!["moz-extension://*", "vscode-webview://*", "safari-web-extension://*"]).prop_map(str::to_owned),
        2 => ("(app|ionic|p|ps|https)", select(vec!["", "*."]), "[a-c._-]{1,6}q", select(vec!["", ":*", ":80"]))
            .prop_map(|(scheme, star, host, port)| format!("x{scheme}://{star}{host}{port}")),
    ]
}

/// What is put for the `*.` and the `:*` of a pattern: mostly what they stand
/// for.
fn filling() -> impl Strategy<Value = (String, String)> {
    let labels = prop_oneof![
        8 => name().prop_map(|name| name.trim_end_matches('.').replace('!', "")),
        2 => "[a-z0-9_-]{1,63}",
        1 => Just("a".repeat(64)),
        1 => (180..=260_usize).prop_map(|length| ["a".repeat(60), "b".repeat(length)].concat()),
        2 => (200..=253_usize).prop_map(|length| "abc.".repeat(64)[..length].to_owned()),
        1 => select(vec!["", ".", "a..b", ".a", "a.", "A", "a@b", "a/b", "*", "é", "a:1", "http://a", "a%2e"]).prop_map(str::to_owned),
    ];
    let port = prop_oneof![
        3 => Just(String::new()),
        3 => (1..=99_999_u32).prop_map(|port| format!(":{port}")),
        1 => select(vec![":80", ":443", ":0", ":65536", ":080", ":", ":+1", ":8o", ":*", ":99999999999", ":8443:8443", "/"]).prop_map(str::to_owned),
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

/// A change that mostly makes another origin of it.
fn edited(mut origin: Vec<u8>, edit: usize, place: Index, byte: u8) -> Vec<u8> {
    let at = place.index(origin.len());
    match edit {
        0 => origin[at] = byte,
        1 => origin.insert(at, byte),
        2 => drop(origin.remove(at)),
        3 => origin[at] = origin[at].to_ascii_uppercase(),
        4 => origin.extend_from_slice(b".attacker.example"),
        5 => origin.extend_from_slice(b":443"),
        6 => drop(origin.splice(..0, *b"https://")),
        7 => origin.truncate(at),
        8 => origin.push(b'.'),
        _ => origin.push(b'/'),
    }
    origin
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_small_sets(
        texts in vec(pattern(), 1..40),
        seed: u64,
        tries in vec((any::<Index>(), filling(), 0..20_usize, any::<Index>(), prop_oneof![b'!'..b'~', any::<u8>()]), 40),
    ) {
        let forms = Forms::new(texts, seed);
        for (which, filling, edit, place, byte) in tries {
            let origin = instance(&forms.texts[which.index(forms.texts.len())], &filling);
            forms.agree(origin.as_bytes())?;
            forms.agree(&edited(origin.into_bytes(), edit, place, byte))?;
        }
    }

    #[test]
    fn on_bytes(texts in vec(pattern(), 1..40), seed: u64, origins in vec(vec(any::<u8>(), 0..600), 20)) {
        let forms = Forms::new(texts, seed);
        for origin in origins {
            forms.agree(&origin)?;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_large_sets(
        texts in (1_000..=10_000_usize).prop_flat_map(|size| vec(pattern(), size)),
        seed: u64,
        tries in vec((any::<Index>(), filling(), 0..20_usize, any::<Index>(), b'!'..b'~'), 20),
    ) {
        let forms = Forms::new(texts, seed);
        for (which, filling, edit, place, byte) in tries {
            let origin = instance(&forms.texts[which.index(forms.texts.len())], &filling);
            forms.agree(origin.as_bytes())?;
            forms.agree(&edited(origin.into_bytes(), edit, place, byte))?;
        }
    }
}

/// Holds every form of a single pattern, and of a set that it is part of,
/// against an answer.
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
fn a_star_stands_for_labels() {
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
fn a_star_stands_for_labels_that_can_be() {
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
fn a_star_alone_stands_for_an_id() {
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

/// Where one pattern fails, another may yet stand for the origin.
#[test]
fn patterns_stand_side_by_side() {
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

/// Texts are compared in blocks: no byte may fall between them.
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

/// Texts that are the same once the `*` is taken out.
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
        ] {
            let pattern: OriginPattern = pattern.parse().unwrap();
            let set = OriginSet::with_seeds([&pattern], [seed]);
            assert!(!set.contains(origin.as_bytes()), "{pattern} and {origin}");
        }
    }
}

#[test]
fn no_pattern_stands_for_no_origin() {
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

/// A macro that runs twice writes the same code, however a list is ordered.
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

/// However many seeds there are, a few are tried.
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
            longest_other: 0,
            any_port: false,
            any_host: false,
            tails: 0,
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
