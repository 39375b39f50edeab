//! The origins of `--allow-origin`.

use cors_engine::{Policy, Problem, Problems, Rule};

use crate::redact::without_password;
use crate::url::is_origin;

/// What to write if no value is likely.
pub(super) const EXAMPLE: &str =
    "the origin of your page, such as --allow-origin http://localhost:5173";

/// Checks each origin. `credentials` says whether its pages may send cookies.
///
/// # Errors
///
/// What is wrong, and a value that this function accepts.
pub(super) fn check(pages: &[String], credentials: bool) -> Result<(), String> {
    for (index, page) in pages.iter().enumerate() {
        if page.trim().is_empty() {
            return Err(format!(
                "--allow-origin has an empty value. Write {EXAMPLE}"
            ));
        }
        if page == "*" {
            return Err(format!(
                "`*` would let every web site read the upstream through your computer. Write \
                 {EXAMPLE}"
            ));
        }
        let shown = without_password(page);
        if pages.iter().take(index).any(|other| other == page) {
            return Err(format!(
                "--allow-origin {shown} is there twice. Write it once"
            ));
        }
        if let Some(problem) = policy(page, credentials).err().iter().flatten().next() {
            let fixes = fixes(page, problem, credentials);
            let fixes = fixes.iter().map(|fix| format!("--allow-origin {fix}"));
            let fixes = fixes.collect::<Vec<_>>().join(" ");
            let help = if fixes.is_empty() { EXAMPLE } else { &fixes };
            let message = &problem.message;
            return Err(format!("--allow-origin {shown}: {message}. Write {help}"));
        }
        if let Some(host) = page.strip_suffix(":*") {
            return Err(format!(
                "--allow-origin {shown}: every program that serves a page there could read the \
                 upstream through your computer, at any port. Write the port of your page, such \
                 as --allow-origin {}",
                without_password(&format!("{host}:5173"))
            ));
        }
        if is_open(page) {
            return Err(format!(
                "--allow-origin {shown}: any web site can have a page there, and could read the \
                 upstream through your computer. Write {EXAMPLE}"
            ));
        }
    }
    Ok(())
}

/// Whether any site can have a page at an origin of this pattern. With credentials, that is
/// against a rule.
pub(super) fn is_open(pattern: &str) -> bool {
    // The rule about `http` would come first.
    let secure = pattern.replacen("http://", "https://", 1);
    let problems = policy(&secure, true).err();
    let mut problems = problems.iter().flatten();
    pattern == "*"
        || problems.any(|problem| matches!(problem.rule, Rule::PublicSuffix | Rule::AnyExtension))
}

/// Whether the text is the origin of one page. The user may paste it into a shell, so
/// characters that a shell obeys are refused: a host may contain `$(…)`.
pub(super) fn is_page(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:/[]".contains(&byte);
    text.bytes().all(is_plain) && is_origin(text) && policy(text, false).is_ok()
}

fn policy(page: &str, credentials: bool) -> Result<Policy, Problems> {
    let builder = Policy::builder().origins([page]);
    builder.credentials(credentials).build()
}

/// The origins that the value means. Other helps are for policies: they suggest `*`, or to
/// allow the rule.
fn fixes(page: &str, problem: &Problem, credentials: bool) -> Vec<String> {
    let help = problem.help.as_deref().unwrap_or_default();
    let fixes: Vec<String> = match (help.strip_prefix("write \""), page.split_once("://*")) {
        _ if page.parse::<u16>().is_ok() => vec![format!("http://localhost:{page}")],
        // `write "https://a.example", "https://b.example"`
        (Some(quoted), _) => quoted.split('"').step_by(2).map(str::to_owned).collect(),
        (None, Some((scheme, port))) if port.is_empty() || port.starts_with(':') => {
            vec![format!("{scheme}://localhost{port}")]
        }
        _ => Vec::new(),
    };
    let is_accepted = |fix: &String| policy(fix, credentials).is_ok() && !is_open(fix);
    fixes.into_iter().filter(is_accepted).collect()
}

#[cfg(test)]
mod tests {
    use super::{check, is_page};

    /// Every value that the proxy refuses, with and without credentials.
    const REFUSED: [&str; 18] = [
        "http://localhost:*",
        "https://app.example.com:*",
        "",
        " ",
        "*",
        "null",
        "http://*:5173",
        "https://*",
        "localhost:5173",
        "localhost",
        "http://localhost:5173/",
        "HTTP://LOCALHOST:5173",
        "https://a.example, https://b.example",
        "[\"https://a.example\"]",
        "http://user@localhost:5173",
        "https://a.*.example",
        "file:///home",
        "^https://.*\\.example\\.com$",
    ];

    #[test]
    fn a_help_suggests_what_the_proxy_accepts() {
        let credentials = [false, true];
        let with = |page| credentials.map(|credentials| (page, credentials));
        let mut values: Vec<_> = REFUSED.into_iter().flat_map(with).collect();
        values.extend([
            ("http://192.168.1.5:5173", true),
            ("moz-extension://*", true),
            ("moz-extension://*", false),
            ("https://*.co.uk", true),
            ("https://*.co.uk", false),
            ("http://*.com", false),
            ("https://*.com/", false),
            ("https://*.github.io", false),
            ("https://app-*.vercel.app", true),
            ("https://app-*.vercel.app", false),
            ("https://*-team.vercel.app", false),
            ("http://app-*.vercel.app:5173", false),
            ("https://preview-*.com", false),
            ("https://preview-*.example.com:*", false),
        ]);
        for (page, credentials) in values {
            let message = check(&[page.to_owned()], credentials).expect_err(page);
            let (problem, help) = message.split_once(". Write ").expect("a help");
            let (_, help) = help.split_once("--allow-origin ").expect("an option");
            for fix in help.split(" --allow-origin ") {
                let accepted = check(&[fix.to_owned()], credentials);
                assert_eq!(accepted, Ok(()), "{message}");
            }
            for absent in ["origins[", ".allow(", "\n"] {
                assert!(
                    !problem.contains(absent) && !help.contains(absent),
                    "{message}"
                );
            }
        }
    }

    #[test]
    fn the_help_keeps_what_the_user_meant() {
        for (page, expected) in [
            ("http://*:5173", "http://localhost:5173"),
            ("http://localhost:5173/", "http://localhost:5173"),
            ("localhost:5173", "http://localhost:5173"),
            ("5173", "http://localhost:5173"),
            (
                "https://a.example, https://b.example",
                "https://a.example --allow-origin https://b.example",
            ),
        ] {
            let message = check(&[page.to_owned()], false).expect_err(page);
            let expected = format!(". Write --allow-origin {expected}");
            assert!(message.ends_with(&expected), "{message}");
        }
    }

    #[test]
    fn only_an_origin_that_a_shell_takes_as_it_is_names_a_page() {
        for page in [
            "http://localhost:5173",
            "https://a-b.example",
            "http://[::1]:1",
        ] {
            assert!(is_page(page), "{page}");
        }
        for text in [
            "",
            "*",
            "null",
            "http://localhost:*",
            "https://*.example.com",
            "https://a.example/",
            "HTTPS://a.example",
            "ws://a.example",
            "file://",
            "http://$(id).example",
            "http://a;b.example",
            "http://a --listen b",
        ] {
            assert!(!is_page(text), "{text}");
        }
    }

    #[test]
    fn a_label_glob_below_the_users_own_name_is_accepted() {
        for page in [
            "https://preview-*.example.com",
            "http://pr-*.app.localhost:5173",
        ] {
            for credentials in [false, true] {
                assert_eq!(check(&[page.to_owned()], credentials), Ok(()), "{page}");
            }
        }
        assert!(!is_page("https://preview-*.example.com"));
    }

    #[test]
    fn an_origin_is_written_once() {
        let page = "http://localhost:5173".to_owned();
        assert!(check(&[page.clone(), page.clone()], false).is_err());
        assert_eq!(
            check(&[page, "http://localhost:5174".to_owned()], true),
            Ok(())
        );
    }
}
