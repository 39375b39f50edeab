//! A fix never grants more than the user wrote.

use cors_engine::Policy;
use cors_rules::Key;
use serde_json::{Value, json};

use super::{Edited, fix};
use crate::output::Severity;
use crate::policy_file::{Format, PolicyFile};

/// The vectors of the rules: entries that break a rule, with the help for each.
const RULES: &str = include_str!("../../../../cors-rules/tests/rules.json");

fn fixed(text: &str, format: Format) -> Edited {
    let file = PolicyFile::parse("test".into(), text.into(), format, None).expect("no key");
    fix(&file, None, Severity::Note).expect("no key")
}

fn fixed_toml(text: &str) -> String {
    fixed(text, Format::Toml).text
}

/// The values of a key, and of every key that means it.
fn values(text: &str, key: &str) -> Vec<Value> {
    let policy: Value = serde_json::from_str(text).expect(text);
    let fields = policy.as_object().expect(text).iter();
    let means = |written: &str| {
        written == key || Key::meant_by(written).is_some_and(|meant| meant.name() == key)
    };
    let values = fields.filter(|(written, _)| means(written));
    values.map(|(_, value)| value.clone()).collect()
}

/// The texts of a key, whatever is wrong with them.
fn entries(text: &str, key: &str) -> Vec<String> {
    let text_of = |entry: &Value| {
        entry
            .as_str()
            .or(entry["origin"].as_str())
            .map(str::to_owned)
    };
    let mut entries = Vec::new();
    for value in values(text, key) {
        match value {
            Value::Array(list) => entries.extend(list.iter().filter_map(text_of)),
            entry => entries.extend(text_of(&entry)),
        }
    }
    entries
}

/// Every scheme, host and port that a lenient reader finds in an entry. It is written
/// independently of the code that it tests.
fn lenient(entry: &str) -> Vec<(String, String, String)> {
    let separators = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, ',' | ';' | '|' | '^' | '$' | '"' | '\'' | '[' | ']')
    };
    let whole = [entry.trim()];
    let parts = entry.split(separators).chain(whole);
    let read = |part: &str| {
        let part = part.to_lowercase();
        // The origin of a `blob:` URL is the one that it contains.
        let part = part.trim_start_matches("blob:");
        let (scheme, rest) = part
            .split_once("://")
            .unwrap_or(("", part.trim_start_matches('/')));
        let rest = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        let rest = rest.rsplit('@').next().unwrap_or_default();
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port),
            _ => (rest, ""),
        };
        let scheme = match scheme {
            "wss" => "https",
            "ws" => "http",
            other => other,
        };
        (scheme.to_owned(), host.to_owned(), port.to_owned())
    };
    parts.map(read).collect()
}

/// Whether a fixed origin is among what the lenient reader finds.
fn is_written(before: &[String], after: &str) -> bool {
    let Some((scheme, host, port)) = &lenient(after).pop() else {
        return false;
    };
    let is_spelling = host.starts_with('[')
        || host.contains("xn--")
        || host
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    before
        .iter()
        .flat_map(|entry| lenient(entry))
        .any(|(was, name, at)| {
            let local = matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]");
            let same_scheme = was == *scheme || was.is_empty() && (scheme == "https" || local);
            let default = if scheme == "https" { "443" } else { "80" };
            let same_port = at == *port || at == default && port.is_empty();
            // A label with `*` is written as it was.
            let first = |host: &str| host.split('.').next().map(str::to_owned);
            let same_star = !host.contains('*') || first(&name) == first(host);
            same_scheme && (name == *host && same_port || is_spelling && same_star)
        })
}

fn check_no_wider(before: &str, after: &str) {
    let (was, is) = (entries(before, "origins"), entries(after, "origins"));
    for origin in is.iter().filter(|origin| !was.contains(origin)) {
        assert!(is_written(&was, origin), "{origin} from {before}");
    }
    for key in ["methods", "headers", "expose_headers"] {
        let was = entries(before, key);
        for name in entries(after, key) {
            let is_word = |text: &str| {
                let end =
                    |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '*');
                text == name || text.split(end).any(|word| word.eq_ignore_ascii_case(&name))
            };
            assert!(
                was.iter().any(|entry| is_word(entry)),
                "{name} from {before}"
            );
        }
    }
    for key in ["credentials", "max_age"] {
        assert_eq!(values(before, key), values(after, key), "{key} of {before}");
    }
}

/// The policies of the rules' own vectors, alone and together with others.
fn vectors() -> Vec<Value> {
    let rows: Vec<Value> = serde_json::from_str(RULES).expect("rules.json");
    let policies = rows.iter().filter_map(|row| {
        let origins = |value: &Value| json!({ "origins": [value] });
        let with =
            |key: &str, value: &Value| json!({ "origins": ["https://a.example"], key: [value] });
        let policy = match row {
            _ if row["policy"].is_object() => row["policy"].clone(),
            _ if row["origin"].is_string() => origins(&row["origin"]),
            _ if row["method"].is_string() => with("methods", &row["method"]),
            _ if row["header"].is_string() => with("headers", &row["header"]),
            _ if row["expose"].is_string() => with("expose_headers", &row["expose"]),
            _ => return None,
        };
        Some(policy)
    });
    policies.collect()
}

#[test]
fn no_fix_of_the_vectors_widens_a_policy() {
    let (mut changed, mut total) = (0, 0);
    for mut policy in vectors() {
        for credentials in [None, Some(true)] {
            if let Some(flag) = credentials {
                policy["credentials"] = flag.into();
            }
            let before = serde_json::to_string(&policy).unwrap();
            let Edited { text, count, .. } = fixed(&before, Format::Json);
            check_no_wider(&before, &text);
            changed += usize::from(count > 0);
            total += 1;
        }
    }
    assert!(changed > 50, "{changed} of {total}");
}

/// Entries made of parts that confuse readers of origins.
#[test]
fn no_fix_of_made_up_entries_widens_a_policy() {
    let schemes = [
        "https://",
        "HTTP://",
        "wss://",
        "//",
        "",
        "*://",
        "^https://",
        "ftp://",
        "https;//",
        "htps//",
    ];
    let hosts = [
        "example.com",
        "*.Example.com",
        "*",
        "a.*.example",
        ".*\\.example\\.com",
        "*.com",
        "u@example.com",
        "good.example@evil.example",
        "example.com.",
        "exa mple.com",
        "(a|b).example",
        "127.1",
        "[::FFFF:1]",
        "bücher.example",
        "localhost",
        "a.example, https://b.example",
    ];
    let ends = [
        "",
        "/",
        ":443",
        ":80",
        ":*",
        ":8080/x",
        "?q",
        "#f",
        " ",
        "$",
        "/*",
        ":80*",
        "@x.example",
    ];
    for scheme in schemes {
        for host in hosts {
            for end in ends {
                for credentials in [false, true] {
                    let entry = format!("{scheme}{host}{end}");
                    let before = json!({ "origins": [entry, "https://z.example"], "credentials": credentials });
                    let before = before.to_string();
                    check_no_wider(&before, &fixed(&before, Format::Json).text);
                }
            }
        }
    }
}

#[test]
fn a_correct_policy_is_not_changed() {
    let text = "origins = [\"https://example.com\"] # kept\ncredentials = true\n";
    assert_eq!(fixed_toml(text), text);
    let policy: Result<Policy, _> = serde_json::from_str(r#"{"origins":["https://example.com"]}"#);
    assert!(policy.is_ok());
}

#[test]
fn helps_that_guess_or_offer_a_choice_are_left_to_the_user() {
    for text in [
        "origins = \"*\"\nmethods = [\"POTS\"]\n",
        "origins = [\"*\", \"https://a.example\"]\n",
        "origins = [\"http://a.example\"]\ncredentials = true\n",
        "origins = [\"https://*\"]\n",
        "origins = [\"*.example.com\", \"null\"]\n[[routes]]\nnest = \"a\"\npolicy = \"none\"\n",
    ] {
        let fixed = fixed_toml(text);
        assert!(
            !fixed.contains("POST") && !fixed.contains("\"/a\""),
            "{fixed}"
        );
        assert_eq!(fixed.matches("null").count(), text.matches("null").count());
        assert_eq!(fixed.matches('*').count(), text.matches('*').count());
        assert_eq!(
            fixed.matches("http:").count(),
            text.matches("http:").count()
        );
    }
}

#[test]
fn comments_and_layout_are_kept() {
    let text = "# ours\nallowed_origins = [\n  'https://A.example/', # first\n  \"https://b.example\",\n]\n";
    let fixed = fixed_toml(text);
    assert!(
        fixed.starts_with("# ours\norigins = [\n  \"https://a.example\""),
        "{fixed}"
    );
    assert!(fixed.contains("# first"), "{fixed}");
}

#[test]
fn yaml_keeps_its_block_lists() {
    let text = "origins:\n  - https://a.example/\n  - https://b.example\n  - https://b.example\nmethods: [put]\n";
    let fixed = fixed(text, Format::Yaml);
    assert_eq!(
        fixed.text,
        "origins:\n  - \"https://a.example\"\n  - https://b.example\nmethods: [\"PUT\"]\n"
    );
}

#[test]
fn what_grants_nothing_is_removed() {
    let text = "origins = [\"*\", \"https://a.example\", { origin = \"https://b.example\", allow = [\"insecure-origin\"] }]\n\
                headers = [\"cookie\", \"x-a\"]\ncredentials = true\n";
    let fixed = fixed_toml(text);
    let expected = "origins = [\"https://a.example\", \"https://b.example\"]\n\
                    headers = [\"x-a\"]\ncredentials = true\n";
    assert_eq!(fixed, expected);
}

/// JSON has no comments, so people switch a key off with a mark in its name.
#[test]
fn a_key_that_is_switched_off_stays_off() {
    for key in [
        "//credentials",
        "_credentials",
        "#credentials",
        "-credentials",
        "x_credentials",
        "credentials_old",
        "no_credentials",
        "nocredentials",
        "uncredentials",
        "//headers",
        "_methods",
        "unexpose_headers",
        "//origins",
    ] {
        let before = json!({ "origins": ["https://a.example"], key: true }).to_string();
        let Edited { text, count, .. } = fixed(&before, Format::Json);
        assert_eq!((&*text, count), (&*before, 0), "{key}");
    }
    let misspelled = r#"{"orgins": ["https://a.example"], "allowCredentials": true}"#;
    let expected = r#"{"origins": ["https://a.example"], "credentials": true}"#;
    assert_eq!(fixed(misspelled, Format::Json).text, expected);
}

/// `methods = true` is no value, and `methods = "*"` allows what the user may not want.
#[test]
fn a_flag_that_allows_everything_is_left_to_the_user() {
    for key in ["allow_any_method", "allow_any_origin", "exposeAnyHeader"] {
        let text = format!("{key} = true\n");
        assert_eq!(fixed_toml(&text), text);
    }
}

#[test]
fn a_number_with_another_unit_keeps_its_key() {
    for key in ["maxAgeMs", "max_age_ms", "min_age", "preflightMaxAge"] {
        let text = format!("origins = \"*\"\n{key} = 60000\n");
        assert_eq!(fixed_toml(&text), text);
    }
    let text = "origins = \"*\"\nmaxAgeInSeconds = 600\n";
    assert_eq!(fixed_toml(text), "origins = \"*\"\nmax_age = 600\n");
}

#[test]
fn a_scheme_with_a_mistake_does_not_become_the_host() {
    for entry in [
        "https;//example.com",
        "htps//example.com",
        "https.//example.com",
    ] {
        let text = format!("origins = [\"{entry}\"]\n");
        assert_eq!(fixed_toml(&text), text);
    }
}

fn assert_left_alone(text: &str, format: Format) {
    let fixed = fixed(text, format);
    assert_eq!((&*fixed.text, fixed.count), (text, 0));
}

#[test]
fn a_block_of_yaml_is_left_alone() {
    for block in [">-", "|-", "|", ">", ">- # a > b", "!!str |-"] {
        let text = format!("origins:\n  - {block}\n    https://a.example/\n");
        assert_left_alone(&text, Format::Yaml);
        let text = format!("origins: {block}\n  https://a.example\n");
        assert_left_alone(&text, Format::Yaml);
    }
    assert_left_alone(
        "origins:\n  - \"https://a.example\\\n    .com/\"\n",
        Format::Yaml,
    );
}

/// Without its entry, a comment would be about another entry.
#[test]
fn an_entry_with_a_comment_is_not_removed() {
    for list in [
        "[\n  \"x-a\",\n  \"cookie\", # needed for login\n]",
        "[\n  \"x-a\",\n  \"cookie\" # needed for login\n]",
        "[\n  \"x-a\",\n  # needed for login\n  \"cookie\",\n]",
        "[\n  \"cookie\", # needed for login\n  \"x-a\",\n]",
        "[\n  # needed for login\n  \"cookie\",\n  \"x-a\",\n]",
        "[ # needed for login\n  \"cookie\",\n  \"x-a\",\n]",
    ] {
        assert_left_alone(
            &format!("origins = \"*\"\nheaders = {list}\n"),
            Format::Toml,
        );
    }
    for list in [
        "\n  - x-a\n  - cookie # needed for login",
        "\n  # needed for login\n  - cookie\n  - x-a",
        " # needed for login\n  - cookie\n  - x-a",
        "\n  - x-a\n  # needed for login\n  - cookie",
        " [x-a, # why\n  cookie # because\n  ]",
    ] {
        assert_left_alone(&format!("origins: \"*\"\nheaders:{list}\n"), Format::Yaml);
    }
    let text = "origins = \"*\"\nheaders = [\"cookie\", \"x-a\", \"cookie\"] # two\n";
    let expected = "origins = \"*\"\nheaders = [\"x-a\"] # two\n";
    assert_eq!(fixed_toml(text), expected);
    let text = "origins: \"*\"\nheaders:\n  - cookie\n  - x-a\n  - cookie\n";
    assert_eq!(
        fixed(text, Format::Yaml).text,
        "origins: \"*\"\nheaders:\n  - x-a\n"
    );
}

/// An alias in another part of the file has the same value.
#[test]
fn a_value_with_an_anchor_is_left_alone() {
    for policy in [
        "  origins: [\"https://a.example\"]\n  headers: &h [x-a, cookie]\n",
        "  origins: [\"https://a.example\"]\n  headers: [&h cookie, x-a]\n",
        "  origins:\n    - &h https://a.example/\n    - https://b.example\n",
        "  &h orgins: [\"https://a.example\"]\n",
        "  origins: &h https://a.example\n",
    ] {
        let text = format!("\u{feff}cors:\n{policy}other: *h\n");
        let file = PolicyFile::parse("test".into(), text.clone(), Format::Yaml, Some("cors"));
        let file = file.expect("the key is there");
        assert!(!file.problems.is_empty(), "{text}");
        let fixed = fix(&file, Some("cors"), Severity::Note).expect("the key is there");
        assert_eq!((fixed.text, fixed.count), (text, 0));
    }
}

/// The helps proposed PUT and `authorization` for lists that were written as one text.
#[test]
fn a_list_in_one_text_becomes_its_own_entries() {
    let text = "origins = \"https://a.test, https://b.test\"\nmethods = \"GET, POST\"\n\
                headers = \"x-a;x-b x-c\"\nexpose_headers = 'etag, link'\n";
    let expected = "origins = [\"https://a.test\", \"https://b.test\"]\nmethods = [\"GET\", \"POST\"]\n\
                    headers = [\"x-a\", \"x-b\", \"x-c\"]\nexpose_headers = [\"etag\", \"link\"]\n";
    assert_eq!(fixed_toml(text), expected);
    // `cookie` breaks a rule, and an example is not what the user wrote.
    assert_left_alone("origins = \"*\"\nheaders = \"cookie, x-b\"\n", Format::Toml);
    assert_left_alone("origins = \"*\"\nmethods = 3\n", Format::Toml);
}

/// The place of a text between quotation marks went on until the end of its comment.
#[test]
fn a_quoted_entry_of_yaml_with_a_comment_is_not_removed() {
    for entry in [
        "\"https://app.test/\"   # main",
        "'https://app.test/' # it's main",
        "\"https://app.test\\x2f\" # \"main\"",
    ] {
        assert_left_alone(
            &format!("origins:\n - {entry}\n - https://app.test\n"),
            Format::Yaml,
        );
        assert_left_alone(
            &format!("origins:\n - https://app.test\n - {entry}\n"),
            Format::Yaml,
        );
    }
    let text = "origins:\n - \"https://app.test/\" # main\n";
    let expected = "origins:\n - \"https://app.test\" # main\n";
    assert_eq!(fixed(text, Format::Yaml).text, expected);
}
