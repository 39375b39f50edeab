//! Why a browser blocks a fetch, in a sentence.

use std::borrow::Cow;

use cors_browser::{Blocked, Browser, Cause, CheckFailure, ConsoleLine, Phase, Report, text};

use crate::client::Failure;

/// What happened, in one sentence without a full stop. `failure` says why there was no response.
pub(crate) fn sentence(blocked: &Blocked, failure: Option<&Failure>) -> String {
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

/// What the status or the origin of the failed response means.
pub(crate) fn notes(report: &Report) -> Vec<Cow<'static, str>> {
    line(report).map_or_else(Vec::new, |line| line.explanation().notes())
}

/// The line of Firefox, which prints the status of every response, and not the page's origin.
pub(crate) fn line(report: &Report) -> Option<ConsoleLine> {
    ConsoleLine::read(&report.console(Browser::Firefox).join("\n"))
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
