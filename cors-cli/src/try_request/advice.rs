//! Why a fetch failed, whose fault it is, and which line to change.

use cors_browser::{
    Blocked, Browser, Cause, CheckFailure, ConsoleLine, Explanation, Phase, Report, text,
};
use cors_engine::Policy;
use serde::Serialize;

use super::blame::{Blame, is_refused_by_other};
use super::intent::Intent;
use super::needs::Needs;
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
    pub(super) notes: Vec<&'static str>,
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
            message: message(blocked, failure),
            step: step.to_string(),
            step_url: step.url(),
            meaning: explanation.as_ref().map_or("", Explanation::meaning),
            fault: blame.fault,
            notes: notes(report).into_iter().chain(needs.note()).collect(),
            fix: blame.fix,
            policy: needs.policy(),
            headers: needs.headers(),
            page: explanation.as_ref().map(Explanation::page),
        }
    }
}

/// What the status or the origin of the failed response means.
fn notes(report: &Report) -> Vec<&'static str> {
    if is_refused_by_other(report) {
        return Vec::new();
    }
    // Firefox prints the status of every response.
    let console = report.console(Browser::Firefox).join("\n");
    let line = ConsoleLine::read(&console);
    line.map_or_else(Vec::new, |line| line.explanation().notes())
}

fn message(blocked: &Blocked, failure: Option<&Failure>) -> String {
    let list = |value: &Option<Vec<u8>>, header: &str| match value {
        Some(value) => format!("{header} is {:?}", text(value)),
        None => format!("there is no {header}"),
    };
    match &blocked.cause {
        Cause::CorsCheck {
            phase,
            status,
            failure,
        } => {
            let response = match phase {
                Phase::Preflight => format!("the response to the preflight ({status})"),
                Phase::Actual => format!("the response ({status})"),
            };
            format!("{response} {}", check_failure(failure))
        }
        Cause::PreflightRedirect { status, location } => format!(
            "the preflight is redirected ({status}), and {}: browsers follow no redirect of a \
             preflight",
            list(location, "Location")
        ),
        Cause::PreflightStatusNotOk { status } => {
            format!("the status of the response to the preflight is {status}, not 200 to 299")
        }
        Cause::PreflightAllowMethodsUnparsable { value, .. } => format!(
            "Access-Control-Allow-Methods is no list of methods: {:?}",
            text(value)
        ),
        Cause::PreflightAllowHeadersUnparsable { value, .. } => format!(
            "Access-Control-Allow-Headers is no list of headers: {:?}",
            text(value)
        ),
        Cause::PreflightMethodNotAllowed {
            method, allowed, ..
        } => format!(
            "the response to the preflight does not allow {method}: {}",
            list(allowed, "Access-Control-Allow-Methods")
        ),
        Cause::PreflightHeaderNotAllowed {
            header, allowed, ..
        } => format!(
            "the response to the preflight does not allow the header {header}: {}",
            list(allowed, "Access-Control-Allow-Headers")
        ),
        Cause::RedirectLocationInvalid { .. } => {
            "the redirect has no single valid Location".to_owned()
        }
        Cause::RedirectCount { .. } => "there are more than twenty redirects".to_owned(),
        Cause::RedirectScheme { location } => {
            format!("the redirect leads to {location}, which is not HTTP")
        }
        Cause::RedirectUserinfo { location } => format!(
            "the redirect leads to a URL with a user name or password, at {}",
            location.host_str().unwrap_or_default()
        ),
        Cause::Network { phase } => {
            let request = match phase {
                Phase::Preflight => "the preflight has no response",
                Phase::Actual => "the request has no response",
            };
            match failure {
                Some(failure) => format!("{request}: {failure}"),
                None => request.to_owned(),
            }
        }
        Cause::UrlHasCredentials { .. } => {
            "the URL has a user name or password, which fetch() rejects".to_owned()
        }
        Cause::MixedContent { url } => {
            let what = match blocked.redirected_from {
                Some(_) => "a redirect leads a page over https: to",
                None => "a page over https: requests",
            };
            format!("{what} {url}, which browsers block before they send anything (mixed content)")
        }
        Cause::BadPort { port, .. } => {
            format!("browsers send no request to port {port}, which belongs to another protocol")
        }
        Cause::MethodInvalid { method } => format!("{method:?} is no method"),
        Cause::ForbiddenMethod { method } => format!("browsers let no page send {method}"),
        Cause::HeaderInvalid { name, .. } => {
            format!("the name or the value of the header {name:?} is invalid")
        }
        Cause::BodyNotAllowed { method } => format!("a {method} request cannot have a body"),
        Cause::Corp { value } => format!(
            "Cross-Origin-Resource-Policy is {:?}, which excludes the page",
            text(value)
        ),
        other => format!("the fetch failed: {}", other.name()),
    }
}

fn check_failure(failure: &CheckFailure) -> String {
    match failure {
        CheckFailure::AllowOriginMissing => "has no Access-Control-Allow-Origin".to_owned(),
        CheckFailure::AllowOriginWildcardWithCredentials => {
            "has Access-Control-Allow-Origin: *, which allows no credentials".to_owned()
        }
        CheckFailure::AllowOriginMultiple { lines, .. } => {
            let lines: Vec<_> = lines.iter().map(|line| text(line)).collect();
            format!(
                "has multiple values of Access-Control-Allow-Origin: {}",
                lines.join(", ")
            )
        }
        CheckFailure::AllowOriginMismatch { value, .. } if value.is_empty() => {
            "has an Access-Control-Allow-Origin that is empty".to_owned()
        }
        CheckFailure::AllowOriginMismatch { value, origin } => format!(
            "has Access-Control-Allow-Origin: {}, but the origin is {origin}",
            text(value)
        ),
        CheckFailure::AllowCredentialsNotTrue { value: None } => {
            "has no Access-Control-Allow-Credentials: true".to_owned()
        }
        CheckFailure::AllowCredentialsNotTrue { value: Some(value) } if value.is_empty() => {
            "has an Access-Control-Allow-Credentials that is empty".to_owned()
        }
        CheckFailure::AllowCredentialsNotTrue { value: Some(value) } => format!(
            "has Access-Control-Allow-Credentials: {}, and only `true` allows credentials",
            text(value)
        ),
    }
}
