//! Several policies in one application: what the engine does where the method
//! decides which of them governs, and where nobody can say which does.

use crate::engine::{Answer, Constant, Grant, Prepared, non_empty, requested_method, write};
use crate::header_map::{Field, HeaderMap};
use crate::policy::{Policy, joined};
use crate::shared::SharedPolicy;

impl<M: HeaderMap> Prepared<M> {
    /// Answers a preflight for a URL whose methods several policies govern,
    /// this one the requested method.
    ///
    /// Browsers keep an answer for the URL. So it names the requested method
    /// alone, lest the list of one policy let a method through that another
    /// refuses. And it is not kept if it names headers: those a browser keeps
    /// for every method of the URL.
    pub fn answer_one_method(
        &self,
        grant: Grant<M::Value>,
        request: &M::Map,
        response: &mut M::Map,
    ) -> Answer {
        let granted = self.write_grant(grant, response);
        if granted {
            let method = requested_method::<M>(request);
            if let Some(method) = method.filter(|method| self.names(M::bytes(method))) {
                M::write(response, Field::AllowMethods, method.clone());
            }
            self.write_headers(request, response);
            match M::contains(response, Field::AllowHeaders) {
                true => write::<M>(response, Field::MaxAge, &self.no_age),
                false => write::<M>(response, Field::MaxAge, &self.max_age),
            }
        }
        match granted && self.headers.is_echo() {
            true => write::<M>(response, Field::Vary, &self.vary_echo),
            false => write::<M>(response, Field::Vary, &self.vary_method),
        }
        Answer::of(granted)
    }

    /// What every one of these policies grants, where it cannot be known which
    /// of them governs; `None` if there are none.
    pub fn meet(policies: impl IntoIterator<Item = SharedPolicy>) -> Option<Self> {
        let mut policies = policies.into_iter();
        let mut prepared = Self::new(policies.next()?);
        prepared.others = policies.collect();
        if prepared.others.is_empty() {
            return Some(prepared);
        }
        let credentials = prepared.policies().all(Policy::credentials);
        let value = |wire: String| non_empty(&wire).and_then(M::value);
        let constant = |names: Names<'_>| match names.any && credentials {
            true => Constant::Echo,
            false => Constant::Value(value(names.wire())),
        };
        let methods = constant(Names::meet(prepared.policies().map(Names::methods)));
        let headers = constant(Names::meet(prepared.policies().map(Names::headers)));
        let expose_headers = value(Names::meet(prepared.policies().map(Names::exposed)).wire());
        // A policy that says nothing leaves it to the browser, for 5 seconds.
        let ages = prepared.policies().map(Policy::max_age);
        let age = ages.collect::<Option<Vec<_>>>();
        let age = age.and_then(|ages| ages.into_iter().min());
        let any = prepared.policies().all(Policy::allows_any_origin);
        Some(Prepared {
            any,
            credentials,
            methods,
            headers,
            expose_headers,
            max_age: age.and_then(|seconds| M::value(&seconds.to_string())),
            ..prepared
        })
    }

    /// Whether the answer names this method: every policy lets it through, and
    /// one of them says so.
    pub(crate) fn names(&self, method: &[u8]) -> bool {
        let lists = |policy: &Policy| policy.lists_method(method);
        let needs_no_mention = [&b"GET"[..], b"HEAD", b"POST"].contains(&method);
        self.policies().any(lists) && (needs_no_mention || self.policies().all(lists))
    }
}

/// A list of names, or all names.
struct Names<'p> {
    any: bool,
    /// Whether `authorization` is among them, which `*` leaves out where
    /// credentials do not count.
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
        match name {
            AUTHORIZATION => self.authorization,
            name => self.any || self.listed.contains(&name),
        }
    }

    /// The names that are in every list.
    fn meet(lists: impl Iterator<Item = Self>) -> Self {
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

    /// The list as it goes over the wire.
    fn wire(&self) -> String {
        match (self.any, self.listed.contains(&AUTHORIZATION)) {
            (true, true) => format!("*,{AUTHORIZATION}"),
            (true, false) => "*".to_owned(),
            (false, _) => joined(self.listed.iter().copied()),
        }
    }
}

const AUTHORIZATION: &str = "authorization";
