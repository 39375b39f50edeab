//! Reads JSON.

use jsonc_parser::ast::{ObjectPropName, Value as Json};
use jsonc_parser::common::Range;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::tree::{Field, MAX_DEPTH, Node, SyntaxError, Value};

/// JSON without the extensions that the parser knows. An application that reads the
/// file would reject them.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

pub(super) fn parse(text: &str) -> Result<Node, SyntaxError> {
    let parsed = parse_to_ast(text, &CollectOptions::default(), &STRICT)
        .map_err(|error| SyntaxError::new(bytes(&error.range()), error.kind()))?;
    match &parsed.value {
        Some(value) => read(value, 0),
        None => Err(SyntaxError::new(0..0, "the file is empty")),
    }
}

fn read(value: &Json<'_>, depth: usize) -> Result<Node, SyntaxError> {
    let (range, value) = match value {
        Json::NullKeyword(null) => (&null.range, Value::Nothing),
        Json::BooleanLit(flag) => (&flag.range, Value::Flag(flag.value)),
        Json::NumberLit(number) => (&number.range, Value::Number(number.value.to_owned())),
        Json::StringLit(text) => (&text.range, Value::Text(text.value.clone().into_owned())),
        Json::Array(array) if depth < MAX_DEPTH => {
            let entries = array.elements.iter().map(|entry| read(entry, depth + 1));
            (
                &array.range,
                Value::List(entries.collect::<Result<_, _>>()?),
            )
        }
        Json::Object(object) if depth < MAX_DEPTH => {
            let fields = object.properties.iter().map(|field| {
                let (key, range) = match &field.name {
                    ObjectPropName::String(key) => (key.value.clone().into_owned(), &key.range),
                    ObjectPropName::Word(key) => (key.value.to_owned(), &key.range),
                };
                Ok(Field {
                    key,
                    key_span: bytes(range),
                    value: read(&field.value, depth + 1)?,
                })
            });
            (
                &object.range,
                Value::Table(fields.collect::<Result<_, _>>()?),
            )
        }
        Json::Array(jsonc_parser::ast::Array { range, .. })
        | Json::Object(jsonc_parser::ast::Object { range, .. }) => {
            return Err(SyntaxError::too_deep(range.start));
        }
    };
    Ok(Node {
        span: bytes(range),
        value,
    })
}

fn bytes(range: &Range) -> std::ops::Range<usize> {
    range.start..range.end
}
