//! Policies that are put together at run time.

use std::time::Duration;

use cors_rules::{Declaration, Entry, Input, Key, Problem, Problems, Value};

use crate::policy::Policy;

/// Puts a policy together; each method is a key of the language.
///
/// Nothing is judged before [`build`](PolicyBuilder::build), which reports all
/// problems at once. A key that is given twice is one of them.
///
/// ```
/// use cors_engine::{Policy, Rule};
///
/// let policy = Policy::builder()
///     .origins(["https://example.com", "https://*.example.com"])
///     .methods(["GET", "PUT"])
///     .credentials(true)
///     .max_age("10m")
///     .build()?;
/// assert!(policy.allows_origin(b"https://app.example.com"));
///
/// let problems = Policy::builder()
///     .origins(["https://example.com/", "HTTPS://example.org"])
///     .build()
///     .unwrap_err();
/// assert_eq!(problems[0].rule, Rule::OriginHasPath);
/// assert_eq!(problems[1].rule, Rule::OriginNotLowerCase);
/// # Ok::<(), cors_engine::Problems>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct PolicyBuilder {
    declaration: Declaration,
}

impl Policy {
    /// A policy to be built at run time.
    pub fn builder() -> PolicyBuilder {
        PolicyBuilder {
            declaration: Declaration::new(Input::Builder),
        }
    }
}

impl PolicyBuilder {
    /// Who may read: origin patterns, or `["*"]` for everybody. An [`Entry`]
    /// can lift a rule.
    pub fn origins<E: Into<Entry>>(self, origins: impl IntoIterator<Item = E>) -> Self {
        self.with(Key::Origins, Value::list(origins))
    }

    /// Which methods pages may send beyond GET, HEAD and POST; `["*"]` for any.
    pub fn methods<E: Into<Entry>>(self, methods: impl IntoIterator<Item = E>) -> Self {
        self.with(Key::Methods, Value::list(methods))
    }

    /// Which request headers pages may set beyond the safelisted; `["*"]` for
    /// any but `authorization`.
    pub fn headers<E: Into<Entry>>(self, headers: impl IntoIterator<Item = E>) -> Self {
        self.with(Key::Headers, Value::list(headers))
    }

    /// Which response headers pages may read beyond the safelisted; `["*"]` for
    /// any.
    pub fn expose_headers<E: Into<Entry>>(self, headers: impl IntoIterator<Item = E>) -> Self {
        self.with(Key::ExposeHeaders, Value::list(headers))
    }

    /// Whether cookies, client certificates and HTTP authentication count.
    pub fn credentials(self, credentials: bool) -> Self {
        self.with(Key::Credentials, Value::Flag(credentials))
    }

    /// How long a browser may keep the answer to a preflight: seconds, a
    /// [`Duration`], or a text such as `"10m"`.
    pub fn max_age(self, max_age: impl Into<MaxAge>) -> Self {
        self.with(Key::MaxAge, Value::Duration(max_age.into().0))
    }

    /// Builds the policy.
    ///
    /// # Errors
    ///
    /// Every problem, in the order in which the keys were given.
    pub fn build(self) -> Result<Policy, Problems> {
        self.build_with_notes().map(|(policy, _)| policy)
    }

    /// Builds the policy, and says what is worth knowing of it.
    ///
    /// # Errors
    ///
    /// Every problem, in the order in which the keys were given.
    pub fn build_with_notes(self) -> Result<(Policy, Vec<Problem>), Problems> {
        checked(&self.declaration)
    }

    fn with(mut self, key: Key, value: Value) -> Self {
        self.declaration.push(key.name(), value);
        self
    }
}

/// A policy of what was declared, and the notes about it.
pub(crate) fn checked(declaration: &Declaration) -> Result<(Policy, Vec<Problem>), Problems> {
    let mut checked = declaration.check()?;
    let notes = std::mem::take(&mut checked.notes);
    Ok((Policy::from(checked), notes))
}

/// What [`PolicyBuilder::max_age`] takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaxAge(String);

/// Seconds.
impl From<u32> for MaxAge {
    fn from(seconds: u32) -> Self {
        MaxAge(seconds.to_string())
    }
}

/// A part of a second is a problem: browsers count whole ones.
impl From<Duration> for MaxAge {
    fn from(duration: Duration) -> Self {
        match duration.subsec_nanos() {
            0 => MaxAge(duration.as_secs().to_string()),
            _ => MaxAge(duration.as_secs_f64().to_string()),
        }
    }
}

/// `600`, `600s`, `10m`, `2h`, `1d`.
impl From<String> for MaxAge {
    fn from(text: String) -> Self {
        MaxAge(text)
    }
}

/// `600`, `600s`, `10m`, `2h`, `1d`.
impl From<&str> for MaxAge {
    fn from(text: &str) -> Self {
        MaxAge(text.to_owned())
    }
}
