//! Writes policies by URL as a configuration.

use std::collections::{HashMap, HashSet};

use cors_rules::Input;
use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Config;
use super::routes::{METHODS, NEST, NONE, PATH, POLICIES, POLICY, ROUTES};
use super::write::write_fields;
use crate::policy::Policy;
use crate::routes::{Policies, PolicyEntry};

/// Writes the configuration of these policies: the keys of the application's policy,
/// `[policies.NAME]` and `[[routes]]`. Reading it returns equal policies. The exception is
/// an application's policy without origins, because a configuration lists origins.
///
/// Policies from a configuration keep their names. Any other policy gets a name such as
/// `policy1`.
impl Serialize for Policies {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let application = self.application().declaration(Input::File);
        let named = Named::new(self);
        let mut map = serializer.serialize_map(None)?;
        write_fields(&application, &mut map)?;
        if !named.policies.is_empty() {
            map.serialize_entry(POLICIES, &Table(&named.policies))?;
        }
        if !named.routes.is_empty() {
            map.serialize_entry(ROUTES, &named.routes)?;
        }
        map.end()
    }
}

/// Reads and builds policies by URL. All problems are in the text of the error.
impl<'de> Deserialize<'de> for Policies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Config::deserialize(deserializer)?
            .build_policies()
            .map_err(de::Error::custom)
    }
}

/// The policies of the entries, each with a name, and the routes with these names.
#[derive(Default)]
struct Named<'p> {
    policies: Vec<(String, &'p Policy)>,
    routes: Vec<Route<'p>>,
}

impl<'p> Named<'p> {
    fn new(policies: &'p Policies) -> Self {
        let mut named = Named::default();
        // The names of the policies by their text. Equal policies have one name.
        let mut names: HashMap<String, String> = HashMap::new();
        let mut taken: HashSet<String> = HashSet::from([NONE.to_owned()]);
        for (entry, name) in policies.named_entries() {
            let policy = if entry.policy.origins().next().is_none() {
                NONE.to_owned()
            } else {
                let name = names.entry(entry.policy.to_string()).or_insert_with(|| {
                    let name = unused(name, &taken);
                    taken.insert(name.clone());
                    named.policies.push((name.clone(), entry.policy));
                    name
                });
                name.clone()
            };
            named.routes.push(Route { entry, policy });
        }
        named
    }
}

/// The name, or a new one if there is none or it is taken.
fn unused(name: Option<&str>, taken: &HashSet<String>) -> String {
    let name = name.filter(|name| !taken.contains(*name));
    name.map_or_else(
        || {
            let mut numbered = (taken.len()..).map(|number| format!("policy{number}"));
            numbered
                .find(|name| !taken.contains(name))
                .unwrap_or_default()
        },
        str::to_owned,
    )
}

/// Names and policies as a table.
struct Table<'p>(&'p [(String, &'p Policy)]);

impl Serialize for Table<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, policy)| (name, policy)))
    }
}

/// One of the `[[routes]]`.
struct Route<'p> {
    entry: PolicyEntry<'p>,
    policy: String,
}

impl Serialize for Route<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.entry.methods {
            Some(methods) => {
                map.serialize_entry(PATH, self.entry.path)?;
                map.serialize_entry(METHODS, methods)?;
            }
            None => map.serialize_entry(NEST, self.entry.path)?,
        }
        map.serialize_entry(POLICY, &self.policy)?;
        map.end()
    }
}
