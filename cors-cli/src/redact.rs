//! Keeps secrets out of everything that is printed or recorded.

use cors_browser::{Headers, Url, text};

/// What a secret is replaced with.
pub(crate) const REDACTED: &str = "<redacted>";

/// A secret that is shorter could be a part of any word.
const SHORTEST: usize = 6;

/// The secrets of a request. They are replaced wherever a server repeats them.
#[derive(Debug, Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// Adds the value of a header if the header carries a secret.
    pub(crate) fn add(&mut self, name: &str, value: &[u8]) {
        if is_secret(name) {
            self.add_value(&text(value), &[' ', ';', '=']);
        }
    }

    /// Adds the password and the secrets in the query of a URL.
    pub(crate) fn add_url(&mut self, url: &Url) {
        if let Some(password) = url.password() {
            self.add_value(password, &[' ']);
        }
        for (name, value) in url.query_pairs().filter(|(name, _)| is_secret(name)) {
            self.add_value(&value, &[]);
            // The value as it is written in the query.
            let name = name.into_owned();
            let query = url.query().unwrap_or_default();
            let parts = query.split('&').filter_map(|part| part.split_once('='));
            for (_, value) in parts.filter(|(other, _)| *other == name) {
                self.add_value(value, &[]);
            }
        }
    }

    fn add_value(&mut self, value: &str, separators: &[char]) {
        let parts = value
            .split(separators)
            .filter(|part| part.len() >= SHORTEST);
        self.0.extend(parts.map(str::to_owned));
        // The longest first: a secret can contain another one.
        self.0
            .sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
    }

    /// The text without the secrets, and without those of its URLs.
    pub(crate) fn hide(&self, text: &str) -> String {
        let text = hide_in_urls(text);
        self.0
            .iter()
            .filter(|secret| !is_word(secret))
            .fold(text, |text, secret| text.replace(&**secret, REDACTED))
    }

    /// The lines of a header list without secrets.
    pub(crate) fn lines(&self, headers: &Headers) -> Vec<(String, String)> {
        let line = |(name, value): (&str, &[u8])| {
            let value = text(value);
            let value = match name.to_ascii_lowercase().as_str() {
                "set-cookie" => hide_cookie(&value),
                name if is_secret(name) => REDACTED.to_owned(),
                _ => self.hide(&value),
            };
            (name.to_owned(), value)
        };
        headers.iter().map(line).collect()
    }
}

/// What a user wrote for a URL, without its secrets. It may have no `//` before the host.
pub(crate) fn without_password(text: &str) -> String {
    if text.contains("//") {
        return hide_in_urls(text);
    }
    hide_in_urls(&format!("//{text}")).split_off(2)
}

/// The text with no password and no secret of a query in any of its URLs.
pub(crate) fn hide_in_urls(text: &str) -> String {
    hide_queries(&hide_passwords(text))
}

/// Replaces the password after each `//`. Browsers read `\\` as `/`.
fn hide_passwords(text: &str) -> String {
    let mut hidden = String::with_capacity(text.len());
    let mut rest = text;
    let is_slash = |byte: &u8| matches!(byte, b'/' | b'\\');
    let slashes = |text: &str| {
        let mut pairs = text.as_bytes().windows(2);
        pairs.position(|pair| pair.iter().all(is_slash))
    };
    while let Some(start) = slashes(rest) {
        let (before, after) = rest.split_at(start + 2);
        hidden.push_str(before);
        let end = after.find(is_end_of_host).unwrap_or(after.len());
        let (authority, after) = after.split_at(end);
        rest = after;
        match authority.rsplit_once('@') {
            Some((user, host)) => {
                // A name without a password can be a token.
                if let Some((user, _)) = user.split_once(':') {
                    hidden.push_str(user);
                    hidden.push(':');
                }
                hidden.push_str("redacted@");
                hidden.push_str(host);
            }
            None => hidden.push_str(authority),
        }
    }
    hidden + rest
}

fn is_end_of_host(character: char) -> bool {
    matches!(character, '/' | '\\' | '?' | '#') || is_end_of_url(character)
}

fn is_end_of_url(character: char) -> bool {
    character.is_whitespace() || matches!(character, '"' | '\'' | '`' | '<' | '>' | '’')
}

/// Replaces the values of queries and fragments whose names suggest a secret.
fn hide_queries(text: &str) -> String {
    let mut hidden = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(['?', '&', '#']) {
        let (before, after) = rest.split_at(start + 1);
        hidden.push_str(before);
        let is_end = |character| matches!(character, '&' | '#') || is_end_of_url(character);
        let end = after.find(is_end).unwrap_or(after.len());
        let (part, after) = after.split_at(end);
        rest = after;
        match part.split_once('=') {
            Some((name, _)) if is_secret(name) => {
                hidden.push_str(name);
                hidden.push_str("=redacted");
            }
            _ => hidden.push_str(part),
        }
    }
    hidden + rest
}

/// Names of schemes, which are no secrets.
fn is_word(secret: &str) -> bool {
    ["bearer", "digest", "negotiate"].contains(&&*secret.to_ascii_lowercase())
}

/// Whether the name of a header or of a part of a query suggests a secret. This is the one
/// rule for everything that is printed or recorded. A harmless value that is hidden costs
/// less than a secret that is not.
pub(crate) fn is_secret(name: &str) -> bool {
    const PARTS: [&str; 17] = [
        "auth",
        "cookie",
        "token",
        "key",
        "secret",
        "session",
        "sid",
        "pass",
        "pwd",
        "sig",
        "code",
        "state",
        "csrf",
        "xsrf",
        "jwt",
        "credential",
        "nonce",
    ];
    let name = name.to_ascii_lowercase();
    // What a server writes into these headers is no secret of the user.
    let is_of_protocol = name.starts_with("access-control-")
        || matches!(&*name, "www-authenticate" | "proxy-authenticate");
    !is_of_protocol && PARTS.iter().any(|part| name.contains(part))
}

/// The name and the attributes of a cookie are no secrets, and they decide whether the
/// browser sends it.
fn hide_cookie(value: &str) -> String {
    let (pair, attributes) = value.split_once(';').unwrap_or((value, ""));
    let name = pair.split_once('=').map_or("", |(name, _)| name);
    match attributes.is_empty() {
        true => format!("{name}={REDACTED}"),
        false => format!("{name}={REDACTED};{attributes}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Secrets, Url, hide_in_urls, is_secret};

    #[test]
    fn names_of_secrets_are_known() {
        for name in [
            "authorization",
            "proxy-authorization",
            "set-cookie",
            "x-api-key",
            "X-Api_Key",
            "access_token",
            "X-XSRF-TOKEN",
            "X-Amz-Signature",
            "sig",
            "code",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "accept",
            "accept-encoding",
            "content-encoding",
            "transfer-encoding",
            "sec-websocket-version",
            "access-control-allow-credentials",
            "www-authenticate",
            "origin",
            "page",
            "status",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn a_secret_of_the_query_is_hidden_wherever_it_is_repeated() {
        let mut secrets = Secrets::default();
        let url = Url::parse("https://u:passw0rd@a.example/?page=longvalue&token=a%2Bbcdef&sig=g");
        secrets.add_url(&url.expect("a URL"));
        for text in ["x a+bcdef y", "x a%2Bbcdef y", "x passw0rd y"] {
            assert_eq!(secrets.hide(text), "x <redacted> y");
        }
        assert_eq!(secrets.hide("longvalue"), "longvalue");
    }

    #[test]
    fn urls_have_no_passwords_and_no_tokens() {
        for (text, hidden) in [
            (
                "https://a.example/b?page=1#c",
                "https://a.example/b?page=1#c",
            ),
            (
                "no 'https://u:p@ss@a.example/x' here",
                "no 'https://u:redacted@a.example/x' here",
            ),
            ("//u:p@a.example", "//u:redacted@a.example"),
            ("https://token@a.example/", "https://redacted@a.example/"),
            ("https:/\\u:p@a.example", "https:/\\u:redacted@a.example"),
            ("https://a.example/@b:c@d", "https://a.example/@b:c@d"),
            (
                "/cb?page=1&access_token=abc&X-Amz-Signature=d,",
                "/cb?page=1&access_token=redacted&X-Amz-Signature=redacted",
            ),
            ("/cb#id_token=abc", "/cb#id_token=redacted"),
            ("\"/?key=a=b\", and", "\"/?key=redacted\", and"),
        ] {
            assert_eq!(hide_in_urls(text), hidden);
        }
    }
}
