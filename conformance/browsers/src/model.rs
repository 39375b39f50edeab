//! The model's prediction, from the bytes that the real browser got.

use cors_browser::{
    Answer, Fetch, Initiator, Outcome as ModelOutcome, Page, Request, Response, ResponseType,
    UserAgent, text,
};

use crate::case::{By, Step, Within};
use crate::log::Exchange;
use crate::naive::Outcome;
use crate::wire::Sent;

/// The prediction for a step.
#[derive(Debug, Clone)]
pub(crate) struct Prediction {
    pub(crate) outcome: Outcome,
    /// The cause, if the fetch is blocked.
    pub(crate) cause: Option<&'static str>,
    pub(crate) sent: Vec<Sent>,
    pub(crate) status: u16,
    pub(crate) headers: Vec<String>,
    pub(crate) body: Vec<u8>,
}

/// Runs a step in the model that ran the earlier steps, with the responses that the
/// real browser got.
pub(crate) fn predict(
    agent: &mut UserAgent,
    step: &Step,
    page: &str,
    urls: &[String],
    exchanges: &[Exchange],
) -> Result<Prediction, String> {
    let top = Page::at(page).map_err(|error| error.to_string())?;
    let page = match step.within {
        Within::Sandbox => Page::opaque()
            .in_frame_of(page)
            .map_err(|error| error.to_string())?,
        _ => top,
    };
    let mut answers = exchanges.iter().map(|exchange| &exchange.response);
    let mut requests = Vec::new();
    let report = agent.fetch(&page, &fetch(step, &urls[0]), |request: &Request| {
        requests.push(sent(request, urls));
        match answers.next() {
            Some(Some(message)) => {
                let response = Response::new(message.status()).body(message.body.clone());
                let lines = message.headers.iter();
                Answer::Response(lines.fold(response, |response, (name, value)| {
                    let bytes: Vec<u8> = value.chars().map(|c| c as u8).collect();
                    response.header(name, bytes)
                }))
            }
            // The real browser sent fewer requests, or lost the connection.
            _ => Answer::NetworkError,
        }
    });
    let mut prediction = Prediction {
        outcome: Outcome::Failed,
        cause: None,
        sent: requests,
        status: 0,
        headers: Vec::new(),
        body: Vec::new(),
    };
    match report.outcome {
        ModelOutcome::Blocked(blocked) => prediction.cause = Some(blocked.cause.name()),
        ModelOutcome::Readable(readable) => {
            prediction.outcome = match readable.kind {
                ResponseType::Basic | ResponseType::Cors => Outcome::Read,
                ResponseType::Opaque => Outcome::Opaque,
                ResponseType::OpaqueRedirect => Outcome::OpaqueRedirect,
            };
            prediction.status = readable.status;
            prediction.headers = readable.headers.names();
            prediction.body = readable.body;
        }
    }
    Ok(prediction)
}

fn fetch(step: &Step, url: &str) -> Fetch {
    let fetch = Fetch::new(step.method, url)
        .mode(step.mode)
        .credentials(step.credentials)
        .redirect(step.redirect)
        .upload_listeners(step.listens)
        .initiator(match step.by {
            By::Fetch => Initiator::Fetch,
            By::Xhr => Initiator::Xhr,
            By::EventSource => Initiator::EventSource,
            By::Image => Initiator::Image,
            By::Script | By::Module => Initiator::Script,
            By::Stylesheet => Initiator::Style,
        });
    let headers = step.headers.iter();
    let fetch = headers.fold(fetch, |fetch, (name, value)| fetch.header(*name, *value));
    match step.body {
        Some(body) => fetch.body(body),
        None => fetch,
    }
}

fn sent(request: &Request, urls: &[String]) -> Sent {
    let header = |name| request.headers.get(name).map(|value| text(&value));
    let asked = header("access-control-request-method").filter(|_| request.is_preflight());
    let hop = urls.iter().position(|url| url == request.url.as_str());
    Sent::new(
        &request.method,
        asked.as_deref(),
        hop,
        header("origin").as_deref(),
    )
}
