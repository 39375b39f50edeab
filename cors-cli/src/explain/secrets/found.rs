//! The secrets that were found in a text. The text can repeat them where nothing suggests a secret.

use cors_browser::Url;
use serde_json::Value;

use crate::redact::{Secrets, is_secret};

/// Secrets of a pasted text.
#[derive(Debug, Default)]
pub(super) struct Found(Secrets);

impl Found {
    /// Adds the value of a header, such as `Bearer abc` or `sid=abc; theme=dark`.
    pub(super) fn add_header(&mut self, value: &str) {
        self.add_unless_word(value);
        match value.trim().split_once(' ') {
            Some((scheme, rest)) if is_scheme(scheme) => self.add(rest),
            _ => {}
        }
        for cookie in value.split([';', ',']) {
            if let Some((_, value)) = cookie.split_once('=') {
                self.add_unless_word(value);
            }
        }
    }

    /// Adds the value of a cookie that a server sets. Its attributes are no secrets.
    pub(super) fn add_set_cookie(&mut self, value: &str) {
        self.add_header(value.split(';').next().unwrap_or_default());
    }

    /// Adds the values of a body, which is a form, JSON or one secret.
    pub(super) fn add_body(&mut self, body: &str) {
        match serde_json::from_str(body) {
            Ok(json) => self.add_json("", &json),
            Err(_) if body.contains('=') => {
                for (name, value) in pairs(body) {
                    self.add_field(&name, &value);
                }
            }
            Err(_) => self.add(body),
        }
    }

    /// Adds the user of a command, such as `name:password`.
    pub(super) fn add_user(&mut self, user: &str) {
        self.add(user);
        if let Some((_, password)) = user.split_once(':') {
            self.add(password);
        }
    }

    /// Adds the secrets of URLs and of the paths in the request lines of a transcript.
    pub(super) fn add_urls(&mut self, text: &str) {
        let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '’');
        for word in text.split(is_end) {
            let url = match word.find("://") {
                _ if !word.contains(['?', '@', '#']) => None,
                Some(at) => {
                    let before = word.get(..at).unwrap_or_default();
                    let scheme = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
                    Url::parse(word.get(scheme.len()..).unwrap_or_default()).ok()
                }
                None if word.starts_with('/') => Url::parse(&format!("http://host{word}")).ok(),
                None => None,
            };
            if let Some(url) = url {
                self.add(url.password().unwrap_or(url.username()));
                let forms = [url.query(), url.fragment()].into_iter().flatten();
                let secrets = forms.flat_map(pairs).filter(|(name, _)| is_secret(name));
                secrets.for_each(|(_, value)| self.add_unless_word(&value));
            }
        }
    }

    /// Adds one secret. The console line cannot be read without its origins, URLs and names of
    /// headers.
    pub(super) fn add(&mut self, secret: &str) {
        let secret = secret.trim();
        if !secret.contains("://") && !secret.to_ascii_lowercase().contains("access-control-") {
            self.0.add_value(secret);
        }
    }

    /// Adds a value, unless a message can have the same word: `token: missing`.
    fn add_unless_word(&mut self, value: &str) {
        if !value.trim().chars().all(|c| c.is_ascii_lowercase()) {
            self.add(value);
        }
    }

    /// Adds the value of a field of a body. If its name suggests no secret, it can be a word, a
    /// method or a host.
    fn add_field(&mut self, name: &str, value: &str) {
        let is_of_name = |c: char| c.is_ascii_alphabetic() || matches!(c, '.' | '-' | '_');
        if is_secret(name) || !value.chars().all(is_of_name) {
            self.add(value);
        }
    }

    fn add_json(&mut self, name: &str, json: &Value) {
        match json {
            Value::String(value) => self.add_field(name, value),
            Value::Number(value) => self.add_field(name, &value.to_string()),
            Value::Array(values) => values.iter().for_each(|value| self.add_json(name, value)),
            Value::Object(fields) => fields
                .iter()
                .for_each(|(name, value)| self.add_json(name, value)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// The text without the secrets.
    pub(super) fn hide(&self, text: &str) -> String {
        self.0.hide_repeated(text)
    }
}

/// The names and the values of a form.
fn pairs(form: &str) -> Vec<(String, String)> {
    let url = Url::parse(&format!("http://host/?{}", form.replace('#', "%23")));
    let pairs = url.iter().flat_map(Url::query_pairs);
    pairs
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

fn is_scheme(word: &str) -> bool {
    ["basic", "bearer", "token"].contains(&&*word.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::Found;

    #[test]
    fn words_that_a_message_needs_are_no_secrets() {
        let mut found = Found::default();
        found.add_body(
            r#"{"method": "DELETE", "host": "api.shop.test", "pin": ["abcdefgh", 1234567]}"#,
        );
        found.add_body("redirect=https://b.test/&name=origin&id=user-4711");
        found.add_urls("GET https://u:hunter22@a.test/?key=origin&token=t0k%2Ben1 /x?sig=abc123");
        found.add_set_cookie("sid=s3ss10n; Domain=shop.test; SameSite=Strict");
        found.add_header("missing");
        for word in [
            "DELETE",
            "https://api.shop.test",
            "https://b.test",
            "origin",
            "strict-origin",
            "missing",
        ] {
            assert_eq!(found.hide(word), word);
        }
        for secret in [
            "abcdefgh",
            "1234567",
            "user-4711",
            "hunter22",
            "t0k+en1",
            "t0k%2Ben1",
            "s3ss10n",
        ] {
            assert_eq!(found.hide(secret), "<redacted>", "{secret}");
        }
    }
}
