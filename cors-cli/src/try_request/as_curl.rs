//! The requests of the fetch as curl commands.

use cors_browser::{Browser, Request, Response, UserAgent, text};

use super::intent::Intent;
use crate::redact::is_secret;

/// One command for each request that a browser sends if the server allows everything.
/// Cookies and authorization are variables of the shell.
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
        words.push(match is_secret(name) {
            true => {
                let variable = name.to_ascii_uppercase().replace('-', "_");
                format!("-H \"{name}: ${variable}\"")
            }
            false => format!("-H {}", quoted(&format!("{name}: {}", text(value)))),
        });
    }
    if request.credentials && cookie {
        words.push("-b \"$COOKIE\"".to_owned());
    }
    if let Some(body) = &request.body {
        words.push(format!(
            "--data-raw {}",
            quoted(&String::from_utf8_lossy(body))
        ));
    }
    words.push(quoted(request.url.as_str()));
    words.join(" \\\n  ")
}

/// In single quotation marks, for a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
