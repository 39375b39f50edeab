//! The response headers that pages can read, and how long browsers keep the response to a
//! preflight.

use std::collections::BTreeSet;

use cors_browser::{Request, Response};

use super::expected::seconds;
use super::observed::{HEADER, lower_case, names};
use super::outages::Outage;
use super::question::{Access, Question, Refusal};
use super::state::Audit;
use crate::output::Severity;

/// Browsers keep the response to a preflight for so many seconds if it does not say how long.
const DEFAULT_MAX_AGE: u32 = 5;

/// No browser keeps it longer.
const MOST_SECONDS: u32 = 86_400;

impl Audit {
    /// Compares the headers that a page of this origin can read.
    pub(super) fn compare_exposed(&mut self, origin: &str) {
        let question = Question::get(origin);
        let mut responses = self.responses.iter();
        let own = responses.find(|(other, _)| other.as_deref() == Some(origin));
        let (Some(expected), Some((_, response))) = (&self.expected, own) else {
            return;
        };
        let found = question.access(&self.url, |_| response.clone());
        let access = found.min(expected.access(question, &self.url));
        if access == Access::Nothing {
            return;
        }
        let listed = expected.policy().into_iter();
        let listed = listed.flat_map(|policy| policy.expose_headers().map(str::to_owned));
        let mut tried: BTreeSet<String> = listed.collect();
        tried.extend(lower_case(names(response, "access-control-expose-headers")));
        if tried.remove("*") {
            tried.insert(HEADER.to_owned());
        }
        let with = |response: Response| {
            let names = tried.iter();
            names.fold(response, |response, name| response.header(&**name, "x"))
        };
        let server = question.fetch(&self.url, access, |_: &Request| with(response.clone()));
        let policy = expected.report(question, &self.url, access, with);
        let readable = |report: &cors_browser::Report, name: &str| {
            let readable = report.outcome.readable();
            readable.is_some_and(|readable| readable.headers.contains(name))
        };
        let differ = |by_server: bool| {
            let names = tried.iter().filter(|name| {
                let (server, policy) = (readable(&server, name), readable(&policy, name));
                server == by_server && policy != by_server
            });
            names.cloned().collect::<Vec<_>>()
        };
        let (wider, narrower) = (differ(true), differ(false));
        let value = response.headers.get("access-control-expose-headers");
        if !wider.is_empty() {
            self.find_with_help(
                "wider-expose",
                Severity::Warning,
                format!(
                    "the server lets pages read the response headers {}, and the policy does not",
                    wider.join(", ")
                ),
                Some(
                    "remove them from Access-Control-Expose-Headers, or add them to \
                     `expose_headers` of the policy"
                        .to_owned(),
                ),
            );
        }
        if !narrower.is_empty() {
            let reason = match value {
                Some(value) => format!(
                    "Access-Control-Expose-Headers is {:?}",
                    cors_browser::text(&value)
                ),
                None => "the response has no Access-Control-Expose-Headers".to_owned(),
            };
            let names = narrower.join(", ");
            self.outages.add(Outage {
                name: "narrower-expose",
                who: vec!["pages".to_owned()],
                is_for_everyone: false,
                what: format!("to read the response headers {names}"),
                refusal: Refusal {
                    reason,
                    help: Some(format!("send Access-Control-Expose-Headers: {names}")),
                    by_status: false,
                },
            });
        }
    }

    /// Compares how long browsers keep the response to a preflight that allows something.
    pub(super) fn compare_max_age(
        &mut self,
        question: Question<'_>,
        access: Access,
        response: &Response,
    ) {
        if access == Access::Nothing {
            return;
        }
        let Some(expected) = &self.expected else {
            return;
        };
        let of_policy = expected.max_age(question, &self.url);
        let kept = |seconds: Option<u32>| seconds.unwrap_or(DEFAULT_MAX_AGE).min(MOST_SECONDS);
        let (server, policy) = (kept(seconds(response)), kept(of_policy));
        if server == policy {
            return;
        }
        self.find_once(
            "max-age",
            Severity::Warning,
            format!(
                "with the server, browsers keep the response to a preflight for {server} seconds, \
                 and with the policy for {policy}"
            ),
            "send the `max_age` of the policy as Access-Control-Max-Age, or change the policy",
        );
    }
}
