//! Origins that a server should not allow, made from those that it should.

use std::collections::BTreeSet;

use cors_browser::Url;

use super::homograph;
use crate::url::{is_loopback, is_origin};

const TEMPLATES: &str = include_str!("attacks.txt");

/// An origin that no server knows, whose pages may request the URL.
pub(super) fn unknown(url: &Url) -> &'static str {
    match is_closed_to_https(url) {
        true => "http://cors-audit.example",
        false => "https://cors-audit.example",
    }
}

/// Whether browsers let only pages over `http:` request the URL.
pub(super) fn is_closed_to_https(url: &Url) -> bool {
    url.scheme() == "http" && !is_loopback(url.host_str().unwrap_or_default())
}

/// The origin over `http:`.
pub(super) fn over_http(origin: &str) -> String {
    match origin.strip_prefix("https://") {
        Some(rest) => format!("http://{rest}"),
        None => origin.to_owned(),
    }
}

/// An origin to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) class: &'static str,
    pub(super) origin: String,
}

/// The attack origins that are made from some trusted ones, without duplicates and without
/// those that were tried. Only origins that a browser can send are of use.
pub(super) fn against(trusted: &[String], tried: &[String]) -> Vec<Candidate> {
    let mut known: BTreeSet<String> = tried.iter().cloned().collect();
    let mut candidates = Vec::new();
    let lines = TEMPLATES.lines().filter(|line| !line.starts_with('#'));
    for (class, template) in lines.filter_map(|line| line.split_once('\t')) {
        for origin in trusted.iter().filter_map(|origin| fill(template, origin)) {
            if is_origin(&origin) && known.insert(origin.clone()) {
                candidates.push(Candidate { class, origin });
            }
        }
    }
    candidates
}

/// The template with the parts of the trusted origin, or nothing if it lacks one of them.
fn fill(template: &str, trusted: &str) -> Option<String> {
    let url = Url::parse(trusted).ok()?;
    let mut filled = template.to_owned();
    for (placeholder, part) in parts(trusted, &url) {
        if template.contains(placeholder) {
            filled = filled.replace(placeholder, &part?);
        }
    }
    Some(filled)
}

fn parts(trusted: &str, url: &Url) -> [(&'static str, Option<String>); 17] {
    let host = url.host_str().filter(|host| !host.is_empty());
    let port = url
        .port()
        .map_or_else(String::new, |port| format!(":{port}"));
    // An address has no labels.
    let name = url.domain().filter(|name| !name.is_empty());
    let (first, last) = (
        name.and_then(|name| name.split_once('.')),
        name.and_then(|name| name.rsplit_once('.')),
    );
    let other = match url.scheme() {
        "https" => "http",
        _ => "https",
    };
    let join = |(left, right)| format!("{left}x{right}");
    let twin = |letters| homograph::of(name?, letters);
    let text = str::to_owned;
    [
        ("{origin}", Some(text(trusted))),
        ("{scheme}", Some(text(url.scheme()))),
        ("{other}", Some(text(other))),
        ("{authority}", host.map(|host| format!("{host}{port}"))),
        ("{host}", host.map(text)),
        ("{port}", Some(port)),
        ("{label}", first.map(|(label, _)| text(label))),
        (
            "{rest}",
            first
                .map(|(_, rest)| text(rest))
                .filter(|rest| rest.contains('.')),
        ),
        ("{tail}", last.map(|(tail, _)| text(tail))),
        ("{joined}", last.map(join)),
        ("{first_joined}", first.map(join)),
        (
            "{cut}",
            name.and_then(|name| name.get(..name.len() - 1)).map(text),
        ),
        ("{cut_first}", name.and_then(|name| name.get(1..)).map(text)),
        ("{cyrillic}", twin(homograph::CYRILLIC)),
        ("{greek}", twin(homograph::GREEK)),
        ("{digits}", twin(homograph::ASCII)),
        ("{one_letter}", name.and_then(homograph::one_letter)),
    ]
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
    examples.retain(|origin| is_origin(origin));
    examples
}

/// Origins of a pattern that attack origins are made from. The domain of a wildcard comes
/// first, because a check of its end is the usual mistake.
pub(super) fn bases(pattern: &str) -> Vec<String> {
    let domain = pattern.replace("://*.", "://").replace(":*", "");
    let examples = examples(pattern).into_iter().take(1);
    let mut bases: Vec<String> = [domain].into_iter().chain(examples).collect();
    bases.retain(|origin| !origin.contains('*') && is_origin(origin));
    bases.dedup();
    bases
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
    guesses.retain(|guess| *guess != own && is_origin(guess));
    guesses
}

/// Whether the site of an origin is another one than that of the server and of this computer.
/// `class` is the name of its template, or `guess` or `named`.
pub(super) fn is_foreign(class: &str, origin: &str) -> bool {
    let is_own = matches!(
        class,
        "guess" | "named" | "subdomain" | "parent" | "sibling" | "local"
    );
    let url = Url::parse(origin).ok();
    let http = url.filter(|url| matches!(url.scheme(), "http" | "https"));
    let is_here = http.is_some_and(|url| {
        let host = url.host_str().unwrap_or_default();
        is_loopback(host.trim_end_matches('.'))
    });
    !is_own && !is_here
}

#[cfg(test)]
mod tests {
    use super::{against, bases, examples, is_foreign, is_origin};

    #[test]
    fn attacks_are_what_browsers_can_send() {
        let trusted = ["https://app.shop.example".to_owned()];
        let attacks = against(&trusted, &trusted);
        let origins: Vec<_> = attacks.iter().map(|one| &*one.origin).collect();
        for origin in [
            "null",
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
        assert!(origins.iter().all(|origin| is_origin(origin)));
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

    #[test]
    fn attacks_on_a_wildcard_are_made_from_its_domain_too() {
        assert_eq!(
            bases("https://*.a.example:*"),
            ["https://a.example", "https://app.a.example"]
        );
        assert_eq!(
            bases("https://pr-*.a.example"),
            ["https://pr-audit.a.example"]
        );
        assert_eq!(bases("https://a.example"), ["https://a.example"]);
        assert!(bases("*").is_empty());
    }

    /// The limit of the requests cuts the end of the list.
    #[test]
    fn the_usual_checks_of_every_origin_come_first() {
        let trusted: Vec<_> = (0..20)
            .map(|one| format!("https://a{one}.example"))
            .collect();
        let attacks = against(&trusted, &[]);
        let first: Vec<_> = attacks.iter().take(60).map(|one| &*one.origin).collect();
        for origin in ["null", "https://a19.example.cors-audit.example"] {
            assert!(first.contains(&origin), "{origin} is not in {first:?}");
        }
    }

    #[test]
    fn pages_of_this_computer_are_not_foreign() {
        for origin in [
            "https://localhost:3000",
            "http://127.0.0.1",
            "https://[::1]:8443",
        ] {
            assert!(!is_foreign("other-scheme", origin), "{origin}");
        }
        for origin in ["https://localhost.example", "null", "capacitor://localhost"] {
            assert!(is_foreign("other-scheme", origin), "{origin}");
        }
    }
}
