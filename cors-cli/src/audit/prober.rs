//! Sends the probes of an audit, within its limits, and applies the browser model to the
//! responses.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use cors_browser::{
    Answer, Browser, Credentials, Fetch, Headers, Page, Redirect, Request, Response, ResponseType,
    Url, UserAgent,
};
use serde::Serialize;

use crate::client::{Call, Client, Failure};
use crate::output::{Misuse, log};

/// The largest number of requests of one audit.
const MOST: usize = 150;

/// The time between two requests.
const PAUSE: Duration = Duration::from_millis(50);

/// So many requests take a second.
const A_SECOND: usize = 20;

/// The longest time of one audit. A slow server may not keep the command for an hour.
const TIME: Duration = Duration::from_secs(120);

pub(super) struct Prober {
    client: Client,
    start: Instant,
    url: Url,
    nonce: u64,
    pub(super) sent: usize,
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

/// Why a probe has no response.
#[derive(Debug)]
pub(super) enum NoResponse {
    Failure(Failure),
    /// The server limits the number of requests, with this status.
    Limited(u16),
    /// The number of requests or the time is used up.
    Budget,
}

impl Prober {
    pub(super) fn new(url: Url) -> Result<Self, Misuse> {
        Ok(Self {
            client: Client::new()?,
            start: Instant::now(),
            url,
            nonce: RandomState::new().hash_one(std::time::SystemTime::now()),
            sent: 0,
        })
    }

    /// Sends a probe with these header lines. Each probe has a URL of its own, so that
    /// no cache keeps its response for anyone else.
    pub(super) fn send(
        &mut self,
        method: &str,
        lines: &[(&str, &str)],
    ) -> Result<Response, NoResponse> {
        if self.sent == MOST || self.start.elapsed() > TIME {
            return Err(NoResponse::Budget);
        }
        if self.sent > 0 {
            std::thread::sleep(PAUSE);
        }
        if self.sent == A_SECOND {
            let host = self.url.host_str().unwrap_or_default();
            log::progress(&format!("sending at most {MOST} requests to {host} …"));
        }
        self.sent += 1;
        let mut url = self.url.clone();
        let buster = format!("{:x}-{}", self.nonce, self.sent);
        url.query_pairs_mut().append_pair("cors-audit", &buster);
        let mut headers: Headers = lines.iter().copied().collect();
        headers.append("accept", "*/*");
        headers.append(
            "user-agent",
            concat!("cors-audit/", env!("CARGO_PKG_VERSION")),
        );
        let call = Call {
            method,
            url: &url,
            headers: &headers,
            body: None,
        };
        let response = self.client.send(call).map_err(NoResponse::Failure)?;
        match response.status {
            // The limit answered, not the server that has the policy.
            status @ 429 => Err(NoResponse::Limited(status)),
            _ => Ok(response),
        }
    }

    /// The response to a page of this origin.
    pub(super) fn get(&mut self, origin: &str) -> Result<Response, NoResponse> {
        self.send("GET", &[("origin", origin)])
    }

    /// The response to a preflight.
    pub(super) fn preflight(
        &mut self,
        origin: &str,
        method: &str,
        header: Option<&str>,
    ) -> Result<Response, NoResponse> {
        let mut lines = vec![
            ("origin", origin),
            ("access-control-request-method", method),
        ];
        lines.extend(header.map(|header| ("access-control-request-headers", header)));
        self.send("OPTIONS", &lines)
    }
}

/// What a page of this origin can do with a server that gives these responses. The
/// standard decides: every browser is at least as strict, `authorization` apart.
pub(super) fn access(
    origin: &str,
    url: &Url,
    method: &str,
    header: Option<&str>,
    mut respond: impl FnMut(&Request) -> Response,
) -> Access {
    let Ok(page) = Page::at(origin) else {
        return Access::Nothing;
    };
    let mut can_read = |credentials| {
        let mut fetch = Fetch::new(method, url.as_str())
            .credentials(credentials)
            .redirect(Redirect::Manual);
        if let Some(header) = header {
            fetch = fetch.header(header, "application/json");
        }
        let report = UserAgent::new(Browser::Standard)
            .fetch(&page, &fetch, |request| Answer::from(respond(request)));
        // A page cannot read a redirect that was not followed.
        let readable = report.outcome.readable();
        readable.is_some_and(|readable| readable.kind == ResponseType::Cors)
    };
    if can_read(Credentials::Include) {
        Access::WithCredentials
    } else if can_read(Credentials::Omit) {
        Access::WithoutCredentials
    } else {
        Access::Nothing
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{NoResponse, Prober, TIME};

    /// A server that needs seconds for each response kept the command for minutes.
    #[test]
    fn no_request_is_sent_after_the_longest_time() {
        let url = "http://127.0.0.1:1/".parse().expect("a URL");
        let mut prober = Prober::new(url).expect("a prober");
        let before = Instant::now().checked_sub(TIME + Duration::from_secs(1));
        // A machine that started just now has no such instant.
        if let Some(before) = before {
            prober.start = before;
            assert!(matches!(prober.get("null"), Err(NoResponse::Budget)));
            assert_eq!(prober.sent, 0);
        }
    }
}
