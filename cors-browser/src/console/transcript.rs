//! A transcript of curl: the headers of a request and of its response. `curl -v` marks them, and
//! `curl -i` prints the response after the command.

use super::command::{self, Command};
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
    /// Whether the request is from the command, so that the response may have no marks.
    is_of_command: bool,
    /// Whether the line before is of the head of a response without marks.
    is_in_head: bool,
    /// The first request whose response is a redirect, if another request or response follows.
    redirected: Option<Box<Self>>,
}

/// The number of lines at the start that belong to a transcript, without the body of the
/// response.
pub(super) fn length(lines: &[(usize, &str)]) -> usize {
    let count = |from: usize, is_part: fn(&str) -> bool| {
        let lines = lines.get(from..).unwrap_or_default();
        lines.iter().take_while(|(_, line)| is_part(line)).count()
    };
    let command = command_length(lines);
    let head = command + count(command, is_progress);
    let after = match lines.get(head) {
        Some((_, line)) if command > 0 && is_status(line) => head + count(head, is_of_head),
        _ => command + count(command, is_line),
    };
    // A command alone is no transcript.
    if after > command { after } else { 0 }
}

/// The number of lines of the command at the start.
fn command_length(lines: &[(usize, &str)]) -> usize {
    const MOST_LINES: usize = 60;
    if !lines.first().is_some_and(|(_, line)| command::begins(line)) {
        return 0;
    }
    let lines = lines.iter().take(MOST_LINES);
    1 + lines.take_while(|(_, line)| command::goes_on(line)).count()
}

/// Whether the line is the first of a response without marks.
fn is_status(line: &str) -> bool {
    line.starts_with("HTTP/")
}

fn is_of_head(line: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let header = line.split_once(':');
    is_status(line) || header.is_some_and(|(name, _)| name.chars().all(is_of_name))
}

/// Whether curl prints the line beside the body of a response.
pub(super) fn is_line(line: &str) -> bool {
    const MARKS: [&str; 4] = ["< ", "> ", "* ", "curl: ("];
    MARKS.iter().any(|mark| line.starts_with(mark))
        || matches!(line.trim_end(), "<" | ">")
        || line.starts_with(['{', '}']) && line.ends_with(" bytes data]")
        || is_progress(line)
}

/// Whether the line is about the progress of a download, or the head of such lines.
fn is_progress(line: &str) -> bool {
    let line = line.trim_start();
    line.contains("--:--:--") || line.starts_with("% Total ") || line.starts_with("Dload ")
}

/// Whether the line belongs to a request.
pub(super) fn is_request(line: &str) -> bool {
    line.starts_with("> ") || command::begins(line)
}

/// What a browser would say about the response, or `None` if the text is no
/// transcript.
pub(super) fn read(text: &str) -> Option<ConsoleLine> {
    let mut transcript = Transcript::of(text);
    // curl follows a redirect that no page can read, and sends the same `Origin` again.
    if let Some(redirected) = transcript.redirected.take() {
        transcript = *redirected;
    }
    // A proxy answers CONNECT, and not the server.
    let is_request = !matches!(&*transcript.method, "" | "CONNECT");
    let status = transcript.status.filter(|_| is_request)?;
    let mut line = ConsoleLine::of(Source::Curl);
    line.status = Some(status);
    line.origin = transcript.request("origin");
    line.method = transcript.request("access-control-request-method");
    match transcript.outcome(status) {
        Ok(what) => line.kind = Kind::LooksLikeCors(what),
        Err(name) => line.causes.push(name),
    }
    if line.causes == ["preflight-header-not-allowed"] {
        line.header = transcript.refused_header();
    }
    line.value = transcript.text("access-control-allow-origin");
    Some(line)
}

impl Transcript {
    fn of(text: &str) -> Self {
        let mut transcript = Self::default();
        let mut command: Option<String> = None;
        for line in text.lines() {
            let line = line.trim();
            let beginning = command::beginning(line);
            if command.is_some() || beginning.is_some() {
                let command_so_far = command.get_or_insert_default();
                command_so_far.push_str(beginning.unwrap_or(line));
                command_so_far.push('\n');
                if !command::goes_on(line) {
                    transcript = Self::of_command(&command.take().unwrap_or_default());
                }
            } else if let Some(sent) = line.strip_prefix("> ") {
                transcript.add_sent(sent);
            } else if let Some(received) = line.strip_prefix("< ") {
                transcript.add_received(received);
            } else {
                let is_head = is_status(line) || transcript.is_in_head && is_of_head(line);
                transcript.is_in_head = transcript.is_of_command && is_head;
                if transcript.is_in_head {
                    transcript.add_received(line);
                }
            }
        }
        transcript
    }

    fn of_command(text: &str) -> Self {
        let Command { method, headers } = Command::read(text);
        Self {
            method,
            request: headers,
            is_of_command: true,
            ..Self::default()
        }
    }

    fn add_sent(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (Some(method), Some(_), Some(version)) if version.starts_with("HTTP/") => {
                self.keep_redirect();
                *self = Self {
                    method: method.into(),
                    redirected: self.redirected.take(),
                    ..Self::default()
                };
            }
            _ => append(&mut self.request, line),
        }
    }

    fn add_received(&mut self, line: &str) {
        if line.starts_with("HTTP/") {
            self.keep_redirect();
            let status = line.split_whitespace().nth(1);
            self.status = status.and_then(|status| status.parse().ok());
            self.response = Headers::new();
        } else {
            append(&mut self.response, line);
        }
    }

    /// Keeps the redirect before the next request or response.
    fn keep_redirect(&mut self) {
        if self.redirected.is_none() && self.status.is_some_and(|status| self.redirects(status)) {
            self.redirected = Some(Box::new(Self {
                method: self.method.clone(),
                request: self.request.clone(),
                status: self.status,
                response: self.response.clone(),
                ..Self::default()
            }));
        }
    }

    fn redirects(&self, status: u16) -> bool {
        matches!(status, 301 | 302 | 303 | 307 | 308) && self.response.contains("location")
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
        let asked = self.request("access-control-request-method");
        let asked = asked.filter(|_| self.method.eq_ignore_ascii_case("options"));
        let is_redirect = self.redirects(status);
        if is_redirect && asked.is_none() {
            return Ok(Lookalike::Redirected);
        }
        let Some(origin) = self.request("origin") else {
            return Ok(Lookalike::NoOrigin);
        };
        if is_redirect {
            return Err("preflight-redirect");
        }
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
        if !(200..=299).contains(&status) {
            return Err("preflight-status-not-ok");
        }
        let is_simple = matches!(&*method, "GET" | "HEAD" | "POST");
        if !is_simple && !self.lists("access-control-allow-methods", &method) {
            return Err("preflight-method-not-allowed");
        }
        if self.refused_header().is_some() {
            return Err("preflight-header-not-allowed");
        }
        Ok(Lookalike::PreflightAllowed)
    }

    /// The first header that the preflight asks for and the response does not list.
    fn refused_header(&self) -> Option<String> {
        let headers = self.request("access-control-request-headers")?;
        let mut headers = headers.split(',').map(str::trim);
        let is_refused =
            |name: &&str| !name.is_empty() && !self.lists("access-control-allow-headers", name);
        headers.find(is_refused).map(str::to_owned)
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
