//! Advice for requests with `Origin: null`. Any site can send one from a sandboxed frame,
//! so no advice allows `null`.

use cors_browser::{Browser, Credentials, Fetch, Page, Report, Request, Response, UserAgent};

use super::support::{API, run};

/// Responses of servers that fail each step of the CORS check.
const REFUSALS: [&[(&str, &str)]; 6] = [
    &[],
    &[("access-control-allow-origin", "https://app.example")],
    &[("access-control-allow-origin", "*")],
    &[("access-control-allow-origin", "null, null")],
    &[("access-control-allow-origin", "null")],
    &[
        ("access-control-allow-origin", "null"),
        ("access-control-allow-credentials", "1"),
    ],
];

fn refusal(lines: &[(&str, &str)]) -> Response {
    let add = |response: Response, line: &(&str, &str)| response.header(line.0, line.1);
    lines.iter().fold(Response::new(200), add)
}

#[track_caller]
fn allows_no_null(report: &Report, instead: &str) {
    assert!(report.outcome.blocked().is_some());
    let help = report.help().expect("a blocked fetch has help");
    assert!(!help.contains("Allow-Origin: null"), "{help}");
    assert!(!help.contains("Allow-Credentials"), "{help}");
    assert!(help.contains(instead), "{help}");
    assert!(help.contains("sandboxed frame"), "{help}");
}

#[test]
fn a_page_with_the_origin_null_is_advised_to_get_an_origin() {
    let pages = [Fetch::get(API), Fetch::put(API)];
    for fetch in pages.map(|fetch| fetch.credentials(Credentials::Include)) {
        for browser in Browser::ALL {
            for lines in REFUSALS {
                let mut agent = UserAgent::new(browser);
                let report = agent.fetch(&Page::opaque(), &fetch, |_: &Request| refusal(lines));
                allows_no_null(&report, "Serve the page from");
            }
        }
    }
}

#[test]
fn after_a_redirect_to_another_origin_the_advice_is_another_redirect_or_url() {
    let fetch = Fetch::get(API).credentials(Credentials::Include);
    for browser in Browser::ALL {
        for lines in REFUSALS {
            let report = run(browser, &fetch, |request: &Request| match request.hop {
                0 => Response::new(302)
                    .header("access-control-allow-origin", "https://app.example")
                    .header("access-control-allow-credentials", "true")
                    .header("location", "https://other.example/end"),
                _ => refusal(lines),
            });
            allows_no_null(&report, "without a redirect to another origin");
            let help = report.help().expect("help");
            assert!(help.contains(API), "{help}");
            assert!(help.contains("https://other.example/end"), "{help}");
        }
    }
}
