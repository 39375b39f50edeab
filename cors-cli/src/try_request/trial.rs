//! The result of `cors try`, without secrets.

use cors_browser::{Body, Outcome, text};
use serde::Serialize;

use super::advice::Advice;
use super::intent::Intent;
use super::server::{Exchange, ExchangeResult, Server};
use super::verdict::{Verdict, name};
use crate::output::Finding;
use crate::redact::Secrets;

#[derive(Debug, Serialize)]
pub(crate) struct Trial {
    pub(super) origin: String,
    pub(super) url: String,
    pub(super) method: String,
    pub(super) credentials: bool,
    pub(super) exchanges: Vec<ShownExchange>,
    pub(super) verdicts: Vec<ShownVerdict>,
    pub(super) advice: Vec<Advice>,
    /// The curl commands of `--as-curl`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) commands: Vec<String>,
    #[serde(skip)]
    pub(super) findings: Vec<Finding>,
}

/// A request and its response.
#[derive(Debug, Serialize)]
pub(super) struct ShownExchange {
    pub(super) preflight: bool,
    pub(super) method: String,
    pub(super) url: String,
    pub(super) request_headers: Vec<(String, String)>,
    pub(super) body_size: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<u16>,
    pub(super) response_headers: Vec<(String, String)>,
    /// Why there is no response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failure: Option<String>,
    pub(super) sent: bool,
}

/// What one browser does.
#[derive(Debug, Serialize)]
pub(super) struct ShownVerdict {
    pub(super) browser: &'static str,
    /// Whether the page can read the response; `null` if a request was not sent or
    /// its response came too late.
    pub(super) allowed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cause: Option<&'static str>,
    /// What the browser prints to its console.
    pub(super) console: Vec<String>,
    /// The exchanges of this browser, by their index.
    pub(super) exchanges: Vec<usize>,
    /// The status that the page reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<u16>,
    /// The response headers that the page can read.
    pub(super) readable_headers: Vec<String>,
}

impl Trial {
    pub(super) fn new(intent: &Intent, server: &Server, verdicts: &[Verdict]) -> Self {
        let secrets = secrets(intent);
        let mut trial = Self::empty(intent, &secrets);
        trial.exchanges = server
            .exchanges
            .iter()
            .map(|exchange| ShownExchange::new(exchange, &secrets))
            .collect();
        trial.verdicts = verdicts
            .iter()
            .map(|verdict| ShownVerdict::new(verdict, &secrets))
            .collect();
        for verdict in verdicts {
            let blocked = verdict.report.as_ref().and_then(|report| {
                let blocked = report.outcome.blocked()?;
                Some((report, blocked))
            });
            let Some((report, blocked)) = blocked else {
                continue;
            };
            if trial
                .advice
                .iter()
                .any(|one| one.cause == blocked.cause.name())
            {
                continue;
            }
            let last = verdict
                .exchanges
                .last()
                .and_then(|&index| server.exchanges.get(index));
            let failure = last.and_then(|last| match &last.result {
                ExchangeResult::Failure(failure) => Some(failure),
                _ => None,
            });
            let policy = server.policy_of(&intent.fetch.method, &intent.url);
            let mut advice = Advice::new(report, blocked, intent, failure, policy.as_ref());
            advice.message = secrets.hide(&advice.message);
            advice.fix = secrets.hide(&advice.fix);
            for line in advice.policy.iter_mut().chain(&mut advice.headers) {
                *line = secrets.hide(line);
            }
            trial.advice.push(advice);
        }
        trial
    }

    pub(super) fn commands(intent: &Intent, commands: Vec<String>) -> Self {
        let secrets = secrets(intent);
        let mut trial = Self::empty(intent, &secrets);
        trial.commands = commands;
        trial
    }

    fn empty(intent: &Intent, secrets: &Secrets) -> Self {
        Self {
            origin: intent.page.origin().to_string(),
            url: secrets.hide(intent.url.as_str()),
            method: intent.fetch.method.clone(),
            credentials: intent.fetch.credentials == cors_browser::Credentials::Include,
            exchanges: Vec::new(),
            verdicts: Vec::new(),
            advice: Vec::new(),
            commands: Vec::new(),
            findings: Vec::new(),
        }
    }
}

pub(super) fn secrets(intent: &Intent) -> Secrets {
    let mut secrets = Secrets::default();
    for (name, value) in &intent.fetch.headers {
        secrets.add(name, value);
    }
    if let Some(cookie) = &intent.cookie {
        secrets.add("cookie", cookie);
    }
    secrets.add_url(&intent.url);
    if let Some(body) = &intent.fetch.body {
        secrets.add_body(bytes(body));
    }
    secrets
}

fn bytes(body: &Body) -> &[u8] {
    match body {
        Body::Text(text) => text.as_bytes(),
        Body::Bytes(bytes) | Body::Typed { bytes, .. } | Body::Stream(bytes) => bytes,
        _ => &[],
    }
}

impl ShownExchange {
    fn new(exchange: &Exchange, secrets: &Secrets) -> Self {
        let request = &exchange.request;
        let mut headers = request.headers.clone();
        if let Some(cookie) = &exchange.cookie {
            headers.append("cookie", cookie.clone());
        }
        let mut shown = Self {
            preflight: request.is_preflight(),
            method: request.method.clone(),
            url: secrets.hide(request.url.as_str()),
            request_headers: secrets.lines(&headers),
            body_size: request.body.as_ref().map_or(0, Vec::len),
            status: None,
            response_headers: Vec::new(),
            failure: None,
            sent: true,
        };
        match &exchange.result {
            ExchangeResult::Response(response) => {
                shown.status = Some(response.status);
                shown.response_headers = secrets.lines(&response.headers);
            }
            ExchangeResult::Failure(failure) => {
                shown.failure = Some(secrets.hide(&failure.to_string()));
            }
            ExchangeResult::NotSent(reason) => {
                shown.sent = false;
                shown.failure = Some(reason.describe().to_owned());
            }
        }
        shown
    }
}

impl ShownVerdict {
    fn new(verdict: &Verdict, secrets: &Secrets) -> Self {
        let outcome = verdict.report.as_ref().map(|report| &report.outcome);
        let readable = outcome.and_then(Outcome::readable);
        let blocked = outcome.and_then(Outcome::blocked);
        let console = match &verdict.report {
            // The standard has no console.
            Some(report) if verdict.browser != cors_browser::Browser::Standard => {
                report.console(verdict.browser)
            }
            _ => Vec::new(),
        };
        Self {
            browser: name(verdict.browser),
            allowed: outcome.map(|_| readable.is_some()),
            cause: blocked.map(|blocked| blocked.cause.name()),
            console: console.iter().map(|line| secrets.hide(line)).collect(),
            exchanges: verdict.exchanges.clone(),
            status: readable.map(|readable| readable.status),
            readable_headers: readable.map_or_else(Vec::new, |readable| {
                let names = readable.headers.iter();
                let names = names.map(|(name, _)| text(name.as_bytes()));
                names.map(|name| secrets.hide(&name)).collect()
            }),
        }
    }
}
