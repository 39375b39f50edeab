//! Reads TOML.

use toml_edit::{Document, Item, TableLike, Value as Toml};

use super::tree::{Field, MAX_DEPTH, Node, SyntaxError, Value};

pub(super) fn parse(text: &str) -> Result<Node, SyntaxError> {
    let document = Document::parse(text)
        .map_err(|error| SyntaxError::new(error.span().unwrap_or_default(), error.message()))?;
    table(document.as_table(), 0..0, 0)
}

fn table(
    table: &dyn TableLike,
    span: std::ops::Range<usize>,
    depth: usize,
) -> Result<Node, SyntaxError> {
    let mut fields = Vec::new();
    for (key, item) in table.iter() {
        let key_span = table
            .get_key_value(key)
            .and_then(|(key, _)| key.span())
            .unwrap_or_else(|| span.clone());
        fields.push(Field {
            value: read(item, key_span.clone(), depth + 1)?,
            key: key.to_owned(),
            key_span,
        });
    }
    Ok(Node {
        span,
        value: Value::Table(fields),
    })
}

fn read(item: &Item, key_span: std::ops::Range<usize>, depth: usize) -> Result<Node, SyntaxError> {
    // A table that only dotted keys create has no span of its own.
    let span = item.span().unwrap_or(key_span);
    if depth > MAX_DEPTH {
        return Err(SyntaxError::too_deep(span.start));
    }
    match item {
        Item::None => Ok(Node {
            span,
            value: Value::Nothing,
        }),
        Item::Table(inner) => table(inner, span, depth),
        Item::ArrayOfTables(tables) => {
            let tables = tables.iter().map(|inner| {
                let span = inner.span().unwrap_or_else(|| span.clone());
                table(inner, span, depth + 1)
            });
            let value = Value::List(tables.collect::<Result<_, _>>()?);
            Ok(Node { span, value })
        }
        Item::Value(value) => read_value(value, span, depth),
    }
}

fn read_value(
    value: &Toml,
    span: std::ops::Range<usize>,
    depth: usize,
) -> Result<Node, SyntaxError> {
    if depth > MAX_DEPTH {
        return Err(SyntaxError::too_deep(span.start));
    }
    let value = match value {
        Toml::String(text) => Value::Text(text.value().clone()),
        Toml::Integer(number) => Value::Number(number.value().to_string()),
        // `{:?}` keeps the `.0` of a whole number.
        Toml::Float(number) => Value::Number(format!("{:?}", number.value())),
        Toml::Boolean(flag) => Value::Flag(*flag.value()),
        // No key takes a date, and the text of a date breaks the rules of every key.
        Toml::Datetime(date) => Value::Text(date.value().to_string()),
        Toml::Array(entries) => {
            let entries = entries.iter().map(|entry| {
                let span = entry.span().unwrap_or_else(|| span.clone());
                read_value(entry, span, depth + 1)
            });
            Value::List(entries.collect::<Result<_, _>>()?)
        }
        Toml::InlineTable(inner) => return table(inner, span, depth),
    };
    Ok(Node { span, value })
}
