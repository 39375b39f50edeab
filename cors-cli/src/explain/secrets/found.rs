//! The secrets that were found in a text. The text can repeat them where nothing suggests a secret.

use cors_browser::Url;
use serde_json::Value;

use crate::redact::Secrets;

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
            Ok(json) => self.add_json(&json),
            Err(_) if body.contains('=') => {
                let form = Url::parse(&format!("http://host/?{}", body.replace('#', "%23")));
                for (_, value) in form.iter().flat_map(Url::query_pairs) {
                    self.add(&value);
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
                self.0.add_url(&url);
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

    fn add_json(&mut self, json: &Value) {
        match json {
            Value::String(value) => self.add(value),
            Value::Number(value) => self.add(&value.to_string()),
            Value::Array(values) => values.iter().for_each(|value| self.add_json(value)),
            Value::Object(fields) => fields.values().for_each(|value| self.add_json(value)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// The text without the secrets.
    pub(super) fn hide(&self, text: &str) -> String {
        self.0.hide_repeated(text)
    }
}

fn is_scheme(word: &str) -> bool {
    ["basic", "bearer", "token"].contains(&&*word.to_ascii_lowercase())
}
