//! The list of all problems of a policy.

use std::fmt;

use crate::problem::Problem;

/// Every problem of one policy, in the order in which it was written.
///
/// There is at least one. The type is a slice, an iterator and an error.
#[derive(Clone, PartialEq, Eq)]
pub struct Problems {
    problems: Vec<Problem>,
    notes: Vec<Problem>,
}

impl Problems {
    /// The problems and the notes together. If there are no problems, only the notes.
    pub(crate) fn new(found: Vec<Problem>) -> Result<Self, Vec<Problem>> {
        let (notes, problems): (Vec<_>, Vec<_>) = found.into_iter().partition(Problem::is_note);
        if problems.is_empty() {
            Err(notes)
        } else {
            Ok(Problems { problems, notes })
        }
    }

    /// Separates problems from notes: returns the notes if there is no problem.
    ///
    /// # Errors
    ///
    /// The problems, which also contain the notes.
    pub fn check(found: Vec<Problem>) -> Result<Vec<Problem>, Self> {
        Self::new(found).map_or_else(Ok, Err)
    }

    /// The notes. The slice contains only the problems.
    pub fn notes(&self) -> &[Problem] {
        &self.notes
    }

    /// Names the environment variable or the file that the policy comes from,
    /// for every problem and note:
    ///
    /// ```
    /// use cors_rules::{Declaration, Input, Value};
    ///
    /// let problems = Declaration::new(Input::File)
    ///     .with("methods", Value::list(["put"]))
    ///     .check()
    ///     .unwrap_err()
    ///     .with_source("cors.toml");
    /// assert!(problems[0].to_string().starts_with("methods[0] of cors.toml: "));
    /// ```
    #[must_use]
    pub fn with_source(self, source: &str) -> Self {
        self.map(|problem| problem.with_source(source))
    }

    /// Names the path to the policy in a file that has more than one, for every
    /// problem and note.
    #[must_use]
    pub fn with_parent(self, parent: &str) -> Self {
        self.map(|problem| problem.with_parent(parent))
    }

    /// Adds the path to the policies in a larger file, for every problem and note:
    ///
    /// ```
    /// use cors_rules::{Declaration, Input, Value};
    ///
    /// let problems = Declaration::new(Input::File)
    ///     .with("origins", Value::list(["https://example.com/"]))
    ///     .check()
    ///     .unwrap_err()
    ///     .with_key("server.cors");
    /// assert_eq!(problems[0].path(), "server.cors.origins[0]");
    /// ```
    #[must_use]
    pub fn with_key(self, key: &str) -> Self {
        self.map(|problem| problem.with_key(key))
    }

    fn map(self, change: impl Fn(Problem) -> Problem) -> Self {
        Problems {
            problems: self.problems.into_iter().map(&change).collect(),
            notes: self.notes.into_iter().map(&change).collect(),
        }
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

/// Prints one problem after the other, with an empty line between them.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n\n" };
            write!(f, "{gap}{problem}")?;
        }
        Ok(())
    }
}

/// Prints the same text as `Display`, because `unwrap` and `main` print errors with
/// `Debug`.
impl fmt::Debug for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Problems {}
