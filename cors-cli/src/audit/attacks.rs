//! Origins that a server should not allow, made from those that it should.

use std::collections::BTreeSet;

use cors_browser::{Page, Url};

const TEMPLATES: &str = include_str!("attacks.txt");

/// An origin to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) class: &'static str,
    pub(super) origin: String,
}

/// The attack origins for some trusted ones, without duplicates and without the trusted
/// ones. Only origins that a browser can send are of use.
pub(super) fn against(trusted: &[String]) -> Vec<Candidate> {
    let mut known: BTreeSet<String> = trusted.iter().cloned().collect();
    let mut candidates = Vec::new();
    for line in TEMPLATES.lines().filter(|line| !line.starts_with('#')) {
        let Some((class, template)) = line.split_once('\t') else {
            continue;
        };
        for origin in trusted.iter().filter_map(|origin| fill(template, origin)) {
            if is_sendable(&origin) && known.insert(origin.clone()) {
                candidates.push(Candidate { class, origin });
            }
        }
    }
    candidates
}

fn fill(template: &str, trusted: &str) -> Option<String> {
    let url = Url::parse(trusted).ok()?;
    let host = url.host_str()?;
    let (label, rest) = host.split_once('.').unwrap_or((host, ""));
    let is_name = url.domain().is_some();
    if !is_name && template != "null" && template.contains("{rest}") {
        return None;
    }
    if template.contains("{rest}") && !rest.contains('.') {
        return None;
    }
    let joined = host
        .rsplit_once('.')
        .map(|(left, right)| format!("{left}x{right}"));
    let first_joined = format!("{label}x{rest}");
    if template.contains("joined}") && joined.is_none() {
        return None;
    }
    let other = match url.scheme() {
        "https" => "http",
        _ => "https",
    };
    Some(
        template
            .replace("{scheme}", url.scheme())
            .replace("{other}", other)
            .replace("{host}", host)
            .replace("{label}", label)
            .replace("{rest}", rest)
            .replace("{first_joined}", &first_joined)
            .replace("{joined}", &joined.unwrap_or_default()),
    )
}

/// Whether a browser sends this text as `Origin`.
pub(super) fn is_sendable(origin: &str) -> bool {
    Page::at(origin).is_ok_and(|page| page.origin().to_string() == origin)
}

/// Origins that a pattern of a policy allows: one for an exact origin, examples for a
/// pattern.
pub(super) fn examples(pattern: &str) -> Vec<String> {
    let without_port = pattern.replace(":*", "");
    let host = match without_port.contains("://*.") {
        true => without_port.replace("://*.", "://app."),
        false => without_port.replacen('*', "audit", 1),
    };
    let mut examples = vec![host.clone()];
    if pattern.ends_with(":*") {
        examples.push(format!("{host}:8443"));
    }
    examples.retain(|origin| is_sendable(origin));
    examples
}

/// Origins that a server at this URL could trust, if no policy says which.
pub(super) fn guesses(url: &Url) -> Vec<String> {
    let mut guesses = Vec::new();
    let own = cors_browser::Origin::of(url).to_string();
    if let (Some(host), true) = (url.domain(), url.scheme() == "https") {
        if let Some((_, parent)) = host.split_once('.').filter(|(_, rest)| rest.contains('.')) {
            for label in ["", "www.", "app."] {
                guesses.push(format!("https://{label}{parent}"));
            }
        } else {
            guesses.push(format!("https://app.{host}"));
        }
    }
    for port in [3000, 5173, 8080] {
        guesses.push(format!("http://localhost:{port}"));
    }
    guesses.retain(|guess| *guess != own && is_sendable(guess));
    guesses
}

#[cfg(test)]
mod tests {
    use super::{against, examples, is_sendable};

    #[test]
    fn attacks_are_what_browsers_can_send() {
        let trusted = ["https://app.shop.example".to_owned()];
        let attacks = against(&trusted);
        let origins: Vec<_> = attacks.iter().map(|one| &*one.origin).collect();
        for origin in [
            "null",
            "https://cors-audit.example",
            "http://app.shop.example",
            "https://app.shop.example:8443",
            "https://app.shop.example.cors-audit.example",
            "https://cors-auditapp.shop.example",
            "https://app.shopxexample",
            "https://appxshop.example",
            "https://app.shop.example{.cors-audit.example",
            "https://cors-audit.shop.example",
        ] {
            assert!(origins.contains(&origin), "{origin} is not in {origins:?}");
        }
        assert!(origins.iter().all(|origin| is_sendable(origin)));
        assert!(!origins.contains(&"https://app.shop.example"));
    }

    #[test]
    fn a_pattern_has_examples() {
        assert_eq!(examples("https://*.a.example"), ["https://app.a.example"]);
        assert_eq!(
            examples("https://pr-*.a.example"),
            ["https://pr-audit.a.example"]
        );
        assert_eq!(
            examples("http://localhost:*"),
            ["http://localhost", "http://localhost:8443"]
        );
        assert!(examples("*").is_empty());
    }
}
