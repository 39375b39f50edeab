//! Policies from TOML, JSON, YAML and every other format that serde reads.

#[cfg(feature = "routes")]
mod routes;

use std::fmt;

use cors_rules::{Declaration, Entry, Field, Input, Key, Problem, Problems, Value};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::policy::Policy;

/// A policy in a configuration, before it is checked.
///
/// A configuration has the keys of the policy language. Reading it fails only if the format
/// cannot be parsed. [`build`](Config::build) reports all problems of the policy. You can
/// also read a [`Policy`] directly. Its problems then become the text of the format's
/// error.
///
/// ```
/// use cors_engine::{Config, Rule};
///
/// let config: Config = toml::from_str(r#"
///     origins = ["https://example.com", { origin = "http://intranet", allow = ["insecure-origin"] }]
///     methods = ["GET", "PUT"]
///     credentials = true
///     max_age = "10m"
/// "#)?;
/// let policy = config.build()?;
/// assert_eq!(policy.max_age(), Some(600));
///
/// let config: Config = toml::from_str(r#"origins = ["example.com"]"#)?;
/// let problems = config.build().unwrap_err().with_source("cors.toml");
/// assert_eq!(problems[0].rule, Rule::OriginSchemeMissing);
/// assert!(problems.to_string().starts_with("origins[0] of cors.toml: "));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Problems are reported in the order of the keys, as the parser returns them.
/// `serde_json::from_str` and YAML keep the order of the file. `toml` and
/// `serde_json::Value` sort keys by name, unless their feature `preserve_order`
/// is enabled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    declaration: Declaration,
    #[cfg(feature = "routes")]
    routes: routes::Routes,
}

impl Config {
    /// Builds the policy.
    ///
    /// # Errors
    ///
    /// Every problem, in the order of the keys as the parser returns them.
    pub fn build(&self) -> Result<Policy, Problems> {
        self.build_with_notes().map(|(policy, _)| policy)
    }

    /// Builds the policy, and returns the notes about it.
    ///
    /// # Errors
    ///
    /// Every problem, in the order of the keys as the parser returns them.
    pub fn build_with_notes(&self) -> Result<(Policy, Vec<Problem>), Problems> {
        #[cfg(feature = "routes")]
        if let Some(problem) = self.routes.ignored() {
            return Err(problem.into());
        }
        Policy::from_declaration(&self.declaration)
    }
}

impl<'de> Deserialize<'de> for Config {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut declaration = Declaration::new(Input::File);
        let Raw::Table(fields) = Raw::deserialize(deserializer)? else {
            return Err(de::Error::custom(
                "a policy must be a table with the keys of the policy language",
            ));
        };
        #[cfg(feature = "routes")]
        let mut routes = routes::Routes::default();
        for (key, raw) in fields {
            #[cfg(feature = "routes")]
            let Some((key, raw)) = routes.take(key, raw) else {
                continue;
            };
            let meant = Key::named(&key).or_else(|| Key::meant_by(&key));
            declaration.push(key, raw.value(meant));
        }
        Ok(Config {
            declaration,
            #[cfg(feature = "routes")]
            routes,
        })
    }
}

/// Reads and builds a policy. All problems are in the text of the error.
impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Config::deserialize(deserializer)?
            .build()
            .map_err(de::Error::custom)
    }
}

/// Writes the configuration of this policy. Reading it returns an equal policy.
impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let declaration = self.declaration(Input::File);
        let mut map = serializer.serialize_map(Some(declaration.fields().len()))?;
        for Field { key, value } in declaration.fields() {
            match value {
                Value::List(entries) => map.serialize_entry(key, &Entries(entries))?,
                Value::Flag(flag) => map.serialize_entry(key, flag)?,
                Value::Duration(text) | Value::Other(text) => match text.parse::<u32>() {
                    Ok(seconds) => map.serialize_entry(key, &seconds)?,
                    Err(_) => map.serialize_entry(key, text)?,
                },
                _ => {}
            }
        }
        map.end()
    }
}

struct Entries<'d>(&'d [Entry]);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let [entry] = self.0
            && entry.value() == "*"
        {
            return serializer.serialize_str(entry.value());
        }
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for entry in self.0 {
            list.serialize_element(&Written(entry))?;
        }
        list.end()
    }
}

struct Written<'d>(&'d Entry);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (value, allow) = (self.0.value(), self.0.allowed());
        if allow.is_empty() {
            return serializer.serialize_str(value);
        }
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry(ORIGIN, value)?;
        map.serialize_entry(ALLOW, allow)?;
        map.end()
    }
}

/// The keys of an entry that is a table.
const ORIGIN: &str = "origin";
const ALLOW: &str = "allow";

/// The longest description of a value, in characters. An origin is shorter.
const LONGEST_VALUE: usize = 400;

/// Any value of a format. `build` reports a value of the wrong type like any other problem.
/// It is not an error of the format.
enum Raw {
    Nothing,
    Flag(bool),
    Number(String),
    Text(String),
    List(Vec<Raw>),
    Table(Vec<(String, Raw)>),
}

impl Raw {
    /// Converts to the value of a key. `None` means an unknown key.
    fn value(self, key: Option<Key>) -> Value {
        match (self, key) {
            (Raw::Nothing, _) => Value::Missing,
            (Raw::Flag(flag), _) => Value::Flag(flag),
            (Raw::Number(text) | Raw::Text(text), Some(Key::MaxAge)) => Value::Duration(text),
            (Raw::Text(text), Some(key)) if text == "*" && key != Key::Credentials => {
                Value::list([text])
            }
            (Raw::List(entries), _) => Value::list(entries.into_iter().map(Raw::entry)),
            (other, _) => Value::Other(other.described()),
        }
    }

    fn entry(self) -> Entry {
        let described = self.described();
        let entry = match self {
            Raw::Text(text) => Some(Entry::new(text)),
            Raw::Table(fields) => Raw::table_entry(fields),
            _ => None,
        };
        entry.unwrap_or_else(|| Entry::other(described))
    }

    /// `{ origin = "…", allow = ["…"] }`
    fn table_entry(fields: Vec<(String, Raw)>) -> Option<Entry> {
        let mut entry = None;
        let mut allow = Vec::new();
        for (key, raw) in fields {
            match (&*key, raw) {
                (ORIGIN, Raw::Text(text)) => entry = Some(Entry::new(text)),
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
    fn texts(self) -> Option<Vec<String>> {
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
        let described = match self {
            Raw::Nothing => "nothing".to_owned(),
            Raw::Flag(flag) => flag.to_string(),
            Raw::Number(text) => text.clone(),
            Raw::Text(text) => format!("{text:?}"),
            Raw::List(_) => "a list".to_owned(),
            Raw::Table(fields) => {
                let fields: Vec<String> = fields.iter().map(described_field).collect();
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
fn described_field((key, raw): &(String, Raw)) -> String {
    let is_text = |raw: &&Raw| matches!(raw, Raw::Text(_));
    let wrong = match (&**key, raw) {
        (ORIGIN, raw) if !is_text(&raw) => Some(raw.described()),
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
