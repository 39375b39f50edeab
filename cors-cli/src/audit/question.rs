//! A question to a server or to a policy: what may a page of this origin do? The browser
//! model answers it.

use std::borrow::Cow;

use cors_browser::{
    Answer, Blocked, Browser, Cause, Credentials, Fetch, Page, Phase, Redirect, Report, Request,
    Response, ResponseType, Url, UserAgent, text,
};
use serde::Serialize;

use crate::cause::{notes, sentence};

/// A page of this origin sends this method, with at most one header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Question<'q> {
    pub(super) origin: &'q str,
    pub(super) method: &'q str,
    pub(super) header: Option<&'q str>,
}

/// What a page of an origin can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Access {
    /// It can read nothing.
    Nothing,
    /// It can read what everyone can read.
    WithoutCredentials,
    /// It can read what the user of the browser can read.
    WithCredentials,
}

impl Access {
    pub(super) fn described(self) -> &'static str {
        match self {
            Access::WithCredentials => "with the user's cookies",
            Access::WithoutCredentials | Access::Nothing => "without cookies",
        }
    }
}

/// Why a browser refuses what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// One clause, such as `the response (404) has no Access-Control-Allow-Origin`.
    pub(super) reason: String,
    /// What to change on the server.
    pub(super) help: Option<String>,
    /// Whether the status of the response to the preflight is the reason.
    pub(super) by_status: bool,
}

impl<'q> Question<'q> {
    /// A page reads the response to a GET.
    pub(super) fn get(origin: &'q str) -> Self {
        Self {
            origin,
            method: "GET",
            header: None,
        }
    }

    /// What the page can do with a server that gives these responses. The standard decides:
    /// every browser is at least as strict, `authorization` apart.
    pub(super) fn access(self, url: &Url, mut respond: impl FnMut(&Request) -> Response) -> Access {
        let accesses = [Access::WithCredentials, Access::WithoutCredentials];
        let is_readable = |access: &Access| {
            // A page cannot read a redirect that was not followed.
            let report = self.fetch(url, *access, &mut respond);
            let readable = report.outcome.readable();
            readable.is_some_and(|readable| readable.kind == ResponseType::Cors)
        };
        let readable = accesses.into_iter().find(is_readable);
        readable.unwrap_or(Access::Nothing)
    }

    /// What a browser does, with or without credentials.
    pub(super) fn fetch(
        self,
        url: &Url,
        access: Access,
        mut respond: impl FnMut(&Request) -> Response,
    ) -> Report {
        let credentials = match access {
            Access::WithCredentials => Credentials::Include,
            Access::WithoutCredentials | Access::Nothing => Credentials::Omit,
        };
        let mut fetch = Fetch::new(self.method, url.as_str())
            .credentials(credentials)
            .redirect(Redirect::Manual);
        if let Some(header) = self.header {
            fetch = fetch.header(header, "application/json");
        }
        let page = Page::at(self.origin).unwrap_or_else(|_| Page::opaque());
        UserAgent::new(Browser::Standard)
            .fetch(&page, &fetch, |request| Answer::from(respond(request)))
    }

    /// Why a browser refuses this access, if it does.
    pub(super) fn refusal(
        self,
        url: &Url,
        access: Access,
        respond: impl FnMut(&Request) -> Response,
    ) -> Option<Refusal> {
        let report = self.fetch(url, access, respond);
        let Some(blocked) = report.outcome.blocked() else {
            let status = report.outcome.readable()?.status;
            return (status == 0).then(|| Refusal {
                reason: "the response is a redirect".to_owned(),
                help: Some("answer at the requested URL".to_owned()),
                by_status: false,
            });
        };
        Some(Refusal {
            reason: reason(blocked),
            help: help(&report),
            by_status: match blocked.cause {
                Cause::PreflightStatusNotOk { .. } | Cause::PreflightRedirect { .. } => true,
                Cause::CorsCheck { phase, status, .. } => {
                    phase == Phase::Preflight && !(200..300).contains(&status)
                }
                _ => false,
            },
        })
    }
}

/// What to change on the server. An error comes first.
fn help(report: &Report) -> Option<String> {
    let parts = notes(report).into_iter().map(Cow::into_owned);
    let parts: Vec<String> = parts.chain(report.help()).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Why the browser refuses. Of a list, the name is left out, so that all names that it lacks
/// have one reason.
fn reason(blocked: &Blocked) -> String {
    let (allowed, header) = match &blocked.cause {
        Cause::PreflightMethodNotAllowed { allowed, .. } => {
            (allowed, "Access-Control-Allow-Methods")
        }
        Cause::PreflightHeaderNotAllowed { allowed, .. } => {
            (allowed, "Access-Control-Allow-Headers")
        }
        _ => return sentence(blocked, None),
    };
    let list = match allowed {
        Some(value) => format!("{header} is {:?}", text(value)),
        None => format!("it has no {header}"),
    };
    format!("the response to the preflight does not list it: {list}")
}
