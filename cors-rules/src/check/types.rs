//! Values and entries of the wrong type.

use super::List;
use crate::declaration::{Declaration, Input, Value};
use crate::key::Key;
use crate::origin::OriginPattern;
use crate::problem::{Location, Problem};
use crate::rule::Rule;

/// A value of the wrong type.
pub(super) fn type_mismatch(
    input: Input,
    index: usize,
    written: &str,
    key: Key,
    value: &Value,
) -> Problem {
    let (form, _) = key.form();
    // Rules about tokens exist in the macro only.
    let rule = |rule| {
        if input == Input::Macro {
            rule
        } else {
            Rule::Syntax
        }
    };
    let found = match value {
        Value::Missing => {
            let message = format!("`{key}` has no value; it takes {form}");
            return Problem::new(
                rule(Rule::ValueMissing),
                written,
                Location::Key(index),
                message,
            )
            .help(example_help(key));
        }
        Value::List(_) => "a list".to_owned(),
        Value::Flag(flag) => flag.to_string(),
        Value::Duration(text) | Value::Other(text) => text.clone(),
    };
    Problem::new(
        rule(Rule::ValueType),
        written,
        Location::Value(index),
        format!("`{key}` takes {form}, not {found}"),
    )
    .help(suggestion(key, &found).map_or_else(|| example_help(key), |text| format!("write {text}")))
    .value(found.trim_matches('"'))
}

/// An entry that is not a string.
pub(super) fn entry_type_mismatch(input: Input, list: &List<'_>, index: usize) -> Problem {
    let rule = if input == Input::Macro {
        Rule::ValueType
    } else {
        Rule::Syntax
    };
    let value = &list.entries[index].value;
    let form = match (list.meant, input) {
        (Key::Origins, Input::File) => "a string, or a table with `origin` and a list `allow`",
        (Key::Headers | Key::ExposeHeaders, Input::File) => {
            "a string, or a table with `header` and a list `allow`"
        }
        _ => "a string",
    };
    let message = format!("an entry of `{}` must be {form}, not {value}", list.meant);
    let (_, example) = list.meant.form();
    let help = match list.meant {
        Key::Origins => {
            "write it like \"https://example.com\"; to allow a rule, { origin = \"…\", allow = [\"…\"] }"
                .to_owned()
        }
        _ => format!("write it like this: {example}"),
    };
    Problem::new(rule, list.key, list.location(index), message)
        .value(value)
        .help(help)
}

/// The help if what was written cannot be corrected. An example is not a correction: it
/// grants other things than what was written.
fn example_help(key: Key) -> String {
    let (_, example) = key.form();
    match key {
        Key::Credentials | Key::MaxAge => format!("write {example}"),
        _ => format!("write a list, such as {example}"),
    }
}

/// The value that a word or a string means. A string can be a list that was written as one
/// text.
fn suggestion(key: Key, found: &str) -> Option<String> {
    if key == Key::Credentials {
        return flag_meant(found).map(|flag| format!("{key} = {flag}"));
    }
    if key == Key::MaxAge {
        return None;
    }
    let quoted = found
        .strip_prefix('"')
        .and_then(|found| found.strip_suffix('"'));
    if matches!(
        &*quoted.unwrap_or(found).to_ascii_lowercase(),
        "any" | "all"
    ) {
        return Some(format!("{key} = *"));
    }
    let is_word = found.bytes().all(|b| b.is_ascii_uppercase());
    let text = quoted.or((key == Key::Methods && is_word).then_some(found))?;
    let separator: fn(char) -> bool = |c| matches!(c, ',' | ';') || c.is_whitespace();
    let words = text.split(separator).filter(|word| !word.is_empty());
    let words: Vec<String> = match key {
        Key::Origins => origins_in(text),
        _ => words.map(str::to_owned).collect(),
    };
    if words.is_empty() {
        return None;
    }
    let mut alone = Declaration::new(Input::Builder);
    if key != Key::Origins {
        alone.push(Key::Origins.name(), Value::list(["https://example.com"]));
    }
    alone.push(Key::Credentials.name(), Value::Flag(true));
    alone.push(key.name(), Value::list(&words));
    let list = words.join("\", \"");
    // A macro takes methods without quotation marks.
    let list = quoted.map_or_else(|| found.to_owned(), |_| format!("\"{list}\""));
    alone.check().ok().map(|_| format!("{key} = [{list}]"))
}

/// The origins of a list that was written as one string, such as
/// `https://a.example,https://b.example`.
fn origins_in(text: &str) -> Vec<String> {
    // The text is written with escapes.
    let text = text.replace("\\\"", "\"");
    let check = |text: &str| OriginPattern::parse(text).map(|_| ());
    let fixed = check(&text).err().and_then(|violation| {
        let is_list = violation.rule == Rule::OriginIsAList;
        let fixed = violation.working_fix(&check, &|_| false);
        fixed.filter(|_| is_list)
    });
    match fixed {
        Some(fixed) => {
            let quoted = fixed.split('"').skip(1).step_by(2);
            quoted.map(str::to_owned).collect()
        }
        None => vec![text],
    }
}

/// The flag that a word or a number means.
pub(super) fn flag_meant(text: &str) -> Option<bool> {
    match &*text.trim_matches('"').to_ascii_lowercase() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}
