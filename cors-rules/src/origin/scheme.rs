//! The rules of schemes.

use crate::rule::Rule;
use crate::violation::Violation;

/// Splits a text into the parts before and after `://`.
pub(super) fn split(text: &str) -> Result<(&str, &str), Violation> {
    check_opaque(text)?;
    check_separator(text)?;
    match text.split_once("://") {
        Some(("", rest)) => Err(scheme_missing(text, rest)),
        Some(split) => Ok(split),
        None => Err(scheme_missing(
            text,
            text.strip_prefix("//").unwrap_or(text),
        )),
    }
}

/// Checks that the scheme is a letter, then letters, digits, `+`, `-` and `.` (RFC
/// 3986, section 3.1), and that pages can have it.
pub(super) fn check(text: &str, scheme: &str, lower: &str) -> Result<(), Violation> {
    let mut bytes = scheme.bytes();
    let valid = bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
        && bytes.all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    if !valid {
        let violation = Violation::new(
            Rule::OriginSchemeInvalid,
            0..scheme.len(),
            "this is not a scheme: a scheme is a letter, then letters, digits, `+`, `-` and `.`",
        );
        return Err(match scheme.contains('*') {
            true => violation.fix(format!("https{}", &text[scheme.len()..])),
            false => violation,
        });
    }
    match never_an_origin(lower) {
        Some(_) => Err(not_an_origin(text, lower)),
        None => Ok(()),
    }
}

/// The port that browsers leave out of an origin of this scheme.
pub(super) fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

/// Whether hosts of this scheme are domains and addresses (URL Standard,
/// "special scheme").
pub(super) fn has_domains(scheme: &str) -> bool {
    matches!(scheme, "http" | "https")
}

/// Whether the scheme belongs to extensions or to applications with a browser engine, whose
/// pages do not come from the network.
pub(super) fn is_app(scheme: &str) -> bool {
    matches!(
        scheme,
        "chrome-extension"
            | "moz-extension"
            | "safari-web-extension"
            | "capacitor"
            | "capacitor-electron"
            | "ionic"
            | "tauri"
            | "app"
            | "vscode-webview"
    )
}

/// Schemes whose hosts are the ids of extensions.
pub(super) fn has_ids(scheme: &str) -> bool {
    scheme == "chrome-extension" || has_varying_ids(scheme)
}

/// Schemes whose hosts are ids that differ by installation.
pub(super) fn has_varying_ids(scheme: &str) -> bool {
    matches!(
        scheme,
        "moz-extension" | "safari-web-extension" | "vscode-webview"
    )
}

/// The reason why no page has an origin with this scheme, and the scheme that its author
/// means.
fn never_an_origin(scheme: &str) -> Option<(&'static str, Option<&'static str>)> {
    Some(match scheme {
        "wss" => (
            "a page opens a WebSocket, and browsers send the origin of that page",
            Some("https"),
        ),
        "ws" => (
            "a page opens a WebSocket, and browsers send the origin of that page",
            Some("http"),
        ),
        "ftp" => ("browsers no longer open pages from ftp", None),
        "file" => (
            "a page from a file has the origin `null`, which every sandboxed frame can send too",
            None,
        ),
        "data" => (
            "a page from a data URL has the origin `null`, which anyone can send",
            None,
        ),
        "blob" | "filesystem" => (
            "a page from such a URL has the origin of the page that made it",
            None,
        ),
        "about" | "javascript" => (
            "such a page has the origin of the page that opened it",
            None,
        ),
        _ => return None,
    })
}

/// Whether URLs of the scheme have no host.
fn check_opaque(text: &str) -> Result<(), Violation> {
    let scheme = text
        .split(':')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_opaque = matches!(
        &*scheme,
        "data" | "blob" | "filesystem" | "about" | "javascript" | "file"
    );
    match is_opaque && scheme.len() < text.len() {
        true => Err(not_an_origin(text, &scheme)),
        false => Ok(()),
    }
}

/// `https:/x`, `https:x`, `https//x`, `https;//x` and `https://https://x`.
fn check_separator(text: &str) -> Result<(), Violation> {
    let end = text.find([':', '/', ';']).unwrap_or(text.len());
    let scheme = text[..end].to_ascii_lowercase();
    let rest = &text[end..];
    let is_other = rest.starts_with(';') && !rest.starts_with(";//");
    if is_other || !has_domains(&scheme) && !is_app(&scheme) {
        return Ok(());
    }
    if let Some(rest) = rest.strip_prefix("://") {
        // A URL was pasted after a scheme.
        return match rest.starts_with("http://") || rest.starts_with("https://") {
            true => Err(invalid(text, rest, "an origin has one scheme").fix(rest)),
            false => Ok(()),
        };
    }
    let host = rest.trim_start_matches([':', ';', '/', '\\']);
    // Schemes such as `app` are also names of hosts: `app:3000`.
    let is_port = !host.is_empty() && host.bytes().all(|b| b.is_ascii_digit());
    match rest.is_empty() || is_port {
        true => Ok(()),
        false => {
            Err(invalid(text, host, "a scheme ends with `://`").fix(format!("{scheme}://{host}")))
        }
    }
}

/// The text before the rest is not a scheme.
fn invalid(text: &str, rest: &str, message: &'static str) -> Violation {
    Violation::new(
        Rule::OriginSchemeInvalid,
        0..text.len() - rest.len(),
        message,
    )
}

fn scheme_missing(text: &str, rest: &str) -> Violation {
    let host = &rest[..rest.find(['/', '?', '#', ':']).unwrap_or(rest.len())];
    let is_local = host == "localhost"
        || host.ends_with(".localhost")
        || host.starts_with("127.")
        || rest.starts_with("[::1]");
    let scheme = if is_local { "http" } else { "https" };
    let violation = Violation::new(
        Rule::OriginSchemeMissing,
        0..text.len() - rest.len(),
        match text {
            "" => "this entry is empty, and an origin starts with its scheme",
            _ => "an origin starts with its scheme",
        },
    );
    // What is before a `//` is a scheme with a mistake, and not the host.
    let violation = match rest.contains("//") {
        true => violation,
        false => violation.fix(format!("{scheme}://{rest}")),
    };
    violation.suggestion("write the scheme, the host and, where it is not the scheme's own, the port: \"https://example.com\"")
}

fn not_an_origin(text: &str, scheme: &str) -> Violation {
    let rest = &text[scheme.len() + 1..];
    let (why, meant) = never_an_origin(scheme).unwrap_or_default();
    let violation = Violation::new(
        Rule::OriginSchemeNotAnOrigin,
        0..scheme.len() + 1,
        format!("no page has an origin with the scheme `{scheme}`: {why}"),
    );
    match meant {
        Some(meant) => violation.fix(format!("{meant}:{rest}")),
        // A blob URL contains its origin.
        None if matches!(scheme, "blob" | "filesystem") && rest.contains("://") => {
            violation.fix(rest)
        }
        None => violation,
    }
}
