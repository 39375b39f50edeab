//! A compile-time policy with the origins of a deployment.

mod variable;

use cors_rules::{Declaration, Entry, Field, Input, Key, Problem, Problems, Rule, Value};

use crate::policy::Policy;
use variable::Variable;

impl Policy {
    /// Returns this policy with other origins.
    ///
    /// An origin that is listed twice, or that a wider pattern covers, is left out and
    /// becomes a note. All other rules are checked as for any policy.
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
        self.replace_origins(Origins::Listed(
            origins.into_iter().map(Into::into).collect(),
        ))
    }

    /// Returns this policy with the origins that an environment variable lists,
    /// separated by commas or white space.
    ///
    /// It is a problem if the variable is not set or empty, or if its value is a JSON list,
    /// is in quotes, or contains a `;`. Problems name the variable and the index of the
    /// origin, counted from 0.
    ///
    /// ```no_run
    /// use cors_engine::{Policy, cors};
    ///
    /// static API: Policy = cors! { origins = ["http://localhost:3000"] };
    ///
    /// // CORS_ORIGINS=https://example.com,https://*.example.com
    /// let production = API.with_origins_from_env("CORS_ORIGINS").build()?;
    /// # Ok::<(), cors_engine::Problems>(())
    /// ```
    pub fn with_origins_from_env(&self, variable: &str) -> WithOrigins {
        self.replace_origins(Origins::Variable(Variable::read(variable)))
    }

    fn replace_origins(&self, origins: Origins) -> WithOrigins {
        let policy = self.declaration(Input::Bulk);
        let others = policy.fields().iter();
        WithOrigins {
            others: others
                .filter(|field| field.key != Key::Origins.name())
                .cloned()
                .collect(),
            origins,
            allow: Vec::new(),
        }
    }
}

/// A builder for a policy with other origins. See [`Policy::with_origins`].
#[derive(Debug, Clone)]
#[must_use]
pub struct WithOrigins {
    /// The fields of the policy other than `origins`.
    others: Vec<Field>,
    origins: Origins,
    allow: Vec<Rule>,
}

#[derive(Debug, Clone)]
enum Origins {
    Listed(Vec<Entry>),
    Variable(Variable),
}

impl WithOrigins {
    /// Allows a rule for every origin that breaks it, as `#[allow]` does for one
    /// entry.
    pub fn allow(mut self, rule: Rule) -> Self {
        self.allow.push(rule);
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

    /// Builds the policy, and returns the notes about it, such as the origins
    /// that were left out.
    ///
    /// # Errors
    ///
    /// Every problem, in the order of the list.
    pub fn build_with_notes(self) -> Result<(Policy, Vec<Problem>), Problems> {
        let build = |entries| Policy::from_declaration(&self.declaration(entries));
        match &self.origins {
            Origins::Listed(entries) => build(entries.clone()),
            Origins::Variable(variable) => variable.build(&build),
        }
    }

    fn declaration(&self, origins: Vec<Entry>) -> Declaration {
        let mut declaration = Declaration::new(Input::Bulk);
        declaration.push(Key::Origins.name(), Value::List(origins));
        for field in &self.others {
            declaration.push(field.key.clone(), field.value.clone());
        }
        for rule in &self.allow {
            declaration.allow_everywhere(*rule);
        }
        declaration
    }
}
