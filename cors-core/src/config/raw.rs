//! Any value of a format, before it is read as a part of a policy.

use std::fmt;

use cors_rules::{Entry, Key, Value};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// The key of the rules in an entry that is a table. The other key is [`Key::entry_key`].
pub(super) const ALLOW: &str = "allow";

/// The longest description of a value, in characters. An origin is shorter.
const LONGEST_VALUE: usize = 400;

/// Any value of a format. `build` reports a value of the wrong type like any other problem.
/// It is not an error of the format.
pub(super) enum Raw {
    Nothing,
    Flag(bool),
    Number(String),
    Text(String),
    List(Vec<Raw>),
    Table(Vec<(String, Raw)>),
}

impl Raw {
    /// Converts to the value of a key. `None` means an unknown key.
    pub(super) fn value(self, key: Option<Key>) -> Value {
        match (self, key) {
            (Raw::Nothing, _) => Value::Missing,
            (Raw::Flag(flag), _) => Value::Flag(flag),
            (Raw::Number(text) | Raw::Text(text), Some(Key::MaxAge)) => Value::Duration(text),
            (Raw::Text(text), Some(key)) if text == "*" && key != Key::Credentials => {
                Value::list([text])
            }
            (Raw::List(entries), _) => {
                let value_key = key.and_then(Key::entry_key);
                Value::list(entries.into_iter().map(|raw| raw.entry(value_key)))
            }
            (other, _) => Value::Other(other.described()),
        }
    }

    /// An entry of a list. `value_key` is the key of its value if it is a table.
    fn entry(self, value_key: Option<&str>) -> Entry {
        let described = self.described_entry(value_key);
        let entry = match self {
            Raw::Text(text) => Some(Entry::new(text)),
            Raw::Table(fields) => Raw::table_entry(fields, value_key),
            _ => None,
        };
        entry.unwrap_or_else(|| Entry::other(described))
    }

    /// `{ origin = "…", allow = ["…"] }`
    fn table_entry(fields: Vec<(String, Raw)>, value_key: Option<&str>) -> Option<Entry> {
        let mut entry = None;
        let mut allow = Vec::new();
        for (key, raw) in fields {
            match (&*key, raw) {
                (key, Raw::Text(text)) if Some(key) == value_key => entry = Some(Entry::new(text)),
                (ALLOW, Raw::List(names)) => {
                    allow = names
                        .into_iter()
                        .map(Raw::text)
                        .collect::<Option<Vec<String>>>()?;
                }
                _ => return None,
            }
        }
        entry.map(|entry| allow.into_iter().fold(entry, Entry::allow_named))
    }

    #[cfg(feature = "routes")]
    pub(super) fn texts(self) -> Option<Vec<String>> {
        match self {
            Raw::List(texts) => texts.into_iter().map(Raw::text).collect(),
            _ => None,
        }
    }

    fn text(self) -> Option<String> {
        match self {
            Raw::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value for a message.
    fn described(&self) -> String {
        self.described_entry(None)
    }

    /// An entry of a list for a message.
    fn described_entry(&self, value_key: Option<&str>) -> String {
        let described = match self {
            Raw::Nothing => "nothing".to_owned(),
            Raw::Flag(flag) => flag.to_string(),
            Raw::Number(text) => text.clone(),
            Raw::Text(text) => format!("{text:?}"),
            Raw::List(_) => "a list".to_owned(),
            Raw::Table(fields) => {
                let field = |field| described_field(field, value_key);
                let fields: Vec<String> = fields.iter().map(field).collect();
                format!("{{ {} }}", fields.join(", "))
            }
        };
        match described.char_indices().nth(LONGEST_VALUE) {
            Some((cut, _)) => format!("{}…", &described[..cut]),
            None => described,
        }
    }
}

/// A field of an entry that is a table. The value is written if it has the wrong type.
fn described_field((key, raw): &(String, Raw), value_key: Option<&str>) -> String {
    let is_text = |raw: &&Raw| matches!(raw, Raw::Text(_));
    let wrong = match (&**key, raw) {
        (key, raw) if Some(key) == value_key && !is_text(&raw) => Some(raw.described()),
        (ALLOW, Raw::List(names)) => {
            let wrong = names.iter().find(|name| !is_text(name));
            wrong.map(|wrong| format!("[… {} …]", wrong.described()))
        }
        (ALLOW, raw) => Some(raw.described()),
        _ => None,
    };
    format!("{key} = {}", wrong.as_deref().unwrap_or("…"))
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a policy")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Raw, E> {
        Ok(Raw::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Raw, E> {
        Ok(Raw::Number(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Raw, E> {
        Ok(Raw::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Raw, E> {
        // `{:?}` keeps the `.0`, so that 600.0 is not accepted as 600.
        Ok(Raw::Number(format!("{number:?}")))
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element()? {
            entries.push(entry);
        }
        Ok(Raw::List(entries))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Raw::Table(fields))
    }
}
