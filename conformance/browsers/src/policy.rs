//! Policies, and a plain reading of what they allow.
//!
//! No code of the engine is used here.

/// The lists are as in a file. `*` is an entry like any other.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    pub(crate) name: &'static str,
    pub(crate) origins: Vec<String>,
    pub(crate) methods: &'static [&'static str],
    pub(crate) headers: &'static [&'static str],
    pub(crate) expose: &'static [&'static str],
    pub(crate) credentials: bool,
    pub(crate) max_age: Option<u32>,
}

impl Policy {
    pub(crate) fn to_toml(&self) -> String {
        let origins: Vec<&str> = self.origins.iter().map(|origin| &**origin).collect();
        let mut text = format!("origins = {}\n", list(&origins));
        for (key, names) in [
            ("methods", self.methods),
            ("headers", self.headers),
            ("expose_headers", self.expose),
        ] {
            if !names.is_empty() {
                text.push_str(&format!("{key} = {}\n", list(names)));
            }
        }
        text.push_str(&format!("credentials = {}\n", self.credentials));
        if let Some(age) = self.max_age {
            text.push_str(&format!("max_age = {age}\n"));
        }
        text
    }

    /// Whether a page may read the response.
    pub(crate) fn allows_origin(&self, origin: &str, with_credentials: bool) -> bool {
        let everybody = self.origins == ["*"];
        let is_listed = self.origins.iter().any(|pattern| fits(pattern, origin));
        match with_credentials {
            true => self.credentials && is_listed,
            false => everybody || is_listed,
        }
    }

    pub(crate) fn allows_method(&self, method: &str) -> bool {
        ["GET", "HEAD", "POST"].contains(&method)
            || self.methods.contains(&method)
            || self.methods.contains(&"*")
    }

    /// Whether a page may set a header that is not safelisted.
    pub(crate) fn allows_header(&self, name: &str) -> bool {
        let star = self.headers.contains(&"*");
        self.headers.contains(&name) || star && (name != "authorization" || self.credentials)
    }

    /// Whether a page sees a header of a response that it may read.
    pub(crate) fn exposes(&self, name: &str, with_credentials: bool) -> bool {
        let star = self.expose.contains(&"*") && !with_credentials;
        let is_cookie = ["set-cookie", "set-cookie2"].contains(&name);
        !is_cookie && (star || SAFELISTED.contains(&name) || self.expose.contains(&name))
    }
}

const SAFELISTED: [&str; 7] = [
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
];

/// Whether an origin matches: exactly, or with `:*` for any port, or with `*.` for
/// labels before the rest.
fn fits(pattern: &str, origin: &str) -> bool {
    let split = |text: &str| -> Option<(String, String, String)> {
        let (scheme, rest) = text.split_once("://")?;
        let (host, port) = rest.split_once(':').unwrap_or((rest, ""));
        Some((scheme.to_owned(), host.to_owned(), port.to_owned()))
    };
    let (Some(pattern), Some(origin)) = (split(pattern), split(origin)) else {
        return false;
    };
    let host = match pattern.1.strip_prefix('*') {
        Some(end) => origin.1.ends_with(end) && origin.1.len() > end.len(),
        None => origin.1 == pattern.1,
    };
    pattern.0 == origin.0 && host && (pattern.2 == "*" || pattern.2 == origin.2)
}

fn list(names: &[&str]) -> String {
    match names {
        ["*"] => "\"*\"".to_owned(),
        names => format!("{names:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_are_read_as_written() {
        for (pattern, origin, expected) in [
            ("http://localhost:1", "http://localhost:1", true),
            ("http://localhost:1", "http://localhost:2", false),
            ("http://localhost:1", "https://localhost:1", false),
            ("http://localhost:*", "http://localhost:2", true),
            ("http://localhost:*", "http://app.localhost:2", false),
            ("http://*.localhost:*", "http://app.localhost:2", true),
            ("http://*.localhost:*", "http://localhost:2", false),
            ("http://localhost:1", "null", false),
        ] {
            assert_eq!(fits(pattern, origin), expected, "{pattern} {origin}");
        }
    }
}
