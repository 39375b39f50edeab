//! The lines that a policy or a response lacks.

use cors_browser::{Answer, Cause, CheckFailure, Report, text};
use cors_engine::Policy;

use super::intent::Intent;
use crate::policy_line;
use crate::url::is_origin;

/// What the fetch needs from the server and does not get.
#[derive(Debug, Default)]
pub(super) struct Needs {
    origin: Option<String>,
    /// The origins that the response allows already.
    other_origins: Vec<String>,
    credentials: bool,
    methods: Vec<String>,
    request_headers: Vec<String>,
    /// Whether allowed origins are left out, because they would gain credentials.
    leaves_origins_out: bool,
}

impl Needs {
    /// `policy` is the one of the file, if a file is asked.
    pub(super) fn of(
        report: &Report,
        cause: &Cause,
        intent: &Intent,
        policy: Option<&Policy>,
    ) -> Self {
        let origin = Some(intent.page.origin().to_string());
        let credentials = intent.fetch.credentials == cors_browser::Credentials::Include;
        match cause {
            Cause::CorsCheck {
                failure: CheckFailure::AllowCredentialsNotTrue { .. },
                ..
            } => Needs {
                credentials,
                ..Needs::default()
            },
            Cause::CorsCheck { failure, .. } => Needs {
                origin,
                other_origins: allowed(failure),
                credentials,
                methods: lacking(report, credentials, "method", "methods", str::eq),
                request_headers: lacking(
                    report,
                    credentials,
                    "headers",
                    "headers",
                    str::eq_ignore_ascii_case,
                ),
                leaves_origins_out: false,
            }
            .with_policy(policy)
            .without_gains(allows_credentials(report, policy)),
            Cause::PreflightMethodNotAllowed {
                method, allowed, ..
            } => Needs {
                methods: with(allowed.as_deref(), [method.clone()], str::eq),
                ..Needs::default()
            },
            Cause::PreflightHeaderNotAllowed { allowed, .. } => Needs {
                request_headers: with(allowed.as_deref(), asked(report), str::eq_ignore_ascii_case),
                ..Needs::default()
            },
            _ => Needs::default(),
        }
    }

    /// Keeps what the policy of the file has already: the response of a policy to an origin
    /// that it does not allow says nothing about it.
    fn with_policy(mut self, policy: Option<&Policy>) -> Self {
        let Some(policy) = policy else {
            return self;
        };
        self.credentials |= policy.credentials();
        let credentials = self.credentials;
        let add = |listed: Vec<&str>, new: &mut Vec<String>, is_same: fn(&str, &str) -> bool| {
            // With credentials, `*` is a name.
            let has_any = listed.contains(&"*") && !credentials;
            new.retain(|name| !has_any || name.eq_ignore_ascii_case("authorization"));
            let new_names = std::mem::take(new);
            *new = with(Some(listed.join(",").as_bytes()), new_names, is_same);
            if has_any {
                new.insert(0, "*".to_owned());
            }
        };
        add(policy.methods().collect(), &mut self.methods, str::eq);
        add(
            policy.headers().collect(),
            &mut self.request_headers,
            str::eq_ignore_ascii_case,
        );
        let origins = policy.origins().filter(|origin| *origin != "*");
        self.other_origins = origins.map(str::to_owned).collect();
        self
    }

    /// Leaves the other origins out if only the page has needed credentials so far:
    /// `credentials = true` is for every origin of a policy.
    fn without_gains(mut self, have_credentials: bool) -> Self {
        if self.credentials && !have_credentials && !self.other_origins.is_empty() {
            self.other_origins.clear();
            self.leaves_origins_out = true;
        }
        self
    }

    /// What the lines leave out, and why.
    pub(super) fn note(&self) -> Option<&'static str> {
        self.leaves_origins_out.then_some(
            "Other origins are allowed now, without credentials. The lines leave them out, \
             because `credentials = true` is for every origin of a policy: each origin that you \
             keep beside it gains credentials. Give these origins a policy of their own.",
        )
    }

    /// The lines of a policy file. They are left out if they break a rule.
    pub(super) fn policy(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let origins: Vec<_> = self.other_origins.iter().chain(&self.origin).collect();
        if self.origin.is_some() {
            lines.push(policy_line::list("origins", origins.iter().copied()));
        }
        if !self.methods.is_empty() {
            lines.push(policy_line::list("methods", &self.methods));
        }
        if !self.request_headers.is_empty() {
            lines.push(policy_line::list("headers", &self.request_headers));
        }
        if self.credentials {
            lines.push("credentials = true".to_owned());
        }
        let example = "https://example.com".to_owned();
        let policy = Policy::builder()
            .origins(match self.origin {
                Some(_) => origins,
                None => vec![&example],
            })
            .methods(&self.methods)
            .headers(&self.request_headers)
            .credentials(self.credentials)
            .build();
        match policy.is_ok() {
            true => lines,
            false => Vec::new(),
        }
    }

    pub(super) fn headers(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(origin) = &self.origin {
            lines.push(format!("Access-Control-Allow-Origin: {origin}"));
            lines.push("Vary: Origin".to_owned());
        }
        if self.credentials {
            lines.push("Access-Control-Allow-Credentials: true".to_owned());
        }
        for (header, names) in [
            ("Methods", &self.methods),
            ("Headers", &self.request_headers),
        ] {
            if !names.is_empty() {
                lines.push(format!(
                    "Access-Control-Allow-{header}: {}",
                    names.join(", ")
                ));
            }
        }
        lines
    }
}

/// Whether the origins that are allowed now may use credentials.
fn allows_credentials(report: &Report, policy: Option<&Policy>) -> bool {
    let last = report.exchanges.last().map(|last| &last.answer);
    match (policy, last) {
        (Some(policy), _) => policy.credentials(),
        (None, Some(Answer::Response(response))) => {
            let value = response.headers.get("access-control-allow-credentials");
            value.as_deref() == Some(b"true")
        }
        (None, _) => false,
    }
}

/// The origins in a value of `Access-Control-Allow-Origin` that is not the page's origin.
fn allowed(failure: &CheckFailure) -> Vec<String> {
    let value = match failure {
        CheckFailure::AllowOriginMismatch { value, .. } => text(value),
        CheckFailure::AllowOriginMultiple { lines, .. } => text(&lines.join(&b","[..])),
        _ => return Vec::new(),
    };
    let mut origins: Vec<String> = Vec::new();
    for origin in value.split([',', ' ']).filter(|origin| is_named(origin)) {
        if !origins.iter().any(|other| other == origin) {
            origins.push(origin.to_owned());
        }
    }
    origins
}

/// Whether the text is an origin that a policy can name. Browsers read no patterns.
fn is_named(origin: &str) -> bool {
    is_origin(origin)
        && !origin.contains('*')
        && Policy::builder().origins([origin]).build().is_ok()
}

/// The headers that the last preflight asks for.
fn asked(report: &Report) -> Vec<String> {
    names(last_request(report, "headers").as_deref())
}

/// A header of the last request, which asks for something if it is a preflight.
fn last_request(report: &Report, asks_for: &str) -> Option<Vec<u8>> {
    let last = report.exchanges.last()?;
    let name = format!("access-control-request-{asks_for}");
    last.request.headers.get(&name)
}

/// What the next check of a preflight would miss: the names that it asks for and that its
/// response does not list. It is empty if there are none. With credentials, `*` is a name.
fn lacking(
    report: &Report,
    credentials: bool,
    asks_for: &str,
    list: &str,
    is_same: fn(&str, &str) -> bool,
) -> Vec<String> {
    let response = report.exchanges.last().map(|last| &last.answer);
    let Some(Answer::Response(response)) = response else {
        return Vec::new();
    };
    let value = response
        .headers
        .get(&format!("access-control-allow-{list}"));
    let listed = names(value.as_deref());
    let is_any = |one: &str| one == "*" && !credentials;
    let is_listed = |name: &String| listed.iter().any(|one| is_any(one) || is_same(one, name));
    let is_always_allowed = |name: &String| ["GET", "HEAD", "POST"].contains(&&**name);
    let mut new = names(last_request(report, asks_for).as_deref());
    new.retain(|name| !is_listed(name) && !is_always_allowed(name));
    match new.is_empty() {
        true => Vec::new(),
        false => with(value.as_deref(), new, is_same),
    }
}

/// The names that are allowed already, and the new ones. A `*` is left out: it is what
/// did not work. The names of headers have no case, but methods do.
fn with(
    allowed: Option<&[u8]>,
    new: impl IntoIterator<Item = String>,
    is_same: fn(&str, &str) -> bool,
) -> Vec<String> {
    let mut all = names(allowed);
    all.retain(|name| name != "*");
    for name in new {
        if !all.iter().any(|other| is_same(other, &name)) {
            all.push(name);
        }
    }
    all
}

fn names(list: Option<&[u8]>) -> Vec<String> {
    let list = text(list.unwrap_or_default());
    let names = list.split(',').map(|name| name.trim().to_owned());
    names.filter(|name| !name.is_empty()).collect()
}
