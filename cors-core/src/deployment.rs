//! The compile-time policy with the deployment's origins.

use std::env::{self, VarError};

use cors_rules::{Declaration, Entry, Input, Key, Problem, Problems, Rule, Value};

use crate::builder;
use crate::policy::Policy;

impl Policy {
    /// This policy with other origins, the rest as it is.
    ///
    /// What is listed twice, or covered by a wider pattern, is left out and
    /// noted; it stops nobody. Everything else is judged as in every policy.
    ///
    /// ```
    /// use cors_engine::{Policy, cors};
    ///
    /// static API: Policy = cors! { origins = ["http://localhost:3000"], credentials };
    ///
    /// let production = API.with_origins(["https://app.example.com"]).build()?;
    /// assert!(production.allows_origin(b"https://app.example.com"));
    /// assert!(!production.allows_origin(b"http://localhost:3000"));
    /// assert!(production.credentials());
    /// # Ok::<(), cors_engine::Problems>(())
    /// ```
    pub fn with_origins<E: Into<Entry>>(
        &self,
        origins: impl IntoIterator<Item = E>,
    ) -> WithOrigins {
        self.with_entries(Ok(origins.into_iter().map(Into::into).collect()))
    }

    /// This policy with the origins that an environment variable lists, with
    /// commas or white space between them.
    ///
    /// A variable that is not set, or empty, is a problem: nobody would be let
    /// in.
    ///
    /// ```no_run
    /// use cors_engine::{Policy, cors};
    ///
    /// static API: Policy = cors! { origins = ["http://localhost:3000"] };
    ///
    /// // CORS_ORIGINS="https://example.com, https://*.example.com"
    /// let production = API.with_origins_from_env("CORS_ORIGINS").build()?;
    /// # Ok::<(), cors_engine::Problems>(())
    /// ```
    pub fn with_origins_from_env(&self, variable: &str) -> WithOrigins {
        self.with_entries(read(variable))
    }

    fn with_entries(&self, entries: Result<Vec<Entry>, Problems>) -> WithOrigins {
        let mut declaration = Declaration::new(Input::Bulk);
        let policy = self.declaration(Input::Bulk);
        let entries =
            entries.map(|entries| declaration.push(Key::Origins.name(), Value::List(entries)));
        for field in policy
            .fields()
            .iter()
            .filter(|field| field.key != Key::Origins.name())
        {
            declaration.push(field.key.clone(), field.value.clone());
        }
        WithOrigins {
            declaration: entries.map(|()| declaration),
        }
    }
}

/// A policy whose origins are being replaced, see [`Policy::with_origins`].
#[derive(Debug, Clone)]
#[must_use]
pub struct WithOrigins {
    declaration: Result<Declaration, Problems>,
}

impl WithOrigins {
    /// Lifts a rule for every origin that breaks it, as `#[allow]` does for one
    /// entry.
    pub fn allow(mut self, rule: Rule) -> Self {
        if let Ok(declaration) = &mut self.declaration {
            declaration.allow_everywhere(rule);
        }
        self
    }

    /// Builds the policy.
    ///
    /// # Errors
    ///
    /// Every problem, in the order of the list.
    pub fn build(self) -> Result<Policy, Problems> {
        self.build_with_notes().map(|(policy, _)| policy)
    }

    /// Builds the policy, and says which origins were left out and what else is
    /// worth knowing.
    ///
    /// # Errors
    ///
    /// Every problem, in the order of the list.
    pub fn build_with_notes(self) -> Result<(Policy, Vec<Problem>), Problems> {
        builder::checked(&self.declaration?)
    }
}

/// The entries that an environment variable lists.
fn read(variable: &str) -> Result<Vec<Entry>, Problems> {
    let entries = match env::var(variable) {
        Ok(list) => split(&list),
        Err(VarError::NotPresent) => Vec::new(),
        Err(VarError::NotUnicode(_)) => {
            let message = format!("the environment variable `{variable}` is not UTF-8");
            return Err(Problem::syntax(message).into());
        }
    };
    if entries.is_empty() {
        let message = format!("the environment variable `{variable}` lists no origins");
        let mut problem = Problem::origins_missing(message);
        problem.help = Some(format!(
            "set it, such as {variable}=\"https://example.com\""
        ));
        return Err(problem.into());
    }
    Ok(entries)
}

fn split(list: &str) -> Vec<Entry> {
    let separator: fn(char) -> bool = |c| c == ',' || c.is_whitespace();
    list.split(separator)
        .filter(|origin| !origin.is_empty())
        .map(Entry::new)
        .collect()
}
