//! What caches and proxies could confuse: responses for different origins, and two `Origin`
//! lines.

use std::time::SystemTime;

use cors_browser::Response;

use super::attacks::unknown;
use super::prober::NoResponse;
use super::state::Audit;
use crate::output::Severity;
use crate::response::varies_by_origin;

/// What a cache does with a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cached {
    /// It must not keep it.
    Never,
    /// It may keep it, but nothing says for how long.
    Perhaps,
    /// The response says how long caches may give it to others.
    Kept,
}

impl Audit {
    /// Whether a cache could give the response for one origin to another.
    pub(super) fn compare_vary(&mut self) {
        let without_vary = self.dependent().filter(|one| !varies_by_origin(one));
        let Some(cached) = without_vary.map(cached).max() else {
            return;
        };
        let (severity, then) = match cached {
            Cached::Kept => (
                Severity::Error,
                "caches may keep the response, and give the response for one page to another page",
            ),
            Cached::Perhaps => (
                Severity::Warning,
                "a cache can give the response for one page to another page",
            ),
            Cached::Never => (
                Severity::Note,
                "no cache keeps the response now, because it has Cache-Control: no-store",
            ),
        };
        self.find_with_help(
            "vary-missing",
            severity,
            format!(
                "Access-Control-Allow-Origin depends on Origin, but Vary does not name Origin on \
                 every response: {then}"
            ),
            Some(
                "send Vary: Origin with every response of this URL, also with those for origins \
                 that are not allowed and without Origin"
                    .to_owned(),
            ),
        );
    }

    /// The responses whose `Access-Control-Allow-Origin` depends on the origin. Responses of
    /// another status can be those of a firewall, so they are not compared.
    fn dependent(&self) -> impl Iterator<Item = &Response> {
        let responses = || self.responses.iter().map(|(_, response)| response);
        let allowed = |response: &Response| response.headers.get("access-control-allow-origin");
        responses().filter(move |response| {
            let mut others = responses().filter(|other| other.status == response.status);
            others.any(|other| allowed(other) != allowed(response))
        })
    }

    /// A request has one `Origin`. A server that reads one of two can be misled by a proxy that
    /// checks the other one.
    pub(super) fn probe_two_origins(&mut self, origin: &str) -> Result<(), NoResponse> {
        if self.dependent().next().is_none() {
            return Ok(());
        }
        let lines = [("origin", origin), ("origin", unknown(&self.url))];
        let response = match self.prober.send("GET", &lines) {
            // That is a refusal too.
            Err(NoResponse::Unanswered) => return Ok(()),
            response => response?,
        };
        let allowed = response.headers.get("access-control-allow-origin");
        if allowed.is_some_and(|allowed| allowed != b"*" && allowed != b"null") {
            self.find_with_help(
                "two-origins",
                Severity::Note,
                "the server allows a request that has two Origin lines; no browser sends one, but \
                 a proxy that reads the other line disagrees with the server",
                Some("allow nothing if there is more than one Origin line".to_owned()),
            );
        }
        Ok(())
    }
}

fn cached(response: &Response) -> Cached {
    let text = |name: &str| {
        let value = response.headers.get(name).unwrap_or_default();
        cors_browser::text(&value).to_ascii_lowercase()
    };
    let control = text("cache-control");
    let directives = control.split(',').map(|one| {
        let (name, value) = one.split_once('=').unwrap_or((one, ""));
        (name.trim(), value.trim().trim_matches('"'))
    });
    let value = |wanted| {
        let mut all = directives.clone();
        all.find(|(name, _)| *name == wanted)
            .map(|(_, value)| value)
    };
    if value("no-store").is_some() {
        return Cached::Never;
    }
    if value("no-cache").is_some() || value("private").is_some() {
        return Cached::Perhaps;
    }
    let lifetime = value("s-maxage").or(value("max-age"));
    let is_kept = match lifetime {
        // A number that is too large is a long time.
        Some(seconds) => seconds.bytes().any(|digit| matches!(digit, b'1'..=b'9')),
        None => {
            let expires = response.headers.get("expires").unwrap_or_default();
            let expires = httpdate::parse_http_date(&cors_browser::text(&expires));
            expires.is_ok_and(|expires| expires > SystemTime::now()) || value("public").is_some()
        }
    };
    match is_kept || response.headers.contains("age") {
        true => Cached::Kept,
        false => Cached::Perhaps,
    }
}
