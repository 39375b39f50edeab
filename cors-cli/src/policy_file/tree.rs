//! The values of a file with the bytes at which they are written, whatever the format.

use std::fmt::Display;
use std::ops::Range;

use cors_rules::Key;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// How deep values may be nested. A policy needs five levels.
pub(super) const MAX_DEPTH: usize = 64;

/// A value of a file.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// The bytes of the file, with quotes or brackets.
    pub(crate) span: Range<usize>,
    pub(crate) value: Value,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    Nothing,
    Flag(bool),
    /// A number as it is written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Table(Vec<Field>),
    /// An alias of YAML, which is not resolved.
    Alias,
}

/// A key of a table and its value.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) key: String,
    pub(crate) key_span: Range<usize>,
    pub(crate) value: Node,
}

/// A file that its format's parser rejects.
#[derive(Debug)]
pub(super) struct SyntaxError {
    pub(super) span: Range<usize>,
    pub(super) message: String,
}

impl SyntaxError {
    pub(super) fn new(span: Range<usize>, message: impl Display) -> Self {
        let message = message.to_string();
        // Some parsers write several lines.
        let lines: Vec<&str> = message.lines().map(str::trim).collect();
        let message = lines.join(", ");
        SyntaxError { span, message }
    }

    pub(super) fn too_deep(at: usize) -> Self {
        SyntaxError::new(
            at..at,
            format!("values are nested deeper than {MAX_DEPTH} levels"),
        )
    }
}

impl Node {
    pub(crate) fn fields(&self) -> &[Field] {
        match &self.value {
            Value::Table(fields) => fields,
            _ => &[],
        }
    }

    pub(crate) fn entries(&self) -> &[Node] {
        match &self.value {
            Value::List(entries) => entries,
            _ => &[],
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Moves every span.
    pub(super) fn shift(&mut self, by: usize) {
        let shift = |span: &mut Range<usize>| *span = span.start + by..span.end + by;
        shift(&mut self.span);
        match &mut self.value {
            Value::List(entries) => entries.iter_mut().for_each(|entry| entry.shift(by)),
            Value::Table(fields) => {
                for field in fields {
                    shift(&mut field.key_span);
                    field.value.shift(by);
                }
            }
            _ => {}
        }
    }

    /// The first alias inside.
    pub(super) fn alias(&self) -> Option<&Node> {
        match &self.value {
            Value::Alias => Some(self),
            Value::List(entries) => entries.iter().find_map(Node::alias),
            Value::Table(fields) => fields.iter().find_map(|field| field.value.alias()),
            _ => None,
        }
    }

    /// The first field with the key.
    pub(crate) fn field(&self, key: &str) -> Option<&Field> {
        self.fields().iter().find(|field| field.key == key)
    }
}

impl Field {
    /// The path for `--key` to a policy in the table.
    pub(super) fn path_to_policy(&self) -> Option<String> {
        let is_of_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if self.key.is_empty() || !self.key.chars().all(is_of_key) {
            return None;
        }
        let fields = self.value.fields();
        let is_origins = |field: &Field| Key::meant_by(&field.key) == Some(Key::Origins);
        if fields.iter().any(is_origins) {
            return Some(self.key.clone());
        }
        let inner = fields.iter().find_map(Field::path_to_policy)?;
        Some(format!("{}.{inner}", self.key))
    }
}

/// Passes the value to serde, so that the engine reads it like the file itself.
impl<'de> Deserializer<'de> for &'de Node {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.value {
            Value::Nothing | Value::Alias => visitor.visit_unit(),
            Value::Flag(flag) => visitor.visit_bool(*flag),
            Value::Number(number) => {
                if let Ok(number) = number.parse() {
                    visitor.visit_u64(number)
                } else if let Ok(number) = number.parse() {
                    visitor.visit_i64(number)
                } else {
                    visitor.visit_f64(number.parse().unwrap_or(f64::NAN))
                }
            }
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::List(entries) => visitor.visit_seq(SeqDeserializer::new(entries.iter())),
            Value::Table(fields) => {
                let fields = fields.iter().map(|field| (&*field.key, &field.value));
                visitor.visit_map(MapDeserializer::new(fields))
            }
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for &'de Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
