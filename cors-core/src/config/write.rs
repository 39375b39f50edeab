//! Writes a policy as a configuration.

use cors_rules::{Declaration, Entry, Field, Input, Key, Value};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::raw::ALLOW;
use crate::policy::Policy;

/// Writes the configuration of this policy. Reading it returns an equal policy. The
/// exception is a policy without origins, because a configuration lists origins.
impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let declaration = self.declaration(Input::File);
        let mut map = serializer.serialize_map(Some(declaration.fields().len()))?;
        write_fields(&declaration, &mut map)?;
        map.end()
    }
}

/// Writes the keys of a policy.
pub(super) fn write_fields<M: SerializeMap>(
    declaration: &Declaration,
    map: &mut M,
) -> Result<(), M::Error> {
    for Field { key, value } in declaration.fields() {
        match value {
            Value::List(entries) => map.serialize_entry(key, &Entries { key, entries })?,
            Value::Flag(flag) => map.serialize_entry(key, flag)?,
            Value::Duration(text) | Value::Other(text) => match text.parse::<u32>() {
                Ok(seconds) => map.serialize_entry(key, &seconds)?,
                Err(_) => map.serialize_entry(key, text)?,
            },
            _ => {}
        }
    }
    Ok(())
}

struct Entries<'d> {
    key: &'d str,
    entries: &'d [Entry],
}

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let [entry] = self.entries
            && entry.value() == "*"
        {
            return serializer.serialize_str(entry.value());
        }
        let mut list = serializer.serialize_seq(Some(self.entries.len()))?;
        let value_key = Key::named(self.key).and_then(Key::entry_key);
        for entry in self.entries {
            list.serialize_element(&Written { value_key, entry })?;
        }
        list.end()
    }
}

struct Written<'d> {
    /// The key of the value, if the entry can be a table.
    value_key: Option<&'static str>,
    entry: &'d Entry,
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (value, allow) = (self.entry.value(), self.entry.allowed());
        let Some(value_key) = self.value_key.filter(|_| !allow.is_empty()) else {
            return serializer.serialize_str(value);
        };
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry(value_key, value)?;
        map.serialize_entry(ALLOW, allow)?;
        map.end()
    }
}
