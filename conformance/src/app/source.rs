//! The policies of the application, in front of its router.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use cors_engine::adapter::{CompiledPolicy, HeaderMap, PolicySource};
use cors_engine::routes::Policies;
use cors_engine::{Choose, ChoosePolicy, Live, Policy, PolicyRequest, Problems};

use crate::check::{self, Failure};
use crate::condition::{Condition, Part};
use crate::route_entry::RouteEntry;

/// The form in which the policies are attached.
#[derive(Debug, Clone)]
pub(crate) enum Form {
    /// As they are.
    Fixed,
    /// In a `Live`. Each line of the standard input is the file of a new policy of the
    /// application.
    Live,
    /// In a chooser: the policy of the first condition that holds, or else the policy of
    /// the application.
    Chosen(Vec<Condition<Policy>>),
}

/// One policy, or policies that depend on the request.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    application: Policy,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    One,
    ByUrl(Policies),
    Live(Live),
    Chosen(Vec<Condition<Policy>>),
}

impl Source {
    /// # Errors
    ///
    /// The problems of the route entries.
    pub(crate) fn new(
        application: Policy,
        routes: Vec<RouteEntry<Policy>>,
        form: Form,
    ) -> Result<Self, Problems> {
        let kind = match form {
            Form::Fixed if routes.is_empty() => Kind::One,
            Form::Fixed => Kind::ByUrl(policies(application.clone(), routes)?),
            Form::Live => {
                let live = Live::new(policies(application.clone(), routes.clone())?);
                let followed = live.clone();
                thread::spawn(move || follow(&followed, &routes));
                Kind::Live(live)
            }
            Form::Chosen(conditions) => Kind::Chosen(conditions),
        };
        Ok(Source { application, kind })
    }

    /// The policy of the application.
    #[cfg(feature = "peers")]
    pub(crate) fn application(&self) -> &Policy {
        &self.application
    }
}

fn policies(application: Policy, routes: Vec<RouteEntry<Policy>>) -> Result<Policies, Problems> {
    let mut builder = Policies::builder(application);
    for RouteEntry {
        method,
        path,
        policy,
    } in routes
    {
        let path = if path.is_empty() { "/" } else { &path };
        builder = match method {
            Some(method) => builder.route(method, path, policy),
            None => builder.nest(path, policy),
        };
    }
    builder.build()
}

/// Replaces the policy of the application by each file that the standard input names.
/// Prints one line per file: `replaced` and the generation, or `kept` and the rules that
/// the file breaks.
fn follow(live: &Live, routes: &[RouteEntry<Policy>]) {
    for line in io::stdin().lines() {
        let Ok(file) = line else { return };
        let policy = match check::read(Path::new(&file)) {
            Ok(policy) => policies(policy, routes.to_vec()),
            Err(Failure::Problems(problems)) => Err(problems),
            Err(Failure::Unreadable(why)) => {
                println!("unreadable {why}");
                continue;
            }
        };
        match live.update(policy) {
            Ok(()) => println!("replaced {}", live.generation()),
            Err(problems) => {
                let rules: Vec<&str> = problems.iter().map(|problem| problem.rule.name()).collect();
                println!("kept {}", rules.join(" "));
            }
        }
    }
}

impl<M: HeaderMap> From<Source> for PolicySource<M> {
    fn from(source: Source) -> Self {
        match source.kind {
            Kind::One => source.application.into(),
            Kind::ByUrl(policies) => policies.into(),
            Kind::Live(live) => live.into(),
            Kind::Chosen(conditions) => {
                let compile = |condition: Condition<Policy>| Condition {
                    part: condition.part,
                    value: condition.value,
                    policy: Arc::new(CompiledPolicy::new(condition.policy)),
                };
                Choose(Conditions::<M> {
                    conditions: conditions.into_iter().map(compile).collect(),
                    otherwise: Arc::new(CompiledPolicy::new(source.application)),
                })
                .into()
            }
        }
    }
}

struct Conditions<M: HeaderMap> {
    conditions: Vec<Condition<Arc<CompiledPolicy<M>>>>,
    otherwise: Arc<CompiledPolicy<M>>,
}

impl<M: HeaderMap> ChoosePolicy<M> for Conditions<M> {
    /// Reads only the parts of the request that the conditions need, up to the first one
    /// that holds.
    fn choose(&self, request: &PolicyRequest<'_>) -> Arc<CompiledPolicy<M>> {
        let holds = |condition: &&Condition<_>| {
            let part = match condition.part {
                Part::Host => request.host(),
                Part::Path => Some(request.path()),
                Part::Method => Some(request.method()),
                Part::Origin => request.origin(),
            };
            part == Some(&condition.value)
        };
        let found = self.conditions.iter().find(holds);
        Arc::clone(found.map_or(&self.otherwise, |condition| &condition.policy))
    }
}
