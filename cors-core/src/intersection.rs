//! The intersection of policies, for a request to which any of them may apply.

use std::sync::Arc;

use crate::compiled::{CompiledPolicy, Contents, HeaderList, non_empty};
use crate::header_map::HeaderMap;
use crate::policy::{Policy, joined};
use crate::shared::SharedPolicy;

impl<M: HeaderMap> CompiledPolicy<M> {
    /// A policy that allows only what all of these policies allow, or `None` if there are
    /// no policies. It is for a request to which any of them may apply.
    pub fn intersection(policies: impl IntoIterator<Item = SharedPolicy>) -> Option<Self> {
        let all: Vec<SharedPolicy> = policies.into_iter().collect();
        let (first, others) = all.split_first()?;
        if others.is_empty() {
            return Some(Self::new(first.clone()));
        }
        let policies = || all.iter().map(|policy| &**policy);
        let credentials = policies().all(Policy::credentials);
        let value = |names: Names<'_>| non_empty(&names.wire()).and_then(M::from_str);
        let list = |names: Names<'_>| {
            if names.any && credentials {
                HeaderList::Echo
            } else {
                HeaderList::Fixed(value(names))
            }
        };
        // Without `max_age`, a browser caches the answer for only 5 seconds. So the key is
        // left out if one policy leaves it out.
        let ages: Option<Vec<u32>> = policies().map(Policy::max_age).collect();
        Some(Self::build(Contents {
            policy: first.clone(),
            others: others.to_vec(),
            any: policies().all(Policy::allows_any_origin),
            varies: !policies().all(Policy::allows_any_origin),
            credentials,
            methods: list(Names::intersection(policies().map(Names::methods))),
            headers: list(Names::intersection(policies().map(Names::headers))),
            expose_headers: value(Names::intersection(policies().map(Names::exposed))),
            max_age: ages.and_then(|ages| ages.into_iter().min()),
        }))
    }

    /// Like [`intersection`](CompiledPolicy::intersection), for compiled policies. Each of
    /// them may be an intersection too.
    pub fn intersection_of<'p>(
        compiled: impl IntoIterator<Item = &'p Arc<Self>>,
    ) -> Option<Arc<Self>> {
        let compiled: Vec<&Arc<Self>> = compiled.into_iter().collect();
        let policies = compiled.iter().flat_map(|policy| policy.policies());
        let both = Arc::new(Self::intersection(policies.cloned())?);
        let varies = compiled.iter().any(|policy| policy.varies);
        Some(if varies { both.varying() } else { both })
    }
}

/// A list of names, or all names.
struct Names<'p> {
    any: bool,
    /// Whether the names include `authorization`. `*` includes it only with credentials.
    authorization: bool,
    listed: Vec<&'p str>,
}

impl<'p> Names<'p> {
    fn new(listed: impl Iterator<Item = &'p str>, star_is_all: bool) -> Self {
        let (stars, listed): (Vec<&str>, Vec<&str>) = listed.partition(|name| *name == "*");
        Names {
            any: !stars.is_empty(),
            authorization: !stars.is_empty() && star_is_all || listed.contains(&AUTHORIZATION),
            listed,
        }
    }

    fn methods(policy: &'p Policy) -> Self {
        Self::new(policy.methods(), true)
    }

    fn headers(policy: &'p Policy) -> Self {
        Self::new(policy.headers(), policy.credentials())
    }

    fn exposed(policy: &'p Policy) -> Self {
        Self::new(policy.expose_headers(), true)
    }

    fn has(&self, name: &str) -> bool {
        if name == AUTHORIZATION {
            self.authorization
        } else {
            self.any || self.listed.contains(&name)
        }
    }

    /// The names that are in every list.
    fn intersection(lists: impl Iterator<Item = Self>) -> Self {
        let lists: Vec<Self> = lists.collect();
        let mut listed: Vec<&str> = Vec::new();
        for name in lists.iter().flat_map(|list| &list.listed) {
            if !listed.contains(name) && lists.iter().all(|list| list.has(name)) {
                listed.push(name);
            }
        }
        Names {
            any: lists.iter().all(|list| list.any),
            authorization: lists.iter().all(|list| list.authorization),
            listed,
        }
    }

    /// The value of the header.
    fn wire(&self) -> String {
        match (self.any, self.listed.contains(&AUTHORIZATION)) {
            (true, true) => format!("*,{AUTHORIZATION}"),
            (true, false) => "*".to_owned(),
            (false, _) => joined(self.listed.iter().copied()),
        }
    }
}

const AUTHORIZATION: &str = "authorization";
