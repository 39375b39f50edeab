//! Why a fetch failed, whose fault it is, and which line to change.

use std::borrow::Cow;

use cors_browser::{Blocked, Explanation, Origin, Report};
use cors_engine::Policy;
use serde::Serialize;

use super::blame::{Blame, is_refused_by_other};
use super::intent::Intent;
use super::needs::Needs;
use crate::cause::{line, sentence};
use crate::client::Failure;

/// The explanation of one cause, for this fetch.
#[derive(Debug, Serialize)]
pub(super) struct Advice {
    /// The name of the cause.
    pub(super) cause: &'static str,
    /// What happened, in one sentence without a full stop.
    pub(super) message: String,
    /// What that means, in at most two sentences.
    pub(super) meaning: &'static str,
    /// Further sentences about the status or the origin.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) notes: Vec<Cow<'static, str>>,
    /// The step of the Fetch standard.
    pub(super) step: String,
    pub(super) step_url: String,
    /// Who has to change something.
    pub(super) fault: String,
    /// What to change, in one sentence or two.
    pub(super) fix: String,
    /// The lines of a policy file of this project.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) policy: Vec<String>,
    /// The lines of the response's header.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) headers: Vec<String>,
    /// MDN's page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) page: Option<String>,
}

impl Advice {
    /// `failure` says why there was no response. `policy` is the one of the file, if a file is
    /// asked.
    pub(super) fn new(
        report: &Report,
        blocked: &Blocked,
        intent: &Intent,
        failure: Option<&Failure>,
        policy: Option<&Policy>,
    ) -> Self {
        let cause = &blocked.cause;
        let step = cause.step();
        let explanation = Explanation::of(failure.map_or(cause.name(), Failure::name));
        let blame = Blame::of(report, blocked, failure);
        let needs = match blame.headers_help {
            true => Needs::of(report, cause, intent, policy),
            false => Needs::default(),
        };
        Advice {
            cause: cause.name(),
            message: sentence(blocked, failure),
            step: step.to_string(),
            step_url: step.url(),
            meaning: explanation.as_ref().map_or("", Explanation::meaning),
            fault: blame.fault,
            notes: notes(report, blocked)
                .into_iter()
                .chain(needs.note().map(Cow::from))
                .collect(),
            fix: blame.fix,
            policy: needs.policy(),
            headers: needs.headers(),
            page: explanation.as_ref().map(Explanation::page),
        }
    }
}

/// What the status or the origin of the failed response means.
fn notes(report: &Report, blocked: &Blocked) -> Vec<Cow<'static, str>> {
    if is_refused_by_other(report) {
        return Vec::new();
    }
    let Some(mut line) = line(report) else {
        return Vec::new();
    };
    if blocked.origin != Origin::Opaque {
        line.origin = Some(blocked.origin.to_string());
    }
    line.explanation().notes()
}
