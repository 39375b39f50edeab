//! Keeps secrets out of everything that is printed or recorded.

mod character;
mod name;
mod repeated;
mod token;
mod url;
mod webhook;

use cors_browser::{Headers, Url, text};
use serde_json::Value;

use repeated::Repeated;

pub(crate) use name::is_secret;
pub(crate) use url::{hide_in_urls, is_secret_part, without_password};

/// What a secret is replaced with.
pub(crate) const REDACTED: &str = "<redacted>";

/// The secrets of a request. They are replaced wherever a server repeats them.
#[derive(Debug, Default)]
pub(crate) struct Secrets(Repeated);

impl Secrets {
    /// Adds the value of a header if the header carries a secret.
    pub(crate) fn add(&mut self, name: &str, value: &[u8]) {
        if is_secret(name) {
            let value = text(value);
            self.add_value(&value);
            let parts = value.split([' ', ';', '=', ',', '"']);
            parts.for_each(|part| self.add_value(part));
        }
    }

    /// Adds the password and the secrets in the query and the fragment of a URL.
    pub(crate) fn add_url(&mut self, url: &Url) {
        match url.password() {
            Some(password) => self.add_value(password),
            None => self.add_value(url.username()),
        }
        self.add_form(url.query().unwrap_or_default());
        self.add_form(url.fragment().unwrap_or_default());
    }

    /// Adds the secrets of a body, which is a form or JSON.
    pub(crate) fn add_body(&mut self, body: &[u8]) {
        let body = String::from_utf8_lossy(body);
        match serde_json::from_str(&body) {
            Ok(json) => self.add_json(&json, false),
            Err(_) => self.add_form(&body),
        }
    }

    /// Adds the values of `name=value&name=value`.
    fn add_form(&mut self, form: &str) {
        for part in form.split('&').filter(|part| is_secret_part(part)) {
            let (_, value) = part.split_once('=').unwrap_or_default();
            self.add_value(value);
            self.add_value(&url::decoded(&value.replace('+', " ")));
        }
    }

    fn add_json(&mut self, json: &Value, is_of_secret: bool) {
        match json {
            Value::String(value) if is_of_secret => self.add_value(value),
            Value::Number(value) if is_of_secret => self.add_value(&value.to_string()),
            Value::Array(values) => values
                .iter()
                .for_each(|value| self.add_json(value, is_of_secret)),
            Value::Object(fields) => fields
                .iter()
                .for_each(|(name, value)| self.add_json(value, is_of_secret || is_secret(name))),
            _ => {}
        }
    }

    /// Adds a value as it is, and as it is in a URL.
    pub(crate) fn add_value(&mut self, value: &str) {
        if value.len() < repeated::SHORTEST || is_word(value) {
            return;
        }
        self.0.add(value.to_owned());
        self.0.add(url::encoded(value));
        self.0.add(url::encoded(value).to_lowercase());
    }

    /// The text without the secrets, and without those of its URLs.
    pub(crate) fn hide(&self, text: &str) -> String {
        self.hide_repeated(&hide_in_urls(text))
    }

    /// The text without the secrets.
    pub(crate) fn hide_repeated(&self, text: &str) -> String {
        self.0.hide(text, REDACTED)
    }

    /// The lines of a header list without secrets.
    pub(crate) fn lines(&self, headers: &Headers) -> Vec<(String, String)> {
        let line = |(name, value): (&str, &[u8])| {
            let value = text(value);
            let value = match name.to_ascii_lowercase().as_str() {
                "set-cookie" => self.hide(&hide_cookie(&value)),
                name if is_secret(name) => REDACTED.to_owned(),
                _ => self.hide(&value),
            };
            (self.hide(name), value)
        };
        headers.iter().map(line).collect()
    }
}

/// Names of schemes, which are no secrets.
fn is_word(secret: &str) -> bool {
    ["bearer", "digest", "negotiate"].contains(&&*secret.to_ascii_lowercase())
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
    use super::{Secrets, Url};

    #[test]
    fn a_secret_of_the_query_is_hidden_wherever_it_is_repeated() {
        let mut secrets = Secrets::default();
        let url = Url::parse("https://u:passw0rd@a.example/?page=longvalue&token=a%2Bbcdef&sig=g");
        secrets.add_url(&url.expect("a URL"));
        for text in [
            "x a+bcdef y",
            "x a%2Bbcdef y",
            "x a%2bbcdef y",
            "x passw0rd y",
        ] {
            assert_eq!(secrets.hide(text), "x <redacted> y");
        }
        assert_eq!(secrets.hide("longvalue"), "longvalue");
    }

    #[test]
    fn a_secret_of_a_header_is_hidden_in_each_of_its_forms() {
        let mut secrets = Secrets::default();
        secrets.add("Authorization", b"Bearer k+3y/Sec=ret");
        secrets.add("x-session", b"a b c d");
        for text in [
            "k+3y/Sec",
            "k%2B3y%2FSec",
            "k%2b3y%2fsec",
            "a b c d",
            "a%20b%20c%20d",
        ] {
            assert_eq!(secrets.hide(text), "<redacted>");
        }
        assert_eq!(secrets.hide("Bearer"), "Bearer");
    }

    #[test]
    fn the_secrets_of_a_body_are_hidden() {
        let mut secrets = Secrets::default();
        secrets.add_body(b"user=longname&password=p%40ssw0rd");
        secrets.add_body(br#"{"a": [{"Token": ["hunter2hunter2", 12345678]}], "b": "visible"}"#);
        for text in ["p@ssw0rd", "p%40ssw0rd", "hunter2hunter2", "12345678"] {
            assert_eq!(secrets.hide(text), "<redacted>");
        }
        assert_eq!(secrets.hide("longname visible"), "longname visible");
    }
}
