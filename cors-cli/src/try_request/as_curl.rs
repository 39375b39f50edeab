//! The requests of the fetch as curl commands.

use cors_browser::{Browser, Request, Response, UserAgent, text};

use super::intent::Intent;
use crate::redact::{hide_in_urls, is_secret, is_secret_part};

/// One command for each request that a browser sends if the server allows everything.
/// Cookies, authorization, the secrets of the URL, and a body that names a secret are
/// variables of the shell.
pub(super) fn commands(browser: Browser, intent: &Intent) -> Vec<String> {
    let mut commands = Vec::new();
    let cookie = intent.cookie.is_some();
    UserAgent::new(browser).fetch(&intent.page, &intent.fetch, |request: &Request| {
        commands.push(command(request, cookie));
        let mut response = Response::new(200);
        for (asked, allowed) in [
            ("origin", "access-control-allow-origin"),
            (
                "access-control-request-method",
                "access-control-allow-methods",
            ),
            (
                "access-control-request-headers",
                "access-control-allow-headers",
            ),
        ] {
            if let Some(value) = request.headers.get(asked) {
                response = response.header(allowed, value);
            }
        }
        response.header("access-control-allow-credentials", "true")
    });
    commands
}

fn command(request: &Request, cookie: bool) -> String {
    let mut words = vec!["curl -si".to_owned()];
    match request.method.as_str() {
        "GET" => {}
        "HEAD" => words.push("--head".to_owned()),
        method => words.push(format!("-X {}", quoted(method))),
    }
    for (name, value) in request.headers.iter() {
        let value = text(value);
        words.push(match is_secret(name) || hide_in_urls(&value) != value {
            true if is_plain(name) => format!("-H \"{name}: ${}\"", variable(name)),
            true => format!("-H {}\"${}\"", quoted(&format!("{name}: ")), variable(name)),
            false => format!("-H {}", quoted(&format!("{name}: {value}"))),
        });
    }
    if request.credentials && cookie {
        words.push("-b \"$COOKIE\"".to_owned());
    }
    if let Some(body) = &request.body {
        let body = String::from_utf8_lossy(body);
        // A body has no name that would make it harmless.
        words.push(match is_secret(&format!(" {body}")) {
            true => "--data-raw \"$BODY\"".to_owned(),
            false => format!("--data-raw {}", quoted(&body)),
        });
    }
    words.push(address(request.url.as_str()));
    words.join(" \\\n  ")
}

/// The URL without its fragment, which is never sent. The secrets of its query are
/// variables of the shell.
fn address(url: &str) -> String {
    let (url, _) = url.split_once('#').unwrap_or((url, ""));
    let mut pieces = String::new();
    let mut plain = String::new();
    for piece in url.split_inclusive(['?', '&', ';']) {
        let part = piece.trim_end_matches(['?', '&', ';']);
        let (_, separator) = piece.split_at(part.len());
        match part.split_once('=').filter(|_| is_secret_part(part)) {
            Some((name, _)) => {
                pieces += &quoted(&format!("{plain}{name}="));
                pieces += &format!("\"${}\"", variable(name));
                plain.clear();
            }
            None => plain.push_str(part),
        }
        plain.push_str(separator);
    }
    if !plain.is_empty() {
        pieces += &quoted(&plain);
    }
    pieces
}

/// Whether a shell replaces nothing in the text between double quotation marks.
fn is_plain(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// The name of a variable of the shell.
fn variable(name: &str) -> String {
    let name = name.to_ascii_uppercase();
    let is_of_name = |c: char| c.is_ascii_alphanumeric();
    let name: String = name
        .chars()
        .map(|c| if is_of_name(c) { c } else { '_' })
        .collect();
    match name.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("_{name}"),
        false => name,
    }
}

/// In single quotation marks, for a POSIX shell. Control characters are escape sequences, so
/// that the command can be printed.
fn quoted(text: &str) -> String {
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if !text.contains(is_control) {
        return format!("'{}'", text.replace('\'', "'\\''"));
    }
    let mut quoted = "$'".to_owned();
    for c in text.chars() {
        match c {
            '\'' | '\\' => quoted.extend(['\\', c]),
            c if is_control(c) => quoted += &format!("\\u{:04x}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted + "'"
}
