//! Policies that are built at run time.

use std::time::Duration;

use cors_rules::{Declaration, Entry, Field, Input, Key, Problem, Problems, Value};

use crate::policy::Policy;

/// Builds a policy. Each method sets a key of the policy language.
///
/// [`build`](PolicyBuilder::build) checks the policy and reports all problems at
/// once. Setting a key twice is a problem.
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
///
/// Entries of lists are strings, the `Method` and `HeaderName` of any version of
/// the `http` crate, or an [`Entry`] that allows a rule.
#[derive(Debug, Clone)]
#[must_use]
pub struct PolicyBuilder {
    /// The keys of the original policy. They are kept unless they are set.
    base: Declaration,
    set: Declaration,
    /// The origins that are added to the list.
    added: Vec<Entry>,
}

impl Policy {
    /// Returns a builder without keys.
    pub fn builder() -> PolicyBuilder {
        PolicyBuilder::default()
    }

    /// Returns a builder with the keys of this policy. Setting a key replaces it.
    ///
    /// ```
    /// use cors_engine::{Policy, cors};
    ///
    /// static API: Policy = cors! { origins = ["https://example.com"], methods = [GET, PUT] };
    ///
    /// let wider = API.to_builder().add_origins(["https://example.org"]).build()?;
    /// assert!(wider.allows_origin("https://example.com"));
    /// assert!(wider.allows_origin("https://example.org"));
    /// assert!(wider.methods().eq(["GET", "PUT"]));
    /// # Ok::<(), cors_engine::Problems>(())
    /// ```
    pub fn to_builder(&self) -> PolicyBuilder {
        PolicyBuilder {
            base: self.declaration(Input::Builder),
            ..PolicyBuilder::default()
        }
    }
}

impl Default for PolicyBuilder {
    fn default() -> Self {
        PolicyBuilder {
            base: Declaration::new(Input::Builder),
            set: Declaration::new(Input::Builder),
            added: Vec::new(),
        }
    }
}

impl PolicyBuilder {
    /// Sets the origins that may read responses: patterns, or `["*"]` for any.
    pub fn origins<E: Into<Entry>>(self, origins: impl IntoIterator<Item = E>) -> Self {
        self.with(Key::Origins, Value::list(origins))
    }

    /// Adds origins to the list: to the list that is set, or else to the list of the policy
    /// that the builder started with. [`Policy::with_origins`] replaces the list.
    ///
    /// The list with the added origins keeps every rule. So an origin that is listed already
    /// is a problem, and `["*"]` is one beside other origins.
    pub fn add_origins<E: Into<Entry>>(mut self, origins: impl IntoIterator<Item = E>) -> Self {
        self.added.extend(origins.into_iter().map(Into::into));
        self
    }

    /// Sets the methods that pages may send besides GET, HEAD and POST; `["*"]`
    /// for any.
    pub fn methods<E: Into<Entry>>(self, methods: impl IntoIterator<Item = E>) -> Self {
        self.with(Key::Methods, Value::list(methods))
    }

    /// Sets the request headers that pages may set besides the safelisted ones;
    /// `["*"]` for any but `authorization`.
    pub fn headers<E: Into<Entry>>(self, headers: impl IntoIterator<Item = E>) -> Self {
        self.with(Key::Headers, Value::list(headers))
    }

    /// Sets the response headers that pages may read besides the safelisted ones;
    /// `["*"]` for any.
    pub fn expose_headers<E: Into<Entry>>(self, headers: impl IntoIterator<Item = E>) -> Self {
        self.with(Key::ExposeHeaders, Value::list(headers))
    }

    /// Sets whether pages may send cookies, client certificates and HTTP
    /// authentication.
    pub fn credentials(self, credentials: bool) -> Self {
        self.with(Key::Credentials, Value::Flag(credentials))
    }

    /// Sets how long browsers may cache the answer to a preflight: seconds, a [`Duration`],
    /// or a text such as `"10m"`.
    pub fn max_age(self, max_age: impl Into<MaxAge>) -> Self {
        self.with(Key::MaxAge, Value::Duration(max_age.into().0))
    }

    /// Builds the policy.
    ///
    /// # Errors
    ///
    /// Every problem, in the order in which the keys were set.
    pub fn build(self) -> Result<Policy, Problems> {
        self.build_with_notes().map(|(policy, _)| policy)
    }

    /// Builds the policy, and returns the notes about it.
    ///
    /// # Errors
    ///
    /// Every problem, in the order in which the keys were set.
    pub fn build_with_notes(self) -> Result<(Policy, Vec<Problem>), Problems> {
        let set = self.set.fields();
        let is_set = |kept: &&Field| set.iter().any(|field| field.key == kept.key);
        let kept = self.base.fields().iter().filter(|kept| !is_set(kept));
        let mut fields: Vec<Field> = kept.chain(set).cloned().collect();
        if !self.added.is_empty() {
            let is_list = |field: &&mut Field| field.key == Key::Origins.name();
            match fields
                .iter_mut()
                .find(is_list)
                .map(|field| &mut field.value)
            {
                Some(Value::List(entries)) => entries.extend(self.added),
                _ => fields.push(Field {
                    key: Key::Origins.name().to_owned(),
                    value: Value::List(self.added),
                }),
            }
        }
        let mut declaration = Declaration::new(Input::Builder);
        for field in fields {
            declaration.push(field.key, field.value);
        }
        Policy::from_declaration(&declaration)
    }

    fn with(mut self, key: Key, value: Value) -> Self {
        self.set.push(key.name(), value);
        self
    }
}

/// The argument of [`PolicyBuilder::max_age`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaxAge(String);

/// Converts a number of seconds.
impl From<u32> for MaxAge {
    fn from(seconds: u32) -> Self {
        MaxAge(seconds.to_string())
    }
}

/// Converts a duration. A fraction of a second is a problem, because the header contains
/// whole seconds.
impl From<Duration> for MaxAge {
    fn from(duration: Duration) -> Self {
        if duration.subsec_nanos() == 0 {
            MaxAge(duration.as_secs().to_string())
        } else {
            MaxAge(duration.as_secs_f64().to_string())
        }
    }
}

/// Converts a text such as `600`, `600s`, `10m`, `2h` or `1d`.
impl From<String> for MaxAge {
    fn from(text: String) -> Self {
        MaxAge(text)
    }
}

/// Converts a text such as `600`, `600s`, `10m`, `2h` or `1d`.
impl From<&str> for MaxAge {
    fn from(text: &str) -> Self {
        MaxAge(text.to_owned())
    }
}
