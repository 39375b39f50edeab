//! Where browsers differ from a plain reading of the policy and of the standard.

use cors_browser::Credentials::Include;

use crate::browser::Browser::{self, Chromium, Firefox, WebKit};
use crate::case::{Cached, Case, Step};
use crate::naive::{Expected, Outcome};
use crate::policies;

/// A known difference. It must occur wherever it applies. If it never occurs, the
/// list is wrong.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) name: &'static str,
    /// What the browser does instead.
    pub(crate) what: &'static str,
    browsers: &'static [Browser],
    /// The outcome of the fetch, if it differs from the expected one.
    pub(crate) outcome: Option<Outcome>,
    applies: fn(&Setting<'_>) -> bool,
}

/// A step with its case.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) case: &'a Case,
    pub(crate) number: usize,
    pub(crate) expected: &'a Expected,
}

pub(crate) const ALL: &[Difference] = &[
    Difference {
        name: "authorization-by-wildcard",
        what: "`*` in the list of headers allows `Authorization`; the standard requires its name",
        browsers: &[Chromium, Firefox, WebKit],
        outcome: Some(Outcome::Read),
        applies: |setting| {
            let step = setting.step();
            let has_token = step
                .headers
                .iter()
                .any(|(name, _)| *name == "authorization");
            has_token && step.hops[0].site == policies::STAR
        },
    },
    Difference {
        name: "preflight-at-every-redirect",
        what: "after a fetch had a preflight, every redirect of it has one, even if it needs none",
        browsers: &[Firefox, WebKit],
        outcome: None,
        applies: |setting| {
            let sent = &setting.expected.sent;
            let [first, .., before, last] = &sent[..] else {
                return false;
            };
            let is_alone = !last.is_preflight() && !before.is_preflight();
            first.is_preflight() && last.hop() > Some(0) && is_alone
        },
    },
    Difference {
        name: "origin-of-a-preflight-after-a-redirect",
        what: "the preflight has the page's origin, but the request itself has `null`",
        browsers: &[Firefox],
        outcome: None,
        applies: |setting| {
            let mut sent = setting.expected.sent.iter();
            sent.any(|sent| sent.is_preflight() && sent.hop() > Some(0) && sent.has_null_origin())
        },
    },
    Difference {
        name: "preflight-with-credentials-is-cached-separately",
        what: "a preflight for a fetch with credentials does not allow a fetch without",
        browsers: &[Firefox],
        outcome: None,
        applies: |setting| {
            let before = &setting.case.steps[..setting.number];
            let step = setting.step();
            let had = before.iter().any(|step| step.credentials == Include);
            step.cached == Cached::Preflight && step.credentials != Include && had
        },
    },
    Difference {
        name: "wildcard-is-not-cached",
        what: "`*` in the response to a preflight does not allow later fetches",
        browsers: &[Firefox],
        outcome: None,
        applies: |setting| {
            let step = setting.step();
            step.cached == Cached::Preflight && step.hops[0].site == policies::STAR
        },
    },
    Difference {
        name: "refusal-is-cached",
        what: "the response to a preflight is cached although it refuses the requested method or \
               header",
        browsers: &[WebKit],
        outcome: None,
        applies: |setting| setting.step().cached == Cached::Refusal,
    },
];

impl<'a> Setting<'a> {
    fn step(&self) -> &'a Step {
        &self.case.steps[self.number]
    }
}

/// The difference that applies to a step.
pub(crate) fn find(browser: Browser, setting: &Setting<'_>) -> Option<&'static Difference> {
    of(browser).find(|difference| (difference.applies)(setting))
}

/// The differences of a browser.
pub(crate) fn of(browser: Browser) -> impl Iterator<Item = &'static Difference> {
    let all = ALL.iter();
    all.filter(move |difference| difference.browsers.contains(&browser))
}
