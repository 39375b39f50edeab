//! What each browser does: the model runs the fetch, and the server responds.

use cors_browser::{Browser, Report, Step, UserAgent};

use super::intent::Intent;
use super::server::Server;

/// The result of the fetch in one browser.
pub(super) struct Verdict {
    pub(super) browser: Browser,
    /// The exchanges of this browser, in order.
    pub(super) exchanges: Vec<usize>,
    /// The report, unless a request was not sent or its response came too late.
    pub(super) report: Option<Report>,
}

pub(super) fn run(browser: Browser, intent: &Intent, server: &mut Server) -> Verdict {
    let mut agent = UserAgent::new(browser);
    let mut step = agent.start(&intent.page, &intent.fetch);
    let mut exchanges = Vec::new();
    let report = loop {
        match step {
            Step::Send(pending) => {
                let (index, answer) = server.respond(pending.request());
                exchanges.push(index);
                match answer {
                    Some(answer) => step = pending.answer(answer),
                    None => break None,
                }
            }
            Step::Done(report) => break Some(*report),
        }
    };
    Verdict {
        browser,
        exchanges,
        report,
    }
}

pub(super) fn name(browser: Browser) -> &'static str {
    match browser {
        Browser::Standard => "standard",
        Browser::Chromium => "chromium",
        Browser::Firefox => "firefox",
        Browser::WebKit => "webkit",
    }
}
