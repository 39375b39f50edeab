//! What `--explain`, `--record` and `--write-policy` learn from requests.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use super::client::Client;
use super::exchange::{Exchange, Needs, UpstreamAnswer};
use super::explain;
use super::guard::Caller;
use super::proposal::Proposal;
use super::record::Record;
use crate::output::log;

/// Preflights are kept until their request arrives. A request that a page gives up never
/// arrives.
const MOST_PREFLIGHTS: usize = 256;

#[derive(Debug)]
pub(super) struct Observer {
    explain: bool,
    record: Mutex<Option<Record>>,
    proposal: Mutex<Option<Proposal>>,
    preflights: Mutex<Vec<Preflight>>,
}

#[derive(Debug)]
struct Preflight {
    origin: HeaderValue,
    path: String,
    needs: Needs,
}

impl Observer {
    pub(super) fn new(explain: bool, record: Option<Record>, proposal: Option<Proposal>) -> Self {
        Observer {
            explain,
            record: Mutex::new(record),
            proposal: Mutex::new(proposal),
            preflights: Mutex::default(),
        }
    }

    /// Waits until the files are complete. Nothing is written after that.
    pub(super) fn close(&self) {
        lock(&self.record).take();
        lock(&self.proposal).take();
    }

    /// Remembers what a granted preflight asks for.
    pub(super) fn preflight(&self, request: &Parts, needs: Needs) {
        let Some(origin) = request.headers.get(ORIGIN) else {
            return;
        };
        if let Some(proposal) = &mut *lock(&self.proposal) {
            proposal.add_preflight(&needs);
        }
        let mut preflights = lock(&self.preflights);
        if preflights.len() == MOST_PREFLIGHTS {
            preflights.remove(0);
        }
        preflights.push(Preflight {
            origin: origin.clone(),
            path: request.uri.to_string(),
            needs,
        });
    }

    /// Takes the preflight of a request.
    pub(super) fn preflight_of(&self, caller: &Caller, request: &Parts) -> Option<Needs> {
        let Caller::Page(page) = caller else {
            return None;
        };
        let url = request.uri.to_string();
        let mut preflights = lock(&self.preflights);
        let index = preflights.iter().rposition(|preflight| {
            let mut headers = preflight.needs.headers.iter();
            preflight.origin == page
                && preflight.path == url
                && preflight.needs.method == request.method.as_str()
                && headers.all(|name| request.headers.contains_key(name))
        })?;
        Some(preflights.remove(index).needs)
    }

    pub(super) fn exchange(
        self: Arc<Self>,
        exchange: Exchange,
        answer: UpstreamAnswer,
        elapsed: Duration,
        client: &Client,
    ) {
        if let Some(record) = &mut *lock(&self.record) {
            record.add(&exchange, &answer, elapsed);
        }
        if let (Some(proposal), Some((_, headers))) =
            (&mut *lock(&self.proposal), answer.response())
            && exchange.is_readable
        {
            proposal.add_response(exchange.has_cookies, headers);
        }
        if self.explain && exchange.page.is_some() {
            let client = client.clone();
            tokio::spawn(async move { explain::print(&exchange, &answer, &client).await });
        }
    }
}

/// What a preflight asks for, if its answer allows all of it. Otherwise a line says what the
/// policy does not allow.
pub(super) fn granted<B>(request: &Parts, answer: &Response<B>) -> Option<Needs> {
    let headers = &request.headers;
    let method = headers.get(ACCESS_CONTROL_REQUEST_METHOD)?;
    let needs = Needs {
        method: String::from_utf8_lossy(method.as_bytes()).into_owned(),
        headers: lower_case(names(headers, ACCESS_CONTROL_REQUEST_HEADERS)),
    };
    if answer.status() == StatusCode::NO_CONTENT && allows(answer.headers(), &needs) {
        return Some(needs);
    }
    let Needs { method, headers } = &needs;
    let path = request.uri.path();
    let headers = match headers.is_empty() {
        true => String::new(),
        false => format!(" with the headers {}", headers.join(", ")),
    };
    log::line(&format!(
        "the policy does not allow {method} {path}{headers}"
    ));
    None
}

/// Whether a browser takes the answer to a preflight for a permission. Methods are
/// case-sensitive, and names of headers are not.
fn allows(answer: &HeaderMap, needs: &Needs) -> bool {
    let methods = names(answer, ACCESS_CONTROL_ALLOW_METHODS);
    let headers = lower_case(names(answer, ACCESS_CONTROL_ALLOW_HEADERS));
    let has = |names: &[String], name: &str| names.iter().any(|one| one == name || one == "*");
    let is_free = matches!(&*needs.method, "GET" | "HEAD" | "POST");
    let mut wanted = needs.headers.iter();
    (is_free || has(&methods, &needs.method)) && wanted.all(|name| has(&headers, name))
}

/// The names of a list.
fn names(headers: &HeaderMap, list: HeaderName) -> Vec<String> {
    let lines = headers.get_all(list).into_iter();
    let names = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    names
        .map(|name| String::from_utf8_lossy(name.trim_ascii()).into_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

fn lower_case(mut names: Vec<String>) -> Vec<String> {
    for name in &mut names {
        name.make_ascii_lowercase();
    }
    names
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
