//! What the model of a browser predicts from the bytes that the real one got.

use cors_browser::{
    Answer, Fetch, Initiator, Outcome as Modelled, Page, Request, Response, ResponseType,
    UserAgent, text,
};

use crate::case::{By, Step, Within};
use crate::log::Exchange;
use crate::naive::Outcome;
use crate::wire::Sent;

/// What the model says of a step.
#[derive(Debug, Clone)]
pub(crate) struct Predicted {
    pub(crate) outcome: Outcome,
    /// Why, where it is blocked.
    pub(crate) cause: Option<&'static str>,
    pub(crate) sent: Vec<Sent>,
    pub(crate) status: u16,
    pub(crate) headers: Vec<String>,
    pub(crate) body: Vec<u8>,
}

/// The browser that made the steps so far makes this one, and is answered as the
/// real one was.
pub(crate) fn predict(
    agent: &mut UserAgent,
    step: &Step,
    page: &str,
    urls: &[String],
    exchanges: &[Exchange],
) -> Result<Predicted, String> {
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
            // The real one sent less, or lost the connection.
            _ => Answer::NetworkError,
        }
    });
    let mut predicted = Predicted {
        outcome: Outcome::Failed,
        cause: None,
        sent: requests,
        status: 0,
        headers: Vec::new(),
        body: Vec::new(),
    };
    match report.outcome {
        Modelled::Blocked(blocked) => predicted.cause = Some(blocked.cause.name()),
        Modelled::Readable(readable) => {
            predicted.outcome = match readable.kind {
                ResponseType::Basic | ResponseType::Cors => Outcome::Read,
                ResponseType::Opaque => Outcome::Opaque,
                ResponseType::OpaqueRedirect => Outcome::OpaqueRedirect,
            };
            predicted.status = readable.status;
            predicted.headers = readable.headers.names();
            predicted.body = readable.body;
        }
    }
    Ok(predicted)
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
