//! What browsers printed for the recorded fetches. The model prints the same text,
//! and finds the cause in it.

#[allow(
    dead_code,
    unreachable_pub,
    reason = "the tests of the model use the rest"
)]
mod replay;

use cors_browser::{
    Body, Browser, Cause, ConsoleLine, Fetch, Mode, Page, Redirect, Report, Response, Source,
    UserAgent, Warning,
};
use replay::{Replayed, replay};
use serde_json::Value;

/// A recorded fetch in one browser.
struct Recorded {
    row: String,
    browser: Browser,
    blocked: bool,
    /// The lines in the console.
    lines: Vec<String>,
    codes: Vec<String>,
    report: Report,
}

fn recorded() -> Vec<Recorded> {
    let rows: Value =
        serde_json::from_str(include_str!("vectors/browser_fetches.json")).expect("rows");
    let replayed = replay(&rows)
        .into_iter()
        .filter(|replayed| replayed.is_observed);
    replayed
        .flat_map(|Replayed { row, reports, .. }| {
            let of_browsers = Browser::ALL.into_iter().zip(reports).skip(1);
            of_browsers.map(|(browser, report)| {
                let observed = &row["observed"][replay::name(browser)];
                Recorded {
                    row: row["id"].as_str().expect("an id").to_owned(),
                    browser,
                    blocked: observed["blocked"].as_bool().expect("a flag"),
                    lines: strings(&observed["console"])
                        .map(|line| unwrap(browser, line))
                        .collect(),
                    codes: strings(&observed["codes"]).map(str::to_owned).collect(),
                    report,
                }
            })
        })
        .collect()
}

fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array()
        .into_iter()
        .flatten()
        .map(|line| line.as_str().expect("a string"))
}

/// Undoes what the recording did to a line. Chromium's is JSON and has the page's
/// URL, WebKit's is UTF-8 decoded as latin-1 and has the name of the channel.
fn unwrap(browser: Browser, line: &str) -> String {
    match browser {
        Browser::Chromium => {
            let line = line
                .strip_prefix("http://127.0.0.1:17001/ - ")
                .expect("the page");
            let quoted = line.replace('"', "\\\"");
            serde_json::from_str(&format!("\"{quoted}\"")).expect("JSON")
        }
        Browser::WebKit => {
            let line = ["CONSOLE SECURITY ERROR ", "CONSOLE JS ERROR "]
                .into_iter()
                .find_map(|before| line.strip_prefix(before))
                .expect("the channel");
            let bytes: Vec<u8> = line
                .chars()
                .map(|c| u8::try_from(c).expect("a byte"))
                .collect();
            String::from_utf8(bytes).expect("UTF-8")
        }
        _ => line.to_owned(),
    }
}

/// Rows in which Chromium names another one of multiple refused headers. It takes
/// the first in a hash table.
const HASHED: [&str; 1] = ["v0380"];

#[test]
fn the_model_prints_the_recorded_lines() {
    let mut compared = 0;
    for Recorded {
        row,
        browser,
        lines,
        report,
        ..
    } in recorded()
    {
        if lines.is_empty() || browser == Browser::Chromium && HASHED.contains(&&*row) {
            continue;
        }
        assert_eq!(report.console(browser), lines, "{row} in {browser:?}");
        compared += 1;
    }
    // Chromium printed something for 186 rows, Firefox for 202, WebKit for 203.
    assert_eq!(compared, 186 - HASHED.len() + 202 + 203);
}

#[test]
fn the_model_prints_nothing_if_the_browser_printed_nothing() {
    for Recorded {
        row,
        browser,
        lines,
        report,
        ..
    } in recorded()
    {
        // The recording of Chromium lacks the output of sandboxed frames.
        let sandboxed = report
            .outcome
            .blocked()
            .is_some_and(|one| one.origin.to_string() == "null");
        if lines.is_empty() && !(browser == Browser::Chromium && sandboxed) {
            assert_eq!(report.console(browser), [""; 0], "{row} in {browser:?}");
        }
    }
}

#[test]
fn the_codes_are_the_recorded_codes() {
    let mut compared = 0;
    for Recorded {
        row,
        browser,
        codes,
        report,
        ..
    } in recorded()
    {
        if let [code] = &codes[..] {
            let cause = &report.outcome.blocked().expect("a cause").cause;
            assert_eq!(cause.code(browser), Some(&**code), "{row}");
            compared += 1;
        }
    }
    assert_eq!(compared, 186);
}

/// All lines together, as in a console, and each line alone.
#[test]
fn the_cause_is_found_in_the_recorded_lines() {
    for Recorded {
        row,
        browser,
        blocked,
        lines,
        report,
        ..
    } in recorded()
    {
        if lines.is_empty() {
            continue;
        }
        let context = format!("{row} in {browser:?}");
        let all = ConsoleLine::read(&lines.join("\n")).expect(&context);
        assert_eq!(all.source.browser(), Some(browser), "{context}");
        match report.outcome.blocked() {
            Some(one) => {
                assert!(blocked, "{context}");
                let url = one.url.as_ref().map(ToString::to_string);
                let script = lines
                    .iter()
                    .any(|line| line.starts_with("Cross-origin script"));
                assert!(all.url == url || script, "{context}: {all:?}");
                let silent = lines.len() == 1 && browser == Browser::WebKit;
                assert!(
                    silent || all.causes.contains(&one.cause.name()),
                    "{context}: {all:?}"
                );
                assert_values(&all, &one.cause, &context);
            }
            None => assert!(matches!(
                report.warnings[..],
                [Warning::AuthorizationByWildcard { .. }]
            )),
        }
        for line in &lines {
            assert_eq!(
                ConsoleLine::read(line).map(|line| line.source),
                Some(browser.into()),
                "{context}"
            );
        }
    }
}

/// The values in a line are the values of the model.
fn assert_values(line: &ConsoleLine, cause: &Cause, context: &str) {
    match cause {
        Cause::PreflightMethodNotAllowed { method, .. } if line.source != Source::Firefox => {
            assert_eq!(line.method.as_ref(), Some(method), "{context}");
        }
        Cause::PreflightHeaderNotAllowed { header, .. } => {
            let named = line.header.as_ref().map(|name| name.to_ascii_lowercase());
            assert!(
                named.as_ref() == Some(header) || HASHED.contains(&&context[..5]),
                "{context}"
            );
        }
        Cause::PreflightStatusNotOk { status } if line.source != Source::Chromium => {
            assert_eq!(line.status, Some(*status), "{context}");
        }
        _ => {}
    }
}

#[test]
fn every_cause_of_the_recorded_fetches_has_help() {
    for Recorded { row, report, .. } in recorded() {
        assert_eq!(
            report.help().is_some(),
            report.outcome.blocked().is_some(),
            "{row}"
        );
        if let Some(help) = report.help() {
            assert!(
                help.ends_with('.') && !help.contains(['{', '}']),
                "{row}: {help}"
            );
        }
    }
}

/// The causes that the recorded fetches lack: mistakes of the page, and long chains
/// of redirects.
#[test]
fn every_other_cause_has_help() {
    let page = Page::at("https://app.example.com").expect("an origin");
    let get = || Fetch::get("https://api.example.com/");
    let to = |location: &'static str| Response::new(307).header("location", location);
    let stream = || Fetch::put("/home").body(Body::Stream(Vec::new()));
    for (cause, fetch, response) in [
        ("url-invalid", Fetch::get("https://[/"), Response::new(200)),
        (
            "url-has-credentials",
            Fetch::get("https://a:b@api.example.com/"),
            Response::new(200),
        ),
        ("method-invalid", Fetch::new("P T", "/"), Response::new(200)),
        (
            "header-invalid",
            get().header("a b", ""),
            Response::new(200),
        ),
        ("body-not-allowed", get().body(""), Response::new(200)),
        (
            "no-cors-stream",
            Fetch::post("/")
                .body(Body::Stream(vec![1]))
                .mode(Mode::NoCors),
            Response::new(200),
        ),
        (
            "no-cors-redirect-mode",
            get().mode(Mode::NoCors).redirect(Redirect::Error),
            Response::new(200),
        ),
        (
            "mode-same-origin",
            get().mode(Mode::SameOrigin),
            Response::new(200),
        ),
        (
            "scheme-not-http",
            Fetch::get("ftp://api.example.com/"),
            Response::new(200),
        ),
        (
            "redirect-location-invalid",
            Fetch::get("/home"),
            to("https://[/"),
        ),
        ("redirect-count", Fetch::get("/home"), to("/home")),
        ("redirect-stream", stream(), to("/home")),
    ] {
        let mut agent = UserAgent::new(Browser::Standard);
        let report = agent.fetch(&page, &fetch, |_: &cors_browser::Request| response.clone());
        let blocked = report.outcome.blocked().expect(cause);
        assert_eq!(blocked.cause.name(), cause);
        let help = report.help().expect(cause);
        assert!(help.ends_with('.') && help.len() > 40, "{cause}: {help}");
    }
}
