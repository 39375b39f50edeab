//! Prints a policy in the policy language.

use std::fmt;

use cors_rules::{Entry, Field, Input, Key, Value, is_registered_method};

use crate::policy::Policy;

/// Prints the policy in the form of `cors!`, in one line.
///
/// ```
/// use cors_engine::cors;
///
/// let policy = cors! { credentials, methods = ["GET", "PUT"], origins = ["https://example.com"] };
/// assert_eq!(
///     policy.to_string(),
///     r#"origins = ["https://example.com"], methods = [GET, PUT], credentials = true"#,
/// );
/// ```
impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, field) in self.declaration(Input::Macro).fields().iter().enumerate() {
            f.write_str(if index == 0 { "" } else { ", " })?;
            write_field(f, field)?;
        }
        Ok(())
    }
}

fn write_field(f: &mut fmt::Formatter<'_>, field: &Field) -> fmt::Result {
    write!(f, "{} = ", field.key)?;
    match &field.value {
        Value::List(entries) => write_list(f, entries, field.key == Key::Methods.name()),
        Value::Flag(flag) => write!(f, "{flag}"),
        Value::Duration(text) | Value::Other(text) => f.write_str(text),
        _ => Ok(()),
    }
}

fn write_list(f: &mut fmt::Formatter<'_>, entries: &[Entry], are_methods: bool) -> fmt::Result {
    if let [entry] = entries
        && entry.value() == "*"
    {
        return f.write_str("*");
    }
    f.write_str("[")?;
    for (index, entry) in entries.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { ", " })?;
        for rule in entry.allowed() {
            write!(f, "#[allow({})] ", rule.replace("-", "_"))?;
        }
        let bare = entry.value() == "*" || are_methods && is_bare(entry.value());
        match bare {
            true => f.write_str(entry.value())?,
            false => write!(f, "{:?}", entry.value())?,
        }
    }
    f.write_str("]")
}

/// Whether the macro accepts the method without quotes.
fn is_bare(method: &str) -> bool {
    is_registered_method(method) && method.bytes().all(|b| b.is_ascii_uppercase())
}
