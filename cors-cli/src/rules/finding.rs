//! Names that other verbs print, and that are no rules.

use cors_browser::Explanation;

/// Findings of `cors audit`, as its page lists them.
const AUDIT: [&str; 18] = [
    "wider",
    "wider-preflight",
    "wider-expose",
    "narrower",
    "narrower-preflight",
    "narrower-expose",
    "preflight-status",
    "max-age",
    "open-with-credentials",
    "wildcard-with-credentials",
    "vary-missing",
    "two-origins",
    "redirect",
    "error-status",
    "rate-limited",
    "budget",
    "not-tried",
    "network",
];

/// Findings of `cors try` besides the causes.
const TRY: [&str; 11] = [
    "not-sent",
    "redirect-to-other-host",
    "response-late",
    "layers-differ",
    "error-without-cors",
    "null-allowed",
    "blocked-in-safari",
    "blocked-in-chromium",
    "header-of-browser",
    "header-dropped",
    "authorization-by-wildcard",
];

/// Which verb prints a name, and what to read about it.
pub(super) fn hint(name: &str) -> Option<String> {
    let (verbs, page) = if AUDIT.contains(&name) {
        ("`cors audit`", "docs/audit.md".to_owned())
    } else if TRY.contains(&name) {
        ("`cors try`", "docs/try.md".to_owned())
    } else if name == "unknown-message" {
        ("`cors explain`", "docs/explain.md".to_owned())
    } else {
        let page = Explanation::of(name)?.page();
        ("`cors explain` or `cors try`", page)
    };
    Some(format!(
        "`{name}` is a finding of {verbs}, and no rule of a policy; read {page}"
    ))
}
