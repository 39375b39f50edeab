//! Random patterns and origins.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::Forms;

/// Names of a few labels, so that many share suffixes and lengths. None starts with
/// `xn--`, which is for Punycode.
fn name() -> impl Strategy<Value = String> {
    let label = prop_oneof![
        4 => select(vec!["a", "b", "ab", "a-b", "a_b", "com", "example", "-", "_", "x1"]).prop_map(str::to_owned),
        1 => "[a-w0-9_-][a-z0-9_-]{0,20}z",
        1 => Just("l".repeat(63)),
    ];
    // With this last label, the host is not an IPv4 address.
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
        3 => glob(),
        2 => ("(app|ionic|p|ps|https)", select(vec!["", "*."]), "[a-c._-]{1,6}q", select(vec!["", ":*", ":80"]))
            .prop_map(|(scheme, star, host, port)| format!("x{scheme}://{star}{host}{port}")),
    ]
}

/// Label globs whose texts share starts, ends and lengths.
fn glob() -> impl Strategy<Value = String> {
    let scheme = select(vec!["https", "https", "http"]);
    let parts = select(vec![
        ("a-", ""),
        ("a", ""),
        ("ab", ""),
        ("x", ""),
        ("xn-", ""),
        ("pr-", ""),
        ("", "-b"),
        ("", "b"),
        ("", "ab"),
        ("", "_"),
        ("a-", "-b"),
        ("a", "b"),
        ("aa", "bb"),
        ("aab", "b"),
        ("x", "a"),
    ]);
    let long = (1..=62_usize).prop_map(|length| ("a".repeat(length), String::new()));
    let parts = prop_oneof![
        8 => parts.prop_map(|(start, end)| (start.to_owned(), end.to_owned())),
        1 => long.clone(),
        1 => long.prop_map(|(start, end)| (end, start)),
    ];
    let port = select(vec!["", "", ":*", ":8443", ":65535"]);
    (scheme, parts, name(), select(vec!["com", "example."]), port).prop_map(
        |(scheme, (start, end), name, last, port)| {
            // A host has at most 253 bytes.
            let name = match start.len() + end.len() + name.len() {
                0..=240 => name.trim_end_matches('.'),
                _ => "a",
            };
            format!("{scheme}://{start}*{end}.{name}.{last}{port}")
        },
    )
}

/// Texts that replace the `*.` and the `:*` of a pattern. Most of them match.
fn filling() -> impl Strategy<Value = (String, String)> {
    let labels = prop_oneof![
        8 => name().prop_map(|name| name.trim_end_matches('.').replace('!', "")),
        2 => "[a-z0-9_-]{1,63}",
        2 => select(vec!["a", "b", "1", "-", "n--a", "xn--a", "--", "a-b", "bb", "aab"]).prop_map(str::to_owned),
        1 => (1..=63_usize).prop_map(|length| "a".repeat(length)),
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

/// A change that usually makes another origin.
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
