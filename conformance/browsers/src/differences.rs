//! Where browsers do otherwise than one reads in a policy and in the standard.

use cors_browser::Credentials::Include;

use crate::browser::Browser::{self, Chromium, Firefox, WebKit};
use crate::case::{Case, Kept, Step};
use crate::naive::{Expected, Outcome};
use crate::policies;

/// One that is known. It must be seen wherever it applies, and is a mistake of
/// this list where it never is.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) name: &'static str,
    /// What the browser does instead.
    pub(crate) what: &'static str,
    browsers: &'static [Browser],
    /// What becomes of the fetch, where that is other than expected.
    pub(crate) outcome: Option<Outcome>,
    applies: fn(&Setting<'_>) -> bool,
}

/// A step and what stands around it.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) case: &'a Case,
    pub(crate) number: usize,
    pub(crate) expected: &'a Expected,
}

pub(crate) const ALL: &[Difference] = &[
    Difference {
        name: "authorization-under-star",
        what: "`*` among the allowed headers covers `Authorization`; the standard says that it \
               must be named",
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
        what: "once a fetch had a preflight, so has every redirect of it, also where nothing is \
               left that needs one",
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
        what: "the preflight carries the page's origin where the request itself carries `null`",
        browsers: &[Firefox],
        outcome: None,
        applies: |setting| {
            let mut sent = setting.expected.sent.iter();
            sent.any(|sent| sent.is_preflight() && sent.hop() > Some(0) && sent.has_null_origin())
        },
    },
    Difference {
        name: "preflight-with-credentials-is-kept-apart",
        what: "the answer to a preflight for a fetch with credentials does not serve one without",
        browsers: &[Firefox],
        outcome: None,
        applies: |setting| {
            let before = &setting.case.steps[..setting.number];
            let step = setting.step();
            let had = before.iter().any(|step| step.credentials == Include);
            step.kept == Kept::Preflight && step.credentials != Include && had
        },
    },
    Difference {
        name: "star-is-not-kept",
        what: "`*` in the answer to a preflight does not serve later fetches",
        browsers: &[Firefox],
        outcome: None,
        applies: |setting| {
            let step = setting.step();
            step.kept == Kept::Preflight && step.hops[0].site == policies::STAR
        },
    },
    Difference {
        name: "refusal-is-kept",
        what: "the answer to a preflight is kept though it refuses the method or a header that was \
               asked for",
        browsers: &[WebKit],
        outcome: None,
        applies: |setting| setting.step().kept == Kept::Refusal,
    },
];

impl<'a> Setting<'a> {
    fn step(&self) -> &'a Step {
        &self.case.steps[self.number]
    }
}

/// The one that applies.
pub(crate) fn find(browser: Browser, setting: &Setting<'_>) -> Option<&'static Difference> {
    of(browser).find(|difference| (difference.applies)(setting))
}

/// Those of a browser.
pub(crate) fn of(browser: Browser) -> impl Iterator<Item = &'static Difference> {
    let all = ALL.iter();
    all.filter(move |difference| difference.browsers.contains(&browser))
}
