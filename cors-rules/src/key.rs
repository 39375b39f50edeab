//! The keys of the language, and the names that other libraries have for them.

use std::fmt;

use crate::spelling;

/// A key of the policy language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// Who may read: `*` or a list of origin patterns.
    Origins,
    /// Which methods may be sent beyond GET, HEAD and POST.
    Methods,
    /// Which request headers may be sent beyond the safelisted.
    Headers,
    /// Which response headers may be read beyond the safelisted.
    ExposeHeaders,
    /// Whether cookies, client certificates and HTTP authentication count.
    Credentials,
    /// How long a browser may keep the answer to a preflight.
    MaxAge,
}

impl Key {
    /// Every key, in the order in which policies print them.
    pub const ALL: [Key; 6] = [
        Key::Origins,
        Key::Methods,
        Key::Headers,
        Key::ExposeHeaders,
        Key::Credentials,
        Key::MaxAge,
    ];

    /// The key as it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Key::Origins => "origins",
            Key::Methods => "methods",
            Key::Headers => "headers",
            Key::ExposeHeaders => "expose_headers",
            Key::Credentials => "credentials",
            Key::MaxAge => "max_age",
        }
    }

    /// The key of that name.
    pub fn named(name: &str) -> Option<Key> {
        Self::ALL.iter().copied().find(|key| key.name() == name)
    }

    /// The key that a name of another library, or a misspelling, stands for.
    pub fn meant_by(name: &str) -> Option<Key> {
        let folded: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        foreign(&folded).or_else(|| nearest(&folded))
    }

    /// What the key takes, in words and as text to paste.
    pub(crate) const fn form(self) -> (&'static str, &'static str) {
        match self {
            Key::Origins => (
                "`*` or a list of origins",
                r#"origins = ["https://example.com"]"#,
            ),
            Key::Methods => ("`*` or a list of methods", r#"methods = ["GET", "PUT"]"#),
            Key::Headers => (
                "`*` or a list of request-header names",
                r#"headers = ["authorization"]"#,
            ),
            Key::ExposeHeaders => (
                "`*` or a list of response-header names",
                r#"expose_headers = ["etag"]"#,
            ),
            Key::Credentials => ("`true` or `false`", "credentials = true"),
            Key::MaxAge => (
                "a number of seconds or a duration such as 10m",
                "max_age = 600",
            ),
        }
    }
}

/// Prints the name.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The names of actix-cors, tower-http, warp, Spring, ASP.NET, Express and
/// others, without case and separators.
fn foreign(folded: &str) -> Option<Key> {
    Some(match folded {
        "origin"
        | "origins"
        | "alloworigin"
        | "alloworigins"
        | "allowedorigin"
        | "allowedorigins"
        | "allowanyorigin"
        | "originpatterns"
        | "withorigins"
        | "accesscontrolalloworigin"
        | "sites"
        | "domains" => Key::Origins,
        "method"
        | "methods"
        | "allowmethod"
        | "allowmethods"
        | "allowedmethod"
        | "allowedmethods"
        | "allowanymethod"
        | "withmethods"
        | "accesscontrolallowmethods" => Key::Methods,
        "header"
        | "headers"
        | "allowheader"
        | "allowheaders"
        | "allowedheader"
        | "allowedheaders"
        | "allowanyheader"
        | "requestheaders"
        | "withheaders"
        | "accesscontrolallowheaders" => Key::Headers,
        "expose"
        | "exposed"
        | "exposeheader"
        | "exposeheaders"
        | "exposedheader"
        | "exposedheaders"
        | "exposeanyheader"
        | "responseheaders"
        | "withexposedheaders"
        | "accesscontrolexposeheaders" => Key::ExposeHeaders,
        "credential"
        | "credentials"
        | "credentialed"
        | "allowcredential"
        | "allowcredentials"
        | "supportscredentials"
        | "withcredentials"
        | "accesscontrolallowcredentials" => Key::Credentials,
        "maxage"
        | "maxageseconds"
        | "maxageinseconds"
        | "maxagesecs"
        | "preflightmaxage"
        | "setpreflightmaxage"
        | "accesscontrolmaxage" => Key::MaxAge,
        _ => return None,
    })
}

/// The nearest key, if no more than a third of its letters differ.
fn nearest(folded: &str) -> Option<Key> {
    // As `foreign` has them, without `_`.
    let names = [
        "origins",
        "methods",
        "headers",
        "exposeheaders",
        "credentials",
        "maxage",
    ];
    spelling::nearest(folded, &names).and_then(foreign)
}
