//! `[policies.NAME]` and `[[routes]]` of a configuration.

use std::collections::HashMap;

use cors_rules::{Declaration, Input, Key, Problem, Problems};

use super::Config;
use super::raw::Raw;
use crate::policy::Policy;
use crate::routes::{Policies, Written};
use crate::shared::SharedPolicy;

/// The part of a configuration that is about routes, before it is checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Routes {
    policies: Vec<(String, Declaration)>,
    routes: Vec<Route>,
    /// The problems of values that have the wrong type.
    problems: Vec<Problem>,
}

/// One of the `[[routes]]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Route {
    path: Option<String>,
    nest: Option<String>,
    methods: Option<Vec<String>>,
    policy: Option<String>,
    problems: Vec<Problem>,
}

pub(super) const POLICIES: &str = "policies";
pub(super) const ROUTES: &str = "routes";
pub(super) const PATH: &str = "path";
pub(super) const NEST: &str = "nest";
pub(super) const METHODS: &str = "methods";
pub(super) const POLICY: &str = "policy";

/// The longest name of a policy, in bytes.
const LONGEST_NAME: usize = 200;

/// The name of the policy that switches CORS off.
pub(super) const NONE: &str = "none";

impl Config {
    /// Builds policies by URL.
    ///
    /// The keys at the top level are the policy of the application. Each `[policies.NAME]`
    /// is another policy. Each of the `[[routes]]` has `path` and `methods`, or `nest`, and
    /// the name of its `policy`. The name `"none"` switches CORS off.
    ///
    /// ```
    /// # use cors_engine::Config;
    /// let config: Config = toml::from_str(r#"
    ///     origins = "*"
    ///
    ///     [policies.partners]
    ///     origins = ["https://partner.example"]
    ///     methods = ["PUT"]
    ///
    ///     [[routes]]
    ///     path = "/orders/{id}"
    ///     methods = ["PUT"]
    ///     policy = "partners"
    ///
    ///     [[routes]]
    ///     nest = "/health"
    ///     policy = "none"
    /// "#)?;
    /// let policies = config.build_policies()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every problem: first the problems of the application's policy, then of the other
    /// policies, then of the routes.
    pub fn build_policies(&self) -> Result<Policies, Problems> {
        self.build_policies_with_notes()
            .map(|(policies, _)| policies)
    }

    /// Like [`build_policies`](Config::build_policies), and returns the notes too.
    ///
    /// # Errors
    ///
    /// As [`build_policies`](Config::build_policies).
    pub fn build_policies_with_notes(&self) -> Result<(Policies, Vec<Problem>), Problems> {
        let mut found = Vec::new();
        let application = built(&self.declaration, "", &mut found);
        let application = application.unwrap_or_else(|| Policy::NONE.into());
        found.extend(self.routes.problems.iter().cloned());
        let mut named = Named::default();
        for (name, declaration) in &self.routes.policies {
            let parent = format!("{POLICIES}.{name}");
            let policy = built(declaration, &parent, &mut found);
            named.names.push(name);
            named.policies.entry(name).or_insert(policy);
        }
        let mut builder = Policies::builder(application);
        for (index, route) in self.routes.routes.iter().enumerate() {
            found.extend(route.problems.iter().cloned());
            if let Some(written) = route.written(index, &named, &mut found) {
                builder = builder.with(written);
            }
        }
        let (policies, notes) = match builder.build_with_notes() {
            Ok((policies, notes)) => (Some(policies), notes),
            Err(problems) => {
                found.extend(problems.notes().iter().cloned());
                found.extend(problems);
                (None, Vec::new())
            }
        };
        found.extend(notes);
        let notes = Problems::check(found)?;
        // Without a problem, there are policies.
        let problem = || Problem::syntax("the routes could not be built");
        Ok((policies.ok_or_else(problem)?, notes))
    }
}

/// The policies of a file.
#[derive(Default)]
struct Named<'f> {
    /// The names in the order of the file.
    names: Vec<&'f str>,
    /// The policies by name, without those that have problems. The first policy counts if a
    /// name is written twice.
    policies: HashMap<&'f str, Option<SharedPolicy>>,
}

impl Named<'_> {
    /// The policy with this name, if it has no problems.
    fn policy(&self, route: usize, name: &str, found: &mut Vec<Problem>) -> Option<SharedPolicy> {
        match self.policies.get(name) {
            Some(policy) => policy.clone(),
            None if name == NONE => Some(Policy::NONE.into()),
            None => {
                found.push(Problem::policy_unknown(route, name, &self.names));
                None
            }
        }
    }
}

/// The policy of a declaration, if it has no problems.
fn built(
    declaration: &Declaration,
    parent: &str,
    found: &mut Vec<Problem>,
) -> Option<SharedPolicy> {
    let located = |problem: Problem| problem.with_parent(parent);
    match Policy::from_declaration(declaration) {
        Ok((policy, notes)) => {
            found.extend(notes.into_iter().map(located));
            Some(policy.into())
        }
        Err(problems) => {
            found.extend(problems.notes().iter().cloned().map(located));
            found.extend(problems.into_iter().map(located));
            None
        }
    }
}

impl Routes {
    /// Takes a field that is about routes. Returns any other field.
    pub(super) fn take(&mut self, key: String, raw: Raw) -> Option<(String, Raw)> {
        match (&*key, raw) {
            (POLICIES, Raw::Table(policies)) => {
                for (name, raw) in policies {
                    self.take_policy(name, raw);
                }
            }
            (ROUTES, Raw::List(routes)) => {
                let routes = routes.into_iter().enumerate();
                self.routes
                    .extend(routes.map(|(index, raw)| Route::new(index, raw)));
            }
            (POLICIES, _) => self.problems.push(Problem::syntax(
                "`policies` must be a table with the name of each policy as a key",
            )),
            (ROUTES, _) => self.problems.push(Problem::syntax(
                "`routes` must be a list of tables, one for each route",
            )),
            (_, raw) => return Some((key, raw)),
        }
        None
    }

    fn take_policy(&mut self, name: String, raw: Raw) {
        let parent = format!("{POLICIES}.{name}");
        let mut declaration = Declaration::new(Input::File);
        match raw {
            _ if name == NONE => self.problems.push(
                Problem::syntax("the name `none` switches CORS off; give the policy another name")
                    .with_parent(&parent),
            ),
            // Every problem of the policy repeats its name.
            _ if name.len() > LONGEST_NAME => {
                let message = format!("the name of a policy is longer than {LONGEST_NAME} bytes");
                self.problems.push(Problem::syntax(message));
            }
            Raw::Table(fields) => {
                for (key, raw) in fields {
                    let meant = Key::named(&key).or_else(|| Key::meant_by(&key));
                    declaration.push(key, raw.value(meant));
                }
                self.policies.push((name, declaration));
            }
            _ => self.problems.push(
                Problem::syntax("a policy must be a table with the keys of the policy language")
                    .with_parent(&parent),
            ),
        }
    }

    /// The problem of a configuration with routes, if the caller builds a single policy.
    pub(super) fn ignored(&self) -> Option<Problem> {
        let is_empty =
            self.routes.is_empty() && self.policies.is_empty() && self.problems.is_empty();
        (!is_empty).then(|| {
            Problem::syntax(
                "the configuration has `routes` or `policies`, and a single policy would \
                 ignore them; build it with `Config::build_policies`",
            )
        })
    }
}

impl Route {
    fn new(index: usize, raw: Raw) -> Self {
        let mut route = Route::default();
        let Raw::Table(fields) = raw else {
            let message = "a route must be a table with `path` and `methods`, or `nest`";
            let problem = Problem::route_value_type(index, "", message);
            route.problems.push(problem);
            return route;
        };
        for (key, raw) in fields {
            let mut wrong = |message: &str| {
                let problem = Problem::route_value_type(index, &key, message);
                route.problems.push(problem);
            };
            let earlier = match (&*key, raw) {
                (PATH, Raw::Text(text)) => route.path.replace(text).is_some(),
                (NEST, Raw::Text(text)) => route.nest.replace(text).is_some(),
                (POLICY, Raw::Text(text)) => route.policy.replace(text).is_some(),
                (PATH | NEST | POLICY, _) => {
                    wrong("the value must be a string");
                    false
                }
                (METHODS, raw) => match raw.texts() {
                    Some(methods) => route.methods.replace(methods).is_some(),
                    None => {
                        wrong("`methods` must be a list of strings, such as [\"PUT\"]");
                        false
                    }
                },
                _ => {
                    let known = [PATH, NEST, METHODS, POLICY];
                    let problem = Problem::route_key_unknown(index, &key, &known);
                    route.problems.push(problem);
                    false
                }
            };
            if earlier {
                let problem = Problem::route_value_type(index, &key, "the key is written twice");
                route.problems.push(problem);
            }
        }
        route
    }

    /// The entry for the builder, if the route is complete.
    fn written(
        &self,
        index: usize,
        named: &Named<'_>,
        found: &mut Vec<Problem>,
    ) -> Option<Written> {
        let name = self.policy.as_deref();
        let policy = name.and_then(|name| named.policy(index, name, found));
        // The problems of this route are already reported.
        let is_complete = self.problems.is_empty();
        let mut missing = |key: &str, message: &str, help: Option<&str>| {
            if is_complete {
                let mut problem = Problem::route_value_missing(index, key, message);
                problem.help = help.map(str::to_owned);
                found.push(problem);
            }
        };
        let (path, methods) = match (&self.path, &self.nest, &self.methods) {
            (Some(_), Some(_), _) => {
                missing(NEST, "a route has `path` or `nest`, not both", None);
                return None;
            }
            (None, None, _) => {
                missing(PATH, "a route has `path` and `methods`, or `nest`", None);
                return None;
            }
            (None, Some(_), Some(_)) => {
                missing(
                    METHODS,
                    "`nest` is for every method; `path` takes `methods`",
                    None,
                );
                return None;
            }
            (Some(path), None, Some(methods)) if !methods.is_empty() => {
                (path, Some(methods.clone()))
            }
            (Some(_), None, _) => {
                missing(
                    METHODS,
                    "a route with `path` names its `methods`",
                    Some(
                        "write the methods, such as methods = [\"PUT\"], or `nest`, which is for \
                         every method",
                    ),
                );
                return None;
            }
            (None, Some(path), None) => (path, None),
        };
        let Some(name) = name else {
            missing(
                POLICY,
                "a route names its `policy`; \"none\" switches CORS off",
                None,
            );
            return None;
        };
        Some(Written {
            index,
            methods,
            path: path.clone(),
            is_known: policy.is_some(),
            // The path and the methods are still checked.
            policy: policy.unwrap_or_else(|| Policy::NONE.into()),
            name: Some(name.to_owned()),
        })
    }
}
