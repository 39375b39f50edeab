//! What is wrong with a policy, where, and what to write instead.

use std::fmt;
use std::ops::Range;

use crate::key::Key;
use crate::rule::{Kind, Rule};

/// Where in a [`Declaration`](crate::Declaration) something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// The policy as a whole: something is missing.
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
    /// The route with this index in a list of routes.
    Route(usize),
    /// An `allow` on an entry.
    Allow {
        /// The field's index.
        field: usize,
        /// The entry's index in its list.
        entry: usize,
        /// The index among the entry's `allow`s.
        allow: usize,
    },
}

/// One broken rule: what is wrong, where, and what to write instead.
///
/// It prints as a compile error does:
///
/// ```
/// use cors_rules::{Declaration, Input, Value};
///
/// let problems = Declaration::new(Input::Builder)
///     .with("origins", Value::list(["https://app.example.com/"]))
///     .check()
///     .unwrap_err();
/// assert_eq!(problems[0].to_string(), r#"an origin has no path, not even a trailing slash
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
    /// The value, or the unknown key; `None` where something is missing.
    pub value: Option<String>,
    /// The offending bytes of the value; empty where no part stands out.
    pub mark: Range<usize>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to write instead. The text in double quotes passes every rule.
    pub help: Option<String>,
    /// Where it stands.
    pub location: Location,
    /// The other location, where two keys do not go together.
    pub other: Option<Location>,
    note: bool,
}

impl Problem {
    /// A problem with a whole value.
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
            mark: 0..0,
            message: message.into(),
            help: None,
            location,
            other: None,
            note: rule.kind() == Kind::Note,
        }
    }

    /// An `origins-missing` problem of a source that has no list at all.
    #[doc(hidden)]
    pub fn origins_missing(message: impl Into<String>) -> Self {
        Self::new(
            Rule::OriginsMissing,
            Key::Origins.name(),
            Location::Policy,
            message,
        )
    }

    /// A `syntax` problem: the format itself could not be read.
    #[doc(hidden)]
    pub fn syntax(message: impl Into<String>) -> Self {
        Self::new(Rule::Syntax, "", Location::Policy, message)
    }

    pub(crate) fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    pub(crate) fn mark(mut self, mark: Range<usize>) -> Self {
        self.mark = mark;
        self
    }

    /// Makes it something worth knowing.
    pub(crate) fn into_note(mut self) -> Self {
        self.note = true;
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

    /// Whether it is only worth knowing.
    pub fn is_note(&self) -> bool {
        self.note
    }
}

/// Message, marked value, help and rule, as the compiler shows them.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(value) = &self.value
            && !(self.mark.is_empty() && self.message.contains(value))
        {
            write_marked(f, value, &self.mark)?;
        }
        f.write_str("\n")?;
        if let Some(help) = &self.help {
            write!(f, "\nhelp: {help}")?;
        }
        write!(f, "\nnote: cors::{}", self.rule)
    }
}

impl std::error::Error for Problem {}

/// The value in quotes and, below it, carets under the marked bytes.
///
/// A value longer than a line is cut round the mark.
fn write_marked(f: &mut fmt::Formatter<'_>, value: &str, mark: &Range<usize>) -> fmt::Result {
    const WIDTH: usize = 60;
    let shown = |text: &str| text.escape_debug().to_string();
    let (before, marked, after) = match (
        value.get(..mark.start),
        value.get(mark.clone()),
        value.get(mark.end..),
    ) {
        (Some(before), Some(marked), Some(after)) => (shown(before), shown(marked), shown(after)),
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
    let (marked, after) = (shorten(marked), shorten(after));
    write!(f, "\n\n    \"{before}{marked}{after}\"")?;
    if !mark.is_empty() {
        let indent = before.chars().count() + 5;
        let carets = "^".repeat(marked.chars().count());
        write!(f, "\n{:indent$}{carets}", "")?;
    }
    Ok(())
}

/// Every problem of one policy, in the order in which they were written.
///
/// There is at least one. It is a slice, an iterator and an error.
#[derive(Clone, PartialEq, Eq)]
pub struct Problems {
    problems: Vec<Problem>,
    notes: Vec<Problem>,
}

impl Problems {
    /// The problems, with what is worth knowing beside them; or, if there are
    /// none, the notes.
    pub(crate) fn new(found: Vec<Problem>) -> Result<Self, Vec<Problem>> {
        let (notes, problems): (Vec<_>, Vec<_>) = found.into_iter().partition(Problem::is_note);
        match problems.is_empty() {
            true => Err(notes),
            false => Ok(Problems { problems, notes }),
        }
    }

    /// Separates problems from notes: the notes, if there is nothing but notes.
    #[doc(hidden)]
    pub fn or_notes(found: Vec<Problem>) -> Result<Vec<Problem>, Self> {
        match Self::new(found) {
            Ok(problems) => Err(problems),
            Err(notes) => Ok(notes),
        }
    }

    /// What is worth knowing beside the problems.
    pub fn notes(&self) -> &[Problem] {
        &self.notes
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Problems {
            problems: vec![problem],
            notes: Vec::new(),
        }
    }
}

impl std::ops::Deref for Problems {
    type Target = [Problem];

    fn deref(&self) -> &[Problem] {
        &self.problems
    }
}

impl<'p> IntoIterator for &'p Problems {
    type Item = &'p Problem;
    type IntoIter = std::slice::Iter<'p, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.problems.iter()
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.problems.into_iter()
    }
}

/// One after the other, with an empty line between.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n\n" };
            write!(f, "{gap}{problem}")?;
        }
        Ok(())
    }
}

/// Prints what it displays: this is what `unwrap` shows, and a `main` that
/// returns it.
impl fmt::Debug for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Problems {}
