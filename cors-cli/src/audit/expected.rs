//! What the policy file says about the URL.

use std::collections::BTreeSet;

use cors_browser::{Report, Request, Response, Url};
use cors_engine::Policy;
use cors_engine::routes::Policies;

use super::question::{Access, Question};
use crate::policy_server::PolicyServer;

/// The policies of a file, for one URL.
pub(super) struct Expected {
    server: PolicyServer,
    /// The policies that apply to the URL. The first one applies to GET.
    pub(super) of_url: Vec<UrlPolicy>,
    /// The policies of the file that apply to no method of the URL.
    elsewhere: Vec<Policy>,
}

/// A policy and the methods of the URL that it applies to.
pub(super) struct UrlPolicy {
    pub(super) policy: Policy,
    /// A method that it applies to.
    pub(super) method: String,
    /// The methods to ask for in preflights that name no header.
    pub(super) methods: Vec<String>,
}

impl Expected {
    pub(super) fn new(policies: &Policies, url: &Url) -> Self {
        let server = PolicyServer::new(policies.clone());
        let path = url.path();
        let of_get = server.policy("GET", path);
        let mut of_url = vec![UrlPolicy {
            method: "GET".to_owned(),
            methods: of_get.methods().map(str::to_owned).collect(),
            policy: of_get,
        }];
        let routed = policies.entries().filter_map(|entry| entry.methods);
        let routed: BTreeSet<_> = routed.flatten().filter(|name| *name != "HEAD").collect();
        for method in routed {
            let policy = server.policy(method, path);
            match of_url.iter_mut().find(|one| one.policy == policy) {
                Some(one) => one.methods.push(method.clone()),
                None => of_url.push(UrlPolicy {
                    method: method.clone(),
                    methods: vec![method.clone()],
                    policy,
                }),
            }
        }
        for one in &mut of_url {
            // A preflight that names no header is about a method that needs one.
            one.methods.retain(|method| {
                let is_plain = matches!(&**method, "*" | "GET" | "HEAD" | "POST");
                !is_plain && server.policy(method, path) == one.policy
            });
            one.methods.sort_unstable();
            one.methods.dedup();
        }
        let mut others: Vec<Policy> = Vec::new();
        let of_entries = policies.entries().map(|entry| entry.policy);
        for policy in [policies.application()].into_iter().chain(of_entries) {
            let is_known = of_url.iter().any(|one| one.policy == *policy);
            if !is_known && !others.contains(policy) {
                others.push(policy.clone());
            }
        }
        Self {
            server,
            of_url,
            elsewhere: others,
        }
    }

    /// What the policies allow.
    pub(super) fn access(&self, question: Question<'_>, url: &Url) -> Access {
        question.access(url, |request| self.server.respond(request))
    }

    /// What a browser makes of the responses of the policies, each changed by `change`.
    pub(super) fn report(
        &self,
        question: Question<'_>,
        url: &Url,
        access: Access,
        change: impl Fn(Response) -> Response,
    ) -> Report {
        let respond = |request: &Request| change(self.server.respond(request));
        question.fetch(url, access, respond)
    }

    /// The value of `Access-Control-Max-Age` in the response to a preflight.
    pub(super) fn max_age(&self, question: Question<'_>, url: &Url) -> Option<u32> {
        let mut max_age = None;
        question.fetch(url, Access::WithoutCredentials, |request| {
            let response = self.server.respond(request);
            if request.is_preflight() {
                max_age = seconds(&response);
            }
            response
        });
        max_age
    }

    /// The policy that applies to GET.
    pub(super) fn policy(&self) -> Option<&Policy> {
        self.of_url.first().map(|one| &one.policy)
    }

    /// The policies that do not apply to GET.
    pub(super) fn others(&self) -> impl Iterator<Item = &Policy> {
        let of_url = self.of_url.iter().skip(1).map(|one| &one.policy);
        of_url.chain(&self.elsewhere)
    }
}

/// The value of `Access-Control-Max-Age`, if it is a number.
pub(super) fn seconds(response: &Response) -> Option<u32> {
    let value = response.headers.get("access-control-max-age")?;
    cors_browser::text(&value).parse().ok()
}
