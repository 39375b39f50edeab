//! Sends the probes of an audit, within its limits.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use cors_browser::{Headers, Response, Url};

use super::question::Question;
use crate::client::{Call, Client, Failure};
use crate::output::{Misuse, log};

/// The largest number of requests of one audit.
const MOST: usize = 150;

/// The time between two requests.
const PAUSE: Duration = Duration::from_millis(50);

/// So many requests take a second.
const A_SECOND: usize = 20;

/// The statuses with which servers and the programs before them refuse requests that are too
/// many.
const LIMITS: [u16; 3] = [403, 429, 503];

/// The first of so many suspicious responses in a row is checked.
const AGAIN: usize = 10;

/// The largest number of requests that these checks need.
pub(super) const CHECKS: usize = 12;

/// The longest time of one audit. A slow server may not keep the command for an hour.
const TIME: Duration = Duration::from_secs(120);

pub(super) struct Prober {
    client: Client,
    start: Instant,
    url: Url,
    nonce: u64,
    pub(super) sent: usize,
    /// The header lines and the status of the first GET. It is sent again if later responses
    /// look as if a limit gave them.
    first: Option<(Vec<(String, String)>, u16)>,
    /// How many responses in a row had a status that a limit can have.
    suspicious: usize,
}

/// Why a probe has no response.
#[derive(Debug)]
pub(super) enum NoResponse {
    Failure(Failure),
    /// This probe has none, and the server still answers others.
    Unanswered,
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
            first: None,
            suspicious: 0,
        })
    }

    /// The number of requests that can still be sent.
    pub(super) fn left(&self) -> usize {
        MOST.saturating_sub(self.sent)
    }

    /// Sends a probe with these header lines. A response that a limit gave is no response.
    pub(super) fn send(
        &mut self,
        method: &str,
        lines: &[(&str, &str)],
    ) -> Result<Response, NoResponse> {
        let mut response = match self.send_once(method, lines) {
            Err(NoResponse::Failure(_)) if self.first.is_some() => {
                // A firewall can close the connection because of the headers.
                self.suspect()?;
                return Err(NoResponse::Unanswered);
            }
            response => response?,
        };
        let Some((_, first)) = self.first else {
            let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            self.first = Some((lines.iter().map(own).collect(), response.status));
            return Ok(response);
        };
        if response.status == 503 && first != 503 && self.suspicious.is_multiple_of(AGAIN) {
            // A limit can let the next request pass.
            response = self.send_once(method, lines)?;
        }
        if !LIMITS.contains(&response.status) || response.status == first {
            self.suspicious = 0;
            return Ok(response);
        }
        self.suspect()?;
        Ok(response)
    }

    /// Counts a response that a limit can have given, and checks some of them.
    fn suspect(&mut self) -> Result<(), NoResponse> {
        self.suspicious += 1;
        match self.suspicious % AGAIN {
            1 => self.confirm(),
            _ => Ok(()),
        }
    }

    /// Sends the first probe again if the last response could be that of a limit, and compares
    /// the status.
    pub(super) fn confirm(&mut self) -> Result<(), NoResponse> {
        if self.suspicious == 0 {
            return Ok(());
        }
        let Some((lines, status)) = self.first.clone() else {
            return Ok(());
        };
        let lines: Vec<_> = lines
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let again = self.send_once("GET", &lines)?.status;
        if LIMITS.contains(&again) && again != status {
            return Err(NoResponse::Limited(again));
        }
        Ok(())
    }

    /// Sends a request. Each one has a URL of its own, so that no cache keeps its response for
    /// anyone else.
    fn send_once(&mut self, method: &str, lines: &[(&str, &str)]) -> Result<Response, NoResponse> {
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

    /// The response to the preflight of a page.
    pub(super) fn preflight(&mut self, question: Question<'_>) -> Result<Response, NoResponse> {
        let mut lines = vec![
            ("origin", question.origin),
            ("access-control-request-method", question.method),
        ];
        let header = question.header;
        lines.extend(header.map(|header| ("access-control-request-headers", header)));
        self.send("OPTIONS", &lines)
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
