//! The keys of the language, and their names in other libraries.

use std::fmt;

use crate::spelling;

/// A key of the policy language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// The origins that may read responses: `*` or a list of patterns.
    Origins,
    /// The methods that pages may send besides GET, HEAD and POST.
    Methods,
    /// The request headers that pages may set besides the safelisted ones.
    Headers,
    /// The response headers that pages may read besides the safelisted ones.
    ExposeHeaders,
    /// Whether pages may send cookies, client certificates and HTTP authentication.
    Credentials,
    /// How long browsers may cache the answer to a preflight.
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

    /// The name of the key.
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

    /// The key with this name.
    pub fn named(name: &str) -> Option<Key> {
        Self::ALL.iter().copied().find(|key| key.name() == name)
    }

    /// The key of the value in an entry that is a table, as files write an entry with
    /// `allow`: `{ origin = "…", allow = ["…"] }`. `None` if entries are texts only.
    pub const fn entry_key(self) -> Option<&'static str> {
        match self {
            Key::Origins => Some("origin"),
            Key::Headers | Key::ExposeHeaders => Some("header"),
            Key::Methods | Key::Credentials | Key::MaxAge => None,
        }
    }

    /// The key that a misspelled name, or a name from another library, means. A name with a
    /// prefix, a suffix or a mark, such as `//headers` or `no_headers`, means no key: people
    /// switch a key off in this way.
    pub fn meant_by(name: &str) -> Option<Key> {
        foreign(&folded(name)?).or_else(|| misspelled(name))
    }

    /// The key whose value is `*` if a flag of another library is set.
    pub(crate) fn any_meant_by(name: &str) -> Option<Key> {
        match &*folded(name)? {
            "allowanyorigin" => Some(Key::Origins),
            "allowanymethod" => Some(Key::Methods),
            "allowanyheader" => Some(Key::Headers),
            "exposeanyheader" => Some(Key::ExposeHeaders),
            _ => None,
        }
    }

    /// The form of its value, in words and as text to paste.
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
            Key::Credentials => (
                "`true` or `false`",
                "credentials = true or credentials = false",
            ),
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

/// A name without case and separators, or `None` if it has marks other than separators
/// between words.
fn folded(name: &str) -> Option<String> {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic());
    let is_name = name.split(['_', '-']).all(is_word);
    is_name.then(|| name.to_ascii_lowercase().replace(['_', '-'], ""))
}

/// The help for a setting of another library for which there is no key.
pub(crate) fn help_for_foreign(name: &str) -> Option<&'static str> {
    Some(match &*folded(name)? {
        "permissive" | "allowall" => {
            "write `origins = *, methods = *, headers = *, expose_headers = *`; with credentials, list the origins"
        }
        "verypermissive" | "mirrororigin" | "mirrorrequestorigin" | "reflectorigin" => {
            "list the origins: if every origin is allowed with credentials, every site can read what its visitors may see"
        }
        "mirrorrequest"
        | "mirrorrequestmethod"
        | "mirrorrequestmethods"
        | "mirrorrequestheaders" => {
            "write `methods = *` or `headers = *`; with credentials, they allow what the browser asks for"
        }
        "allowedoriginfn"
        | "alloworiginfn"
        | "alloworiginfunc"
        | "alloworiginpredicate"
        | "originpredicate"
        | "alloworiginregex"
        | "alloworiginregexes"
        | "allowedoriginregexes" => {
            "write origins = [\"https://*.example.com\"]; origins that are known at run time only go to `with_origins`"
        }
        "blockonoriginmismatch" => {
            "remove it: CORS does not stop requests; to reject one, ask `Policy::allows_origin`"
        }
        "disablepreflight" | "preflightcontinue" | "optionspassthrough" => {
            "remove it: every preflight is answered, and other OPTIONS requests reach the handler"
        }
        "sendwildcard" => "remove it: `origins = *` is sent as `*`",
        "vary" | "varyheader" | "disablevaryheader" => {
            "remove it: `Vary` is sent if the response depends on the origin"
        }
        _ => return None,
    })
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
        | "withmethods"
        | "accesscontrolallowmethods" => Key::Methods,
        "header"
        | "headers"
        | "allowheader"
        | "allowheaders"
        | "allowedheader"
        | "allowedheaders"
        | "requestheaders"
        | "withheaders"
        | "accesscontrolallowheaders" => Key::Headers,
        "expose"
        | "exposed"
        | "exposeheader"
        | "exposeheaders"
        | "exposedheader"
        | "exposedheaders"
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
        // A number of seconds in every library that has the name. `preflightMaxAge` of Play is
        // one of milliseconds.
        "maxage" | "maxageseconds" | "maxageinseconds" | "maxagesecs" | "accesscontrolmaxage" => {
            Key::MaxAge
        }
        _ => return None,
    })
}

/// The key whose words this name has, each with few wrong letters.
fn misspelled(name: &str) -> Option<Key> {
    let words = |name: &str| name.split(['_', '-']).count();
    let is_meant = |key: &Key| {
        words(name) == words(key.name())
            && name
                .split(['_', '-'])
                .zip(key.name().split("_"))
                .all(|(written, meant)| spelling::is_misspelled(written, meant))
    };
    Key::ALL.iter().copied().find(is_meant)
}
