//! A transcript of `curl -v`: the headers of the request and of the response.

use super::{ConsoleLine, Kind, Lookalike, Source};
use crate::cause::{CheckFailure, Phase};
use crate::check::cors_check;
use crate::header::Headers;

/// The last request and the last response of a transcript.
#[derive(Default)]
struct Transcript {
    method: String,
    request: Headers,
    status: Option<u16>,
    response: Headers,
}

/// Whether curl prints the line beside the body of a response.
pub(super) fn is_line(line: &str) -> bool {
    const MARKS: [&str; 4] = ["< ", "> ", "* ", "curl: ("];
    MARKS.iter().any(|mark| line.starts_with(mark))
        || matches!(line.trim_end(), "<" | ">")
        || line.starts_with(['{', '}']) && line.ends_with(" bytes data]")
        || is_progress(line.trim_start())
}

/// Whether the line is about the progress of a download, or the head of such lines.
fn is_progress(line: &str) -> bool {
    line.contains("--:--:--") || line.starts_with("% Total ") || line.starts_with("Dload ")
}

/// Whether the line belongs to a request.
pub(super) fn is_request(line: &str) -> bool {
    line.starts_with("> ")
}

/// What a browser would say about the response, or `None` if the text is no
/// transcript.
pub(super) fn read(text: &str) -> Option<ConsoleLine> {
    let transcript = Transcript::of(text);
    let status = transcript
        .status
        .filter(|_| !transcript.method.is_empty())?;
    let mut line = ConsoleLine::of(Source::Curl);
    line.status = Some(status);
    line.origin = transcript.request("origin");
    line.method = transcript.request("access-control-request-method");
    match transcript.outcome(status) {
        Ok(what) => line.kind = Kind::LooksLikeCors(what),
        Err(name) => line.causes.push(name),
    }
    line.value = transcript.text("access-control-allow-origin");
    Some(line)
}

impl Transcript {
    fn of(text: &str) -> Self {
        let mut transcript = Self::default();
        for line in text.lines() {
            let line = line.trim();
            if let Some(sent) = line.strip_prefix("> ") {
                let mut words = sent.split_whitespace();
                match (words.next(), words.next(), words.next()) {
                    (Some(method), Some(_), Some(version)) if version.starts_with("HTTP/") => {
                        transcript = Self {
                            method: method.into(),
                            ..Self::default()
                        };
                    }
                    _ => append(&mut transcript.request, sent),
                }
            } else if let Some(received) = line.strip_prefix("< ") {
                if received.starts_with("HTTP/") {
                    let status = received.split_whitespace().nth(1);
                    transcript.status = status.and_then(|status| status.parse().ok());
                    transcript.response = Headers::new();
                } else {
                    append(&mut transcript.response, received);
                }
            }
        }
        transcript
    }

    fn request(&self, name: &str) -> Option<String> {
        let value = self.request.get(name)?;
        Some(String::from_utf8_lossy(&value).into_owned())
    }

    fn text(&self, name: &str) -> Option<String> {
        let value = self.response.get(name)?;
        Some(String::from_utf8_lossy(&value).into_owned())
    }

    /// The lookalike, or the name of the cause.
    fn outcome(&self, status: u16) -> Result<Lookalike, &'static str> {
        let Some(origin) = self.request("origin") else {
            return Ok(Lookalike::NoOrigin);
        };
        let asked = self.request("access-control-request-method");
        let asked = asked.filter(|_| self.method.eq_ignore_ascii_case("options"));
        let phase = if asked.is_some() {
            Phase::Preflight
        } else {
            Phase::Actual
        };
        let with_credentials = self.request.contains("cookie");
        cors_check(&self.response, &origin, with_credentials)
            .map_err(|failure| name(&failure, phase))?;
        let Some(method) = asked else {
            return Ok(Lookalike::Allowed);
        };
        if (300..=399).contains(&status) {
            return Err("preflight-redirect");
        }
        if !(200..=299).contains(&status) {
            return Err("preflight-status-not-ok");
        }
        let is_simple = matches!(&*method, "GET" | "HEAD" | "POST");
        if !is_simple && !self.lists("access-control-allow-methods", &method) {
            return Err("preflight-method-not-allowed");
        }
        let headers = self
            .request("access-control-request-headers")
            .unwrap_or_default();
        let mut headers = headers
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty());
        if !headers.all(|name| self.lists("access-control-allow-headers", name)) {
            return Err("preflight-header-not-allowed");
        }
        Ok(Lookalike::Allowed)
    }

    fn lists(&self, name: &str, wanted: &str) -> bool {
        let list = self.text(name).unwrap_or_default();
        list.split(',').any(|one| {
            let one = one.trim();
            one.eq_ignore_ascii_case(wanted)
                || one == "*" && !wanted.eq_ignore_ascii_case("authorization")
        })
    }
}

fn append(headers: &mut Headers, line: &str) {
    if let Some((name, value)) = line.split_once(':') {
        headers.append(name.trim(), value.trim());
    }
}

fn name(failure: &CheckFailure, phase: Phase) -> &'static str {
    let name = match failure {
        CheckFailure::AllowOriginMissing => "allow-origin-missing",
        CheckFailure::AllowOriginWildcardWithCredentials => {
            "allow-origin-wildcard-with-credentials"
        }
        CheckFailure::AllowOriginMultiple { .. } => "allow-origin-multiple",
        CheckFailure::AllowOriginMismatch { .. } => "allow-origin-mismatch",
        CheckFailure::AllowCredentialsNotTrue { .. } => "allow-credentials-not-true",
    };
    match phase {
        Phase::Actual => name,
        Phase::Preflight => crate::message::help::of_preflight(name),
    }
}
