//! Checks what a browser did against the policy and against the model.

use std::collections::BTreeSet;
use std::fmt::Display;

use cors_browser::UserAgent;
use serde_json::Value;

use crate::adapter::Adapter;
use crate::browser::Browser;
use crate::case::{Cached, Case, Step, Within, urls};
use crate::differences::{self, Setting};
use crate::log::Exchange;
use crate::model::{self, Prediction};
use crate::naive::{self, Outcome};
use crate::server::Servers;
use crate::tried::Tried;
use crate::wire::Sent;

/// The result of a case.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// All problems, with the requests and responses.
    pub(crate) problems: Vec<String>,
    /// The known differences that occurred.
    pub(crate) differences: Vec<&'static str>,
}

/// A case, and the adapter and browser that ran it.
#[derive(Clone, Copy)]
pub(crate) struct CaseRun<'a> {
    pub(crate) id: usize,
    pub(crate) case: &'a Case,
    pub(crate) adapter: Adapter,
    pub(crate) browser: Browser,
    pub(crate) servers: &'a Servers,
    pub(crate) tried: &'a Tried,
    pub(crate) pages: [u16; 2],
}

impl CaseRun<'_> {
    /// Checks the case. `seen` is what the page saw of each step.
    pub(crate) fn check(&self, seen: Option<&[Value]>, exchanges: &[Exchange]) -> Verdict {
        let mut verdict = Verdict::default();
        let seen = seen.unwrap_or_default();
        if seen.len() != self.case.steps.len() {
            verdict
                .problems
                .push("the page did not report what it saw".to_owned());
            return verdict;
        }
        let mut agent = UserAgent::new(self.browser.model());
        for (number, seen) in seen.iter().enumerate() {
            let sent = exchanges.iter().filter(|exchange| exchange.step == number);
            let sent: Vec<Exchange> = sent.cloned().collect();
            self.step(number, seen, &sent, &mut agent, &mut verdict);
        }
        verdict
    }

    fn step(
        &self,
        number: usize,
        seen: &Value,
        exchanges: &[Exchange],
        agent: &mut UserAgent,
        verdict: &mut Verdict,
    ) {
        let step = &self.case.steps[number];
        let page = self.case.page.origin(self.pages);
        let urls = urls(step, self.id, self.adapter, self.servers);
        let sent: Vec<Sent> = exchanges
            .iter()
            .map(|exchange| Sent::of(exchange, &urls))
            .collect();
        let mut problems = Vec::new();

        let Some(outcome) = outcome(seen) else {
            verdict
                .problems
                .push(format!("step {number}: the page saw {seen}"));
            return;
        };
        let origin = match step.within {
            Within::Sandbox => "null",
            _ => &page,
        };
        let expected = naive::expect(step, origin, self.servers);
        let setting = Setting {
            case: self.case,
            number,
            expected: &expected,
        };
        let difference = differences::find(self.browser, &setting);
        match difference {
            None => {
                compare(
                    "outcome, by the policy",
                    &expected.outcome,
                    &outcome,
                    &mut problems,
                );
                compare_sent("by the policy", &expected.sent, &sent, &mut problems);
            }
            Some(known) => {
                let must = known.outcome.unwrap_or(expected.outcome);
                compare(
                    &format!("outcome, by {}", known.name),
                    &must,
                    &outcome,
                    &mut problems,
                );
                if outcome == expected.outcome && sent == expected.sent {
                    problems.push(format!("{} was not seen", known.name));
                }
                verdict.differences.push(known.name);
            }
        }
        problems.extend(self.tried.difference(self.id, self.browser, outcome));
        if outcome == Outcome::Read {
            self.read(number, seen, exchanges, &mut problems);
        }
        cookies(step.cookie, self.id, exchanges, &mut problems);
        preflights(exchanges, &mut problems);

        // The model has no cache of responses.
        if step.cached != Cached::Fresh {
            match model::predict(agent, step, &page, &urls, exchanges) {
                Ok(prediction) => {
                    compare(
                        "outcome, by the model",
                        &prediction.outcome,
                        &outcome,
                        &mut problems,
                    );
                    compare_sent("by the model", &prediction.sent, &sent, &mut problems);
                    if outcome == Outcome::Read && step.cached != Cached::Stale {
                        head(step, seen, &prediction, &mut problems);
                    }
                    if let Some(cause) = prediction.cause.filter(|_| !problems.is_empty()) {
                        problems.push(format!("the model's cause: {cause}"));
                    }
                }
                Err(error) => problems.push(error),
            }
        }
        if !problems.is_empty() {
            problems.push(format!("the page saw {seen}"));
            problems.extend(exchanges.iter().map(shown));
            let step = format!("step {number}, {} {}", step.method, urls[0]);
            verdict
                .problems
                .push(format!("{step}\n    {}", problems.join("\n    ")));
        }
    }

    /// A script must read what the server sent, except for what the policy hides.
    fn read(
        &self,
        number: usize,
        seen: &Value,
        exchanges: &[Exchange],
        problems: &mut Vec<String>,
    ) {
        let step = &self.case.steps[number];
        let is_stale = step.cached == Cached::Stale;
        let last = exchanges.iter().rfind(|exchange| !exchange.is_preflight());
        let Some(response) = last.and_then(|last| last.response.as_ref()) else {
            if step.cached != Cached::Fresh {
                problems.push("the page read a response, but none was sent".to_owned());
            }
            return;
        };
        if is_stale {
            compare("status on the wire", &304, &response.status(), problems);
        }
        if !naive::shows_head(step) {
            return;
        }
        let status = if is_stale { 200 } else { response.status() };
        compare("status", &Value::from(status), &seen["status"], problems);
        let body = match is_stale {
            // The first response is read again. Its body is in the script of the
            // query.
            true => "hello".to_owned(),
            false => String::from_utf8_lossy(&response.body).into_owned(),
        };
        compare("body", &Value::from(body), &seen["body"], problems);
        if is_stale {
            return;
        }
        let include = step.credentials == cors_browser::Credentials::Include;
        let Some(hop) = step.hops.last() else { return };
        let policy = self.servers.site(hop.site).policy(step.method, hop.path);
        let names = response.headers.iter().map(|(name, _)| name.clone());
        let exposed: BTreeSet<String> =
            names.filter(|name| policy.exposes(name, include)).collect();
        compare(
            "headers, by the policy",
            &exposed,
            &seen_headers(seen),
            problems,
        );
    }
}

impl Browser {
    fn model(self) -> cors_browser::Browser {
        match self {
            Browser::Chromium => cors_browser::Browser::Chromium,
            Browser::Firefox => cors_browser::Browser::Firefox,
            Browser::WebKit => cors_browser::Browser::WebKit,
        }
    }
}

fn outcome(seen: &Value) -> Option<Outcome> {
    match seen["outcome"].as_str()? {
        "read" => Some(Outcome::Read),
        "failed" => Some(Outcome::Failed),
        "opaque" => Some(Outcome::Opaque),
        "opaqueredirect" => Some(Outcome::OpaqueRedirect),
        _ => None,
    }
}

fn head(step: &Step, seen: &Value, prediction: &Prediction, problems: &mut Vec<String>) {
    if !naive::shows_head(step) {
        return;
    }
    let status = Value::from(prediction.status);
    compare("status, by the model", &status, &seen["status"], problems);
    let body = String::from_utf8_lossy(&prediction.body).into_owned();
    compare(
        "body, by the model",
        &Value::from(body),
        &seen["body"],
        problems,
    );
    let names: BTreeSet<String> = prediction.headers.iter().cloned().collect();
    compare(
        "headers, by the model",
        &names,
        &seen_headers(seen),
        problems,
    );
}

fn seen_headers(seen: &Value) -> BTreeSet<String> {
    let names = seen["headers"].as_array().into_iter().flatten();
    names
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// A preflight has no cookies. For other requests, the case says which cookies are
/// sent.
fn cookies(expected: Option<bool>, id: usize, exchanges: &[Exchange], problems: &mut Vec<String>) {
    let ours = format!("c{id}=1");
    for exchange in exchanges {
        let cookies = exchange.request.header("cookie");
        if exchange.is_preflight() {
            compare("cookies of a preflight", &None, &cookies, problems);
        } else if let Some(expected) = expected {
            let cookies = cookies.unwrap_or_default();
            let is_sent = cookies.split("; ").any(|cookie| cookie == ours);
            compare("the cookie is sent", &expected, &is_sent, problems);
        }
    }
}

/// No handler answers a preflight.
fn preflights(exchanges: &[Exchange], problems: &mut Vec<String>) {
    for exchange in exchanges.iter().filter(|exchange| exchange.is_preflight()) {
        let answer = exchange.response.as_ref();
        if answer.is_none_or(|answer| answer.header("x-handler").is_some()) {
            problems.push("a handler answered a preflight, or there was no response".to_owned());
        }
    }
}

fn compare<T: PartialEq + std::fmt::Debug>(
    what: &str,
    expected: &T,
    seen: &T,
    problems: &mut Vec<String>,
) {
    if expected != seen {
        problems.push(format!("{what}: expected {expected:?}, saw {seen:?}"));
    }
}

fn compare_sent(by: &str, expected: &[Sent], seen: &[Sent], problems: &mut Vec<String>) {
    if expected != seen {
        let [expected, seen] = [expected, seen].map(joined);
        problems.push(format!("sent, {by}: expected {expected}, saw {seen}"));
    }
}

fn joined(items: &[impl Display]) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    format!("[{}]", items.join(", "))
}

fn shown(exchange: &Exchange) -> String {
    let lines = |message: &crate::http::Message| {
        let headers = message.headers.iter();
        let headers = headers.map(|(name, value)| format!("\n        {name}: {value}"));
        format!("{}{}", message.start, headers.collect::<String>())
    };
    let response = exchange.response.as_ref();
    let response = response.map_or("no response".to_owned(), lines);
    format!("{}\n      {response}", lines(&exchange.request))
}
