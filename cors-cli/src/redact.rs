//! Keeps secrets out of everything that is printed.

use cors_browser::{Headers, text};

const REDACTED: &str = "<redacted>";

/// A secret that is shorter could be a part of any word.
const SHORTEST: usize = 6;

/// The secrets of a request. They are replaced wherever a server repeats them.
#[derive(Debug, Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// Adds the value of a header if the header carries a secret.
    pub(crate) fn add(&mut self, name: &str, value: &[u8]) {
        if !is_secret(name) {
            return;
        }
        let value = text(value);
        let parts = value
            .split([' ', ';', '='])
            .filter(|part| part.len() >= SHORTEST);
        self.0.extend(parts.map(str::to_owned));
        // The longest first: a secret can contain another one.
        self.0
            .sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
    }

    /// The text without the secrets.
    pub(crate) fn hide(&self, text: &str) -> String {
        self.0
            .iter()
            .filter(|secret| !is_word(secret))
            .fold(text.to_owned(), |text, secret| {
                text.replace(&**secret, REDACTED)
            })
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

/// Names of schemes, which are no secrets.
fn is_word(secret: &str) -> bool {
    ["bearer", "digest", "negotiate"].contains(&&*secret.to_ascii_lowercase())
}

pub(crate) fn is_secret(name: &str) -> bool {
    const PARTS: [&str; 8] = [
        "authorization",
        "cookie",
        "token",
        "secret",
        "password",
        "api-key",
        "apikey",
        "session",
    ];
    let name = name.to_ascii_lowercase();
    PARTS.iter().any(|part| name.contains(part))
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
