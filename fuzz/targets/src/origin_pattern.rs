//! Origin patterns: the parser, and the helps that propose a pattern.

use cors_engine::Policy;
use cors_rules::{Declaration, Host, Input, OriginPattern, Port, Problems, Value};
use url::Url;

/// Checks one text as an entry of `origins`.
pub fn run(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    if let Ok(pattern) = text.parse::<OriginPattern>() {
        check_accepted(text, &pattern);
    }
    for credentials in [false, true] {
        match declare(&[text], credentials) {
            Ok(()) => {
                let is_pattern =
                    text == "*" && !credentials || text.parse::<OriginPattern>().is_ok();
                assert!(is_pattern, "an entry that is not a pattern is accepted");
            }
            Err(problems) => check_helps(text, credentials, &problems),
        }
    }
}

/// A pattern is printed as it was written, consists of its parts, and matches itself.
fn check_accepted(text: &str, pattern: &OriginPattern) {
    assert_eq!(pattern.to_string(), text);
    let host = match pattern.host() {
        Host::Name(name) => name.to_owned(),
        Host::SubdomainsOf(base) => format!("*.{base}"),
        _ => "*".to_owned(),
    };
    let port = match pattern.port() {
        Port::Default => String::new(),
        Port::Number(number) => format!(":{number}"),
        Port::Any => ":*".to_owned(),
    };
    assert_eq!(format!("{}://{host}{port}", pattern.scheme()), text);
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !byte.is_ascii_uppercase();
    assert!(
        text.bytes().all(is_plain),
        "browsers never send this origin"
    );

    let policy = Policy::builder().origins([text]).build();
    let policy = policy.expect("a pattern is an origin of a policy without credentials");
    let origin = text.replacen("*.", "a.", 1);
    let origin = origin.strip_suffix(":*").unwrap_or(&origin);
    if pattern.host() != Host::Any {
        assert!(policy.allows_origin(origin), "{origin}");
        check_browser_sends(pattern.scheme(), origin);
        assert!(!policy.allows_origin(format!("{origin}.")) || origin.ends_with('.'));
        assert!(!policy.allows_origin(format!("{origin}/")));
        assert!(!policy.allows_origin(origin.replacen("://", "://x", 1)) || !pattern.is_exact());
    }
    if let Host::SubdomainsOf(base) = pattern.host() {
        let own = format!("{}://{base}{port}", pattern.scheme());
        assert!(!policy.allows_origin(own.strip_suffix(":*").unwrap_or(&own)));
        let evil = format!("{}://evil{base}{port}", pattern.scheme());
        assert!(!policy.allows_origin(evil.strip_suffix(":*").unwrap_or(&evil)));
    }
}

/// A browser sends the origin of this URL in the same spelling. Browsers differ on labels in
/// Punycode.
fn check_browser_sends(scheme: &str, origin: &str) {
    let url = Url::parse(origin);
    if matches!(scheme, "http" | "https") && !(url.is_err() && origin.contains("xn--")) {
        let sent = url.as_ref().map(|url| url.origin().ascii_serialization());
        assert_eq!(sent.as_deref(), Ok(origin));
    }
}

/// What a help says to write keeps every rule.
fn check_helps(text: &str, credentials: bool, problems: &Problems) {
    for problem in problems {
        // Messages are printed: they must not panic, and they quote what was written.
        let _ = problem.to_string();
        let value = problem.value.as_deref().unwrap_or_default();
        assert!(value.get(problem.span.clone()).is_some(), "{problem:?}");
        let help = problem.help.as_deref().unwrap_or_default();
        let Some(written) = help.strip_prefix("write \"") else {
            continue;
        };
        let written = written.split(", or allow it").next().unwrap_or_default();
        let Some(written) = written.strip_suffix('"') else {
            continue;
        };
        let entries: Vec<&str> = written.split("\", \"").collect();
        if let Err(problems) = declare(&entries, credentials) {
            panic!("{text:?} should be {entries:?}, which has problems:\n{problems}");
        }
    }
}

fn declare(entries: &[&str], credentials: bool) -> Result<(), Problems> {
    Declaration::new(Input::Builder)
        .with("origins", Value::list(entries))
        .with("credentials", Value::Flag(credentials))
        .check()
        .map(|_| ())
}
