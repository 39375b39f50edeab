//! Reads rows of recorded fetches and runs them through the model.

use std::time::Duration;

use cors_browser::{
    Answer, Browser, Credentials, Fetch, Headers, Initiator, Mode, Outcome, Page, Redirect,
    ReferrerPolicy, Report, Request, Response, ResponseType, UserAgent, text,
};
use serde_json::Value;

/// A row, and the result of the model in each browser, in the order of
/// [`Browser::ALL`].
pub(crate) struct Replayed<'a> {
    pub(crate) row: &'a Value,
    pub(crate) reports: [Report; 4],
    /// Whether `observed` is about this row. In a sequence, it is about the last
    /// row.
    pub(crate) is_observed: bool,
}

/// Runs all rows. The rows of one group share a browser.
pub(crate) fn replay(vectors: &Value) -> Vec<Replayed<'_>> {
    let rows = vectors["vectors"].as_array().expect("rows");
    let mut agents = Browser::ALL.map(UserAgent::new);
    let mut group = &Value::Null;
    let mut replayed: Vec<Replayed<'_>> = Vec::new();
    for row in rows {
        let own = &row["sequence"]["group"];
        match own.is_string() && own == group {
            true => replayed
                .iter_mut()
                .rev()
                .take(1)
                .for_each(|last| last.is_observed = false),
            false => agents = Browser::ALL.map(UserAgent::new),
        }
        group = own;
        let delay = Duration::from_millis(row["delay_ms"].as_u64().unwrap_or(0));
        agents.iter_mut().for_each(|agent| agent.wait(delay));
        let reports = agents.each_mut().map(|agent| run(agent, row));
        replayed.push(Replayed {
            row,
            reports,
            is_observed: true,
        });
    }
    replayed
}

fn run(agent: &mut UserAgent, row: &Value) -> Report {
    let page = Page::at(string(&row["request"]["origin"])).expect("an origin");
    agent.fetch(&page, &fetch(&row["request"]), |request| {
        answer(row, request)
    })
}

fn fetch(request: &Value) -> Fetch {
    let mut fetch = Fetch::new(string(&request["method"]), string(&request["url"]));
    for (name, value) in lines(&request["headers"]) {
        fetch = fetch.header(name, value);
    }
    if let Some(body) = request["body"].as_str() {
        fetch = fetch.body(body);
    }
    fetch
        .credentials(match string(&request["credentials_mode"]) {
            "omit" => Credentials::Omit,
            "include" => Credentials::Include,
            _ => Credentials::SameOrigin,
        })
        .mode(match request["mode"].as_str() {
            Some("no-cors") => Mode::NoCors,
            Some("same-origin") => Mode::SameOrigin,
            _ => Mode::Cors,
        })
        .redirect(match request["redirect"].as_str() {
            Some("error") => Redirect::Error,
            Some("manual") => Redirect::Manual,
            _ => Redirect::Follow,
        })
        .referrer_policy(referrer_policy(request["referrerPolicy"].as_str()))
        .initiator(match request["api"].as_str() {
            Some("xhr") => Initiator::Xhr,
            Some("img") => Initiator::Image,
            Some("script") => Initiator::Script,
            Some("font") => Initiator::Font,
            Some("css" | "style") => Initiator::Style,
            Some("eventsource") => Initiator::EventSource,
            _ => Initiator::Fetch,
        })
}

fn referrer_policy(name: Option<&str>) -> ReferrerPolicy {
    match name {
        Some("no-referrer") => ReferrerPolicy::NoReferrer,
        Some("no-referrer-when-downgrade") => ReferrerPolicy::NoReferrerWhenDowngrade,
        Some("same-origin") => ReferrerPolicy::SameOrigin,
        Some("origin") => ReferrerPolicy::Origin,
        Some("strict-origin") => ReferrerPolicy::StrictOrigin,
        Some("origin-when-cross-origin") => ReferrerPolicy::OriginWhenCrossOrigin,
        Some("unsafe-url") => ReferrerPolicy::UnsafeUrl,
        _ => ReferrerPolicy::StrictOriginWhenCrossOrigin,
    }
}

fn answer(row: &Value, request: &Request) -> Answer {
    let hop = match row["hops"].as_array() {
        Some(hops) => hops.get(request.hop).unwrap_or(&Value::Null),
        None if request.hop == 0 => row,
        None => &Value::Null,
    };
    let response = match request.is_preflight() {
        true => &hop["preflight_response"],
        false => &hop["response"],
    };
    if response.is_null() || response["abort"].as_bool().unwrap_or(false) {
        return Answer::NetworkError;
    }
    let status = response["status"].as_u64().expect("a status");
    Answer::Response(Response {
        status: u16::try_from(status).expect("a status"),
        headers: lines(&response["headers"]).collect::<Headers>(),
        body: Vec::new(),
    })
}

/// All differences between the model and what the standard requires.
pub(crate) fn disagreements_with_standard(row: &Value, report: &Report) -> Vec<String> {
    let expect = &row["expect"];
    let preflight = report
        .exchanges
        .iter()
        .any(|exchange| exchange.request.is_preflight());
    let mut found = Vec::new();
    compare(
        &mut found,
        "blocked",
        &report.outcome.blocked().is_some(),
        &flag(&expect["blocked"]),
    );
    compare(
        &mut found,
        "preflight",
        &preflight,
        &flag(&expect["preflight_sent"]),
    );
    compare(&mut found, "sent", &sent(report), &wire(&expect["sent"]));
    compare(
        &mut found,
        "exposed",
        &exposed(report),
        &names(&expect["exposed_headers"], &[]),
    );
    compare(
        &mut found,
        "reason",
        &reason(report),
        &expect["reason"].as_str().map(str::to_owned),
    );
    if let (Some(expected), Outcome::Readable(readable)) =
        (expect["type"].as_str(), &report.outcome)
    {
        compare(&mut found, "type", &kind(readable.kind), &expected);
    }
    found
}

/// All differences between the model and what a browser did.
pub(crate) fn disagreements_with_browser(
    row: &Value,
    browser: Browser,
    report: &Report,
) -> Vec<String> {
    let observed = &row["observed"][name(browser)];
    let mut found = Vec::new();
    let blocked = flag(&observed["blocked"]);
    compare(
        &mut found,
        "blocked",
        &report.outcome.blocked().is_some(),
        &blocked,
    );
    compare(&mut found, "sent", &sent(report), &wire(&observed["sent"]));
    if !blocked {
        let added = ["content-length", "connection"];
        let mut exposed = exposed(report);
        exposed.retain(|name| !added.contains(&name.as_str()));
        compare(
            &mut found,
            "exposed",
            &exposed,
            &names(&observed["exposed_headers"], &added),
        );
    }
    found
}

/// The browser's name in the rows.
pub(crate) fn name(browser: Browser) -> &'static str {
    match browser {
        Browser::Standard => "standard",
        Browser::Chromium => "chromium",
        Browser::Firefox => "firefox",
        Browser::WebKit => "webkit",
    }
}

fn compare<T: PartialEq + std::fmt::Debug>(found: &mut Vec<String>, what: &str, got: &T, want: &T) {
    if got != want {
        found.push(format!("{what}: the model has {got:?}, the row {want:?}"));
    }
}

/// The cause in the words of the rows, which name a refused header.
fn reason(report: &Report) -> Option<String> {
    let cause = &report.outcome.blocked()?.cause;
    let name = match cause.name().strip_prefix("preflight-") {
        Some(rest) => format!("preflight:{rest}"),
        None => cause.name().to_owned(),
    };
    Some(match cause {
        cors_browser::Cause::PreflightHeaderNotAllowed { header, .. } => format!("{name}:{header}"),
        _ => name,
    })
}

type Wire = (u64, String, Option<String>, Option<String>, Option<String>);

fn sent(report: &Report) -> Vec<Wire> {
    let requests = report.exchanges.iter().map(|exchange| &exchange.request);
    requests
        .map(|request| {
            let header = |name| request.headers.get(name).map(|value| text(&value));
            (
                request.hop as u64,
                request.method.clone(),
                header("origin"),
                header("access-control-request-method"),
                header("access-control-request-headers"),
            )
        })
        .collect()
}

fn wire(sent: &Value) -> Vec<Wire> {
    let string = |value: &Value| value.as_str().map(str::to_owned);
    let requests = sent.as_array().expect("requests");
    requests
        .iter()
        .map(|request| {
            (
                request["hop"].as_u64().expect("a hop"),
                string(&request["method"]).expect("a method"),
                string(&request["origin"]),
                string(&request["acrm"]),
                string(&request["acrh"]),
            )
        })
        .collect()
}

fn exposed(report: &Report) -> Vec<String> {
    report
        .outcome
        .readable()
        .map(|readable| readable.headers.names())
        .unwrap_or_default()
}

fn names(list: &Value, without: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = list
        .as_array()
        .into_iter()
        .flatten()
        .map(|name| string(name).to_ascii_lowercase())
        .filter(|name| !without.contains(&name.as_str()))
        .collect();
    names.sort_unstable();
    names
}

fn kind(kind: ResponseType) -> &'static str {
    match kind {
        ResponseType::Basic => "basic",
        ResponseType::Cors => "cors",
        ResponseType::Opaque => "opaque",
        ResponseType::OpaqueRedirect => "opaqueredirect",
    }
}

fn lines(headers: &Value) -> impl Iterator<Item = (String, Vec<u8>)> {
    let lines = headers.as_array().expect("headers");
    lines
        .iter()
        .map(|line| (string(&line[0]).to_owned(), bytes(string(&line[1]))))
}

fn bytes(latin1: &str) -> Vec<u8> {
    latin1
        .chars()
        .map(|byte| u8::try_from(byte).expect("latin-1"))
        .collect()
}

fn string(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn flag(value: &Value) -> bool {
    value.as_bool().expect("a flag")
}
