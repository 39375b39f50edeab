//! Reads TOML.

use toml_edit::{Document, Item, TableLike, Value as Toml};

use super::tree::{Field, MAX_DEPTH, Node, SyntaxError, Value};

/// How many brackets are tried as the start of a list. Each one costs a run of the parser.
const MOST_BRACKETS: usize = 16;

pub(super) fn parse(text: &str) -> Result<Node, SyntaxError> {
    let document = Document::parse(text).map_err(|error| {
        let span = error.span().unwrap_or_default();
        match unclosed_list(text, span.start, error.message()) {
            Some(open) => SyntaxError::new(open..open + 1, "this list is not closed with `]`"),
            None => SyntaxError::new(span, error.message()),
        }
    })?;
    table(document.as_table(), 0..0, 0)
}

/// The bracket of a list without an end, if the parser reads the next key as an entry of the
/// list. `at` is the place of the parser's error.
fn unclosed_list(text: &str, at: usize, error: &str) -> Option<usize> {
    let before = text.get(..at)?;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let is_at_end = error.starts_with("unclosed array");
    let is_at_key = error.contains("array") && starts_with_key(text.get(start..)?);
    if !is_at_end && !is_at_key {
        return None;
    }
    // What is before the bracket is right, so it is neither in a text nor in a list.
    let is_outermost = |open: &usize| Document::parse(format!("{}[]", &text[..*open])).is_ok();
    let brackets = before.rmatch_indices('[').map(|(open, _)| open);
    let open = brackets.take(MOST_BRACKETS).find(is_outermost)?;
    (is_at_end || open < start).then_some(open)
}

/// Whether the text starts with `key =` or with `[table]`.
fn starts_with_key(text: &str) -> bool {
    let text = text.trim_start();
    let end = if text.starts_with('[') { ']' } else { '=' };
    let key = text.trim_start_matches('[');
    let is_of_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let rest = key.trim_start_matches(is_of_key);
    rest.len() < key.len() && rest.trim_start_matches([' ', '\t']).starts_with(end)
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
