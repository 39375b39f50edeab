//! `--explain`: what browsers would have said to the upstream's own answers.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use cors_browser::{
    Answer, Browser, Credentials, Fetch, Mode, Outcome, Page, Report, Step, UserAgent,
};
use http::header::{CONTENT_TYPE, COOKIE};
use http::{Method, Request};

use super::client::Client;
use super::exchange::{Exchange, UpstreamAnswer};
use super::own_response;
use crate::cause::notes;
use crate::output::{print_text, printable};
use crate::redact::hide_in_urls;
use crate::response::from_http;

const BROWSERS: [(Browser, &str); 3] = [
    (Browser::Chromium, "Chromium"),
    (Browser::Firefox, "Firefox"),
    (Browser::WebKit, "WebKit"),
];

/// The model's request, and what the upstream answers to it.
type Preflights = HashMap<(String, Vec<(String, Vec<u8>)>), Result<Answer, String>>;

/// What one browser would have made of the exchange.
enum Verdict {
    Readable,
    /// The name of the cause, the lines of the console, and what to change.
    Blocked(&'static str, Vec<String>, Vec<String>),
    /// The browser would have followed a redirect. The text says to where, and as what.
    Redirect(String),
    /// An answer did not arrive within a limit of the proxy.
    Unknown(String),
}

/// Prints the verdicts of the three browsers.
pub(super) async fn print(exchange: &Exchange, answer: &UpstreamAnswer, client: &Client) {
    let Some(text) = text(exchange, answer, client).await else {
        return;
    };
    // A redirect may lead to an address with a password or a token. A closed standard output
    // stops nothing.
    let _ = print_text(&printable(&hide_in_urls(&text)));
}

async fn text(exchange: &Exchange, answer: &UpstreamAnswer, client: &Client) -> Option<String> {
    let page_origin = exchange.page.as_ref()?.to_str().ok()?;
    let page = Page::at(page_origin).ok()?;
    let fetch = fetch(exchange)?;
    let upstream = model_answer(answer);
    let mut preflights = Preflights::new();
    let mut verdicts = Vec::new();
    for (browser, name) in BROWSERS {
        let verdict = verdict(browser, &page, &fetch, &upstream, client, &mut preflights).await;
        verdicts.push((name, verdict));
    }
    let status = answer.response();
    let status = status.map_or("no answer", |(status, _)| status.as_str());
    let credentials = match fetch.credentials {
        Credentials::Include => " with credentials",
        _ => "",
    };
    let mut text = format!(
        "{} {} {status}, for a page at {page_origin}{credentials}\n",
        fetch.method, fetch.url
    );
    describe(&verdicts, &mut text);
    Some(text)
}

fn describe(verdicts: &[(&str, Verdict)], text: &mut String) {
    let readable = names(verdicts, |verdict| matches!(verdict, Verdict::Readable));
    if !readable.is_empty() {
        let _ = writeln!(text, "  without the proxy: readable in {readable}");
    }
    if let Some((_, Verdict::Redirect(url))) = verdicts
        .iter()
        .find(|(_, verdict)| matches!(verdict, Verdict::Redirect(_)))
    {
        let _ = writeln!(
            text,
            "  without the proxy: the browser follows the redirect to {url}"
        );
    }
    if let Some((_, Verdict::Unknown(limit))) = verdicts
        .iter()
        .find(|(_, verdict)| matches!(verdict, Verdict::Unknown(_)))
    {
        let _ = writeln!(text, "  without the proxy: unknown, because {limit}");
    }
    let mut helps = Vec::new();
    for (name, verdict) in verdicts {
        let Verdict::Blocked(cause, console, all) = verdict else {
            continue;
        };
        let _ = writeln!(text, "  without the proxy: blocked in {name}, {cause}");
        for line in console {
            let _ = writeln!(text, "    {line}");
        }
        for help in all {
            if !helps.contains(&help) {
                helps.push(help);
            }
        }
    }
    for help in helps {
        let _ = writeln!(text, "  help: {help}");
    }
}

fn names(verdicts: &[(&str, Verdict)], has: impl Fn(&Verdict) -> bool) -> String {
    let names = verdicts.iter().filter(|(_, verdict)| has(verdict));
    names.map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

async fn verdict(
    browser: Browser,
    page: &Page,
    fetch: &Fetch,
    upstream: &Result<Answer, String>,
    client: &Client,
    preflights: &mut Preflights,
) -> Verdict {
    let mut agent = UserAgent::new(browser);
    let mut step = agent.start(page, fetch);
    loop {
        step = match step {
            Step::Done(report) => return of_report(&report, browser),
            Step::Send(pending) if pending.request().hop > 0 => {
                let mut url = pending.request().url.clone();
                url.set_query(None);
                let origin = pending.request().headers.get("origin");
                let null = match origin.as_deref() == Some(b"null") {
                    true => ", with `Origin: null`, which no server should allow",
                    false => "",
                };
                return Verdict::Redirect(format!("{url}{null}"));
            }
            Step::Send(pending) => {
                let answer = match pending.request().is_preflight() {
                    true => ask(pending.request(), client, preflights).await,
                    false => upstream.clone(),
                };
                match answer {
                    Ok(answer) => pending.answer(answer),
                    Err(limit) => return Verdict::Unknown(limit),
                }
            }
        };
    }
}

fn of_report(report: &Report, browser: Browser) -> Verdict {
    match &report.outcome {
        Outcome::Readable(_) => Verdict::Readable,
        Outcome::Blocked(blocked) => {
            let mut helps: Vec<String> = notes(report).into_iter().map(Cow::into_owned).collect();
            helps.extend(report.help().filter(|help| !help.is_empty()));
            Verdict::Blocked(blocked.cause.name(), report.console(browser), helps)
        }
    }
}

/// Sends the preflight that the browser would have sent. The browser sent one to the
/// proxy, which answered it.
async fn ask(
    request: &cors_browser::Request,
    client: &Client,
    preflights: &mut Preflights,
) -> Result<Answer, String> {
    let headers: Vec<(String, Vec<u8>)> = request
        .headers
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_vec()))
        .collect();
    let key = (request.url.to_string(), headers);
    if let Some(known) = preflights.get(&key) {
        return known.clone();
    }
    let mut builder = Request::builder().method(Method::OPTIONS).uri(&key.0);
    for (name, value) in &key.1 {
        builder = builder.header(name, value.as_slice());
    }
    let answer = match builder.body(own_response::empty()) {
        Ok(request) => model_answer(&UpstreamAnswer::of(&client.send(request).await)),
        Err(_) => Ok(Answer::NetworkError),
    };
    preflights.insert(key, answer.clone());
    answer
}

/// The answer for the model, or the limit of the proxy that it exceeded.
fn model_answer(answer: &UpstreamAnswer) -> Result<Answer, String> {
    match answer {
        UpstreamAnswer::Response(status, headers) => Ok(from_http(*status, headers).into()),
        UpstreamAnswer::Failure => Ok(Answer::NetworkError),
        UpstreamAnswer::Limit(limit) => Err(limit.clone()),
    }
}

/// The fetch of the page, as far as the request shows it. Its query is left out: it may
/// contain a secret.
fn fetch(exchange: &Exchange) -> Option<Fetch> {
    let mode = exchange.headers.get("sec-fetch-mode");
    let mode = match mode.map_or(&b"cors"[..], |mode| mode.as_bytes()) {
        b"cors" => Mode::Cors,
        b"no-cors" => Mode::NoCors,
        _ => return None,
    };
    let url = exchange.url.to_string();
    let url = url.split('?').next().unwrap_or_default();
    let mut fetch = Fetch::new(exchange.method.as_str(), url).mode(mode);
    // A page that may send cookies mostly does so, even if the browser has none yet.
    if exchange.may_have_cookies || exchange.headers.contains_key(COOKIE) {
        fetch = fetch.credentials(Credentials::Include);
    }
    let needs = exchange.needs.as_ref();
    let named = needs.into_iter().flat_map(|needs| needs.headers.iter());
    let mut names: Vec<&str> = named.map(String::as_str).collect();
    if !names.contains(&CONTENT_TYPE.as_str()) {
        names.push(CONTENT_TYPE.as_str());
    }
    for name in names {
        if let Some(value) = exchange.headers.get(name) {
            fetch = fetch.header(name, value.as_bytes());
        }
    }
    Some(fetch)
}
