//! Problems: what is wrong, where, and what to write instead.

use std::fmt;
use std::ops::Range;

use crate::key::Key;
use crate::rule::{Rule, RuleKind};

/// A part of a [`Declaration`](crate::Declaration), or of a list of routes.
///
/// All indices count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// The policy as a whole, if something is missing.
    Policy,
    /// The key of the field with this index.
    Key(usize),
    /// The value of the field with this index.
    Value(usize),
    /// An entry of the list of a field.
    Entry {
        /// The field's index.
        field: usize,
        /// The entry's index in its list.
        entry: usize,
    },
    /// An `allow` on an entry.
    Allow {
        /// The field's index.
        field: usize,
        /// The entry's index in its list.
        entry: usize,
        /// The index among the entry's `allow`s.
        allow: usize,
    },
    /// The route with this index in a list of routes.
    Route(usize),
}

/// One broken rule: what is wrong, where, and what to write instead.
///
/// The first line of its text starts with the key and the index of the entry,
/// counted from 0, and with the [source](Problem::with_source) if there is one:
///
/// ```
/// use cors_rules::{Declaration, Input, Value};
///
/// let problems = Declaration::new(Input::Builder)
///     .with("origins", Value::list(["https://example.com", "https://app.example.com/"]))
///     .check()
///     .unwrap_err()
///     .with_source("cors.toml");
/// assert_eq!(problems[0].to_string(), r#"origins[1] of cors.toml: an origin has no path, not even a trailing slash
///
///     "https://app.example.com/"
///                             ^
///
/// help: write "https://app.example.com"
/// note: cors::origin-has-path"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The rule that is broken.
    pub rule: Rule,
    /// The key at which something must change, as it was written.
    pub key: String,
    /// The value or the unknown key. `None` if something is missing.
    pub value: Option<String>,
    /// The bytes of the value that are wrong. The range is empty if the whole value is
    /// wrong.
    pub span: Range<usize>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to write instead. Text in double quotes keeps every rule.
    pub help: Option<String>,
    /// The part of the declaration that must change.
    pub location: Location,
    /// The other location, if two keys contradict each other.
    pub other: Option<Location>,
    /// The variable or file that the value comes from.
    source: Option<String>,
    /// The path to the policy in a file with more than one policy.
    parent: String,
    is_note: bool,
}

impl Problem {
    pub(crate) fn new(
        rule: Rule,
        key: &str,
        location: Location,
        message: impl Into<String>,
    ) -> Self {
        Problem {
            rule,
            key: key.to_owned(),
            value: None,
            span: 0..0,
            message: message.into(),
            help: None,
            location,
            other: None,
            source: None,
            parent: String::new(),
            is_note: matches!(rule.kind(), RuleKind::Note | RuleKind::Warning),
        }
    }

    /// An `origins-missing` problem, for a source without a list of origins.
    #[doc(hidden)]
    pub fn origins_missing(message: impl Into<String>) -> Self {
        let key = Key::Origins.name();
        Self::new(Rule::OriginsMissing, key, Location::Policy, message)
    }

    /// An `origin-is-a-list` problem, for a source with one value for all origins.
    #[doc(hidden)]
    pub fn not_a_list(message: impl Into<String>, value: &str) -> Self {
        let key = Key::Origins.name();
        Self::new(Rule::OriginIsAList, key, Location::Value(0), message).value(value)
    }

    /// A `syntax` problem: the source could not be read.
    #[doc(hidden)]
    pub fn syntax(message: impl Into<String>) -> Self {
        Self::new(Rule::Syntax, "", Location::Policy, message)
    }

    pub(crate) fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    pub(crate) fn span(mut self, span: Range<usize>) -> Self {
        self.span = span;
        self
    }

    pub(crate) fn into_note(mut self) -> Self {
        self.is_note = true;
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn other(mut self, other: Option<Location>) -> Self {
        self.other = other;
        self
    }

    /// Whether it is a note or a warning. A policy with notes is built.
    pub fn is_note(&self) -> bool {
        self.is_note
    }

    /// Whether it is a note that is probably a mistake. The compiler shows it as a warning,
    /// and so does `cors check`.
    pub fn is_warning(&self) -> bool {
        self.rule.kind() == RuleKind::Warning
    }

    /// The environment variable or the file that the value comes from.
    pub fn source_name(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// Names the environment variable or the file that the value comes from.
    /// [`Problems::with_source`](crate::Problems::with_source) names it for all
    /// problems at once.
    #[must_use]
    pub fn with_source(mut self, source: &str) -> Self {
        self.source = Some(source.to_owned());
        self
    }

    /// Sets the path to the policy in a file with more than one policy, such as
    /// `policies.partners`.
    #[must_use]
    pub fn with_parent(mut self, parent: &str) -> Self {
        self.parent = parent.to_owned();
        self
    }

    /// Adds the path to the policies in a larger file, such as `server.cors`, before the
    /// path of the problem. [`Problems::with_key`](crate::Problems::with_key) adds it for
    /// all problems at once.
    #[must_use]
    pub fn with_key(mut self, key: &str) -> Self {
        self.parent = match &*self.parent {
            "" => key.to_owned(),
            parent => format!("{key}.{parent}"),
        };
        self
    }

    /// The path to the key or the entry that must change: `origins[2]`, `policies.partners.methods`,
    /// `routes[0].path`. Indices count from 0. It is empty for a policy as a
    /// whole.
    pub fn path(&self) -> String {
        let key = &self.key;
        let path = match self.location {
            Location::Policy => String::new(),
            Location::Key(_) | Location::Value(_) => key.clone(),
            Location::Entry { entry, .. } => format!("{key}[{entry}]"),
            Location::Allow { entry, allow, .. } => format!("{key}[{entry}].allow[{allow}]"),
            Location::Route(route) if key.is_empty() => format!("routes[{route}]"),
            Location::Route(route) => format!("routes[{route}].{key}"),
        };
        match (&*self.parent, &*path) {
            ("", _) => path,
            (parent, "") => parent.to_owned(),
            (parent, path) => format!("{parent}.{path}"),
        }
    }

    /// The text for a compiler error. The compiler adds the location.
    #[doc(hidden)]
    pub fn text_at_span(&self) -> String {
        Text(self).to_string()
    }
}

/// Prints the path and the source, the message, the value with its span underlined, the
/// help and the rule.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `credentials: `credentials` is written twice` would name the key twice.
        let is_in_message = |name: &str| self.message.contains(&format!("`{name}`"));
        let path = Some(self.path()).filter(|path| !is_in_message(path));
        let source = self.source.as_deref();
        match (
            path.as_deref().unwrap_or_default(),
            source.filter(|source| !is_in_message(source)),
        ) {
            ("", None) => {}
            ("", Some(source)) => write!(f, "{source}: ")?,
            (path, None) => write!(f, "{path}: ")?,
            (path, Some(source)) => write!(f, "{path} of {source}: ")?,
        }
        Text(self).fmt(f)
    }
}

impl std::error::Error for Problem {}

/// A problem without its path and source.
struct Text<'p>(&'p Problem);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Text(problem) = self;
        f.write_str(&problem.message)?;
        if let Some(value) = &problem.value
            && !(problem.span.is_empty() && problem.message.contains(value))
        {
            write_underlined(f, value, &problem.span)?;
        }
        f.write_str("\n")?;
        if let Some(help) = &problem.help {
            write!(f, "\nhelp: {help}")?;
        }
        write!(f, "\nnote: cors::{}", problem.rule)
    }
}

/// Writes the value in quotes and, on the next line, carets below the span.
///
/// A value that is longer than a line is cut on both sides of the span.
fn write_underlined(f: &mut fmt::Formatter<'_>, value: &str, span: &Range<usize>) -> fmt::Result {
    const WIDTH: usize = 60;
    // A single quote needs no escape in double quotes.
    let shown = |text: &str| text.escape_debug().to_string().replace("\\'", "'");
    let (before, underlined, after) = match (
        value.get(..span.start),
        value.get(span.clone()),
        value.get(span.end..),
    ) {
        (Some(before), Some(inner), Some(after)) => (shown(before), shown(inner), shown(after)),
        _ => (shown(value), String::new(), String::new()),
    };
    let before = match before.char_indices().rev().nth(WIDTH - 1) {
        Some((cut, _)) if cut > 0 => format!("…{}", &before[cut..]),
        _ => before,
    };
    let shorten = |text: String| match text.char_indices().nth(WIDTH) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    };
    let (underlined, after) = (shorten(underlined), shorten(after));
    write!(f, "\n\n    \"{before}{underlined}{after}\"")?;
    if !span.is_empty() {
        let indent = before.chars().count() + 5;
        let carets = "^".repeat(underlined.chars().count());
        write!(f, "\n{:indent$}{carets}", "")?;
    }
    Ok(())
}
