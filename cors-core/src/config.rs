//! Policies from TOML, JSON, YAML and every other format that serde reads.

mod raw;
#[cfg(feature = "routes")]
mod routes;
mod write;
#[cfg(feature = "routes")]
mod write_routes;

use cors_rules::{Declaration, Input, Key, Problem, Problems};
use serde::de::{self, Deserialize, Deserializer};

use crate::policy::Policy;
use raw::Raw;

/// A policy in a configuration, before it is checked.
///
/// A configuration has the keys of the policy language. Reading it fails only if the format
/// cannot be parsed. [`build`](Config::build) reports all problems of the policy. You can
/// also read a [`Policy`] directly. Its problems then become the text of the format's
/// error.
///
/// ```
/// use cors_engine::{Config, Rule};
///
/// let config: Config = toml::from_str(r#"
///     origins = ["https://example.com", { origin = "http://intranet", allow = ["insecure-origin"] }]
///     methods = ["GET", "PUT"]
///     credentials = true
///     max_age = "10m"
/// "#)?;
/// let policy = config.build()?;
/// assert_eq!(policy.max_age(), Some(600));
///
/// let config: Config = toml::from_str(r#"origins = ["example.com"]"#)?;
/// let problems = config.build().unwrap_err().with_source("cors.toml");
/// assert_eq!(problems[0].rule, Rule::OriginSchemeMissing);
/// assert!(problems.to_string().starts_with("origins[0] of cors.toml: "));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Problems are reported in the order of the keys, as the parser returns them.
/// `serde_json::from_str` and YAML keep the order of the file. `toml` and
/// `serde_json::Value` sort keys by name, unless their feature `preserve_order`
/// is enabled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    declaration: Declaration,
    #[cfg(feature = "routes")]
    routes: routes::Routes,
}

impl Config {
    /// Builds the policy.
    ///
    /// # Errors
    ///
    /// Every problem, in the order of the keys as the parser returns them.
    pub fn build(&self) -> Result<Policy, Problems> {
        self.build_with_notes().map(|(policy, _)| policy)
    }

    /// Builds the policy, and returns the notes about it.
    ///
    /// # Errors
    ///
    /// Every problem, in the order of the keys as the parser returns them.
    pub fn build_with_notes(&self) -> Result<(Policy, Vec<Problem>), Problems> {
        #[cfg(feature = "routes")]
        if let Some(problem) = self.routes.ignored() {
            return Err(problem.into());
        }
        Policy::from_declaration(&self.declaration)
    }
}

impl<'de> Deserialize<'de> for Config {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut declaration = Declaration::new(Input::File);
        let Raw::Table(fields) = Raw::deserialize(deserializer)? else {
            return Err(de::Error::custom(
                "a policy must be a table with the keys of the policy language",
            ));
        };
        #[cfg(feature = "routes")]
        let mut routes = routes::Routes::default();
        for (key, raw) in fields {
            #[cfg(feature = "routes")]
            let Some((key, raw)) = routes.take(key, raw) else {
                continue;
            };
            let meant = Key::named(&key).or_else(|| Key::meant_by(&key));
            declaration.push(key, raw.value(meant));
        }
        Ok(Config {
            declaration,
            #[cfg(feature = "routes")]
            routes,
        })
    }
}

/// Reads and builds a policy. All problems are in the text of the error.
impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Config::deserialize(deserializer)?
            .build()
            .map_err(de::Error::custom)
    }
}
