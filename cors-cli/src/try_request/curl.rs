//! Reads a curl command that was copied from the network panel of a browser.
//!
//! The command is read, not run: no file is opened, and what a shell would replace is
//! refused.

mod options;
mod words;

use cors_browser::{Body, Url};

use crate::output::Misuse;
use options::CurlOption;

/// A request as the network panel shows it.
#[derive(Debug)]
pub(super) struct Copied {
    pub(super) url: String,
    pub(super) method: String,
    /// The headers of the page, without those that the browser added.
    pub(super) headers: Vec<(String, Vec<u8>)>,
    pub(super) body: Option<Body>,
    pub(super) cookie: Option<Vec<u8>>,
    pub(super) origin: Option<String>,
    pub(super) user_agent: Option<Vec<u8>>,
    pub(super) dropped: Vec<String>,
}

impl Copied {
    pub(super) fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            method: "GET".to_owned(),
            headers: Vec::new(),
            body: None,
            cookie: None,
            origin: None,
            user_agent: None,
            dropped: Vec::new(),
        }
    }
}

/// Reads a command of a POSIX shell or of `cmd.exe`.
pub(super) fn read(command: &str) -> Result<Copied, Misuse> {
    let program = command.split_whitespace().next().unwrap_or_default();
    if program.is_empty() {
        return Err(Misuse::new("the command after --curl is empty"));
    }
    if !matches!(program.trim_matches(['"', '\'']), "curl" | "curl.exe") {
        // The rest can have secrets.
        let is_of_name = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '$' | '.' | '_' | '/');
        let program: String = program.chars().take_while(is_of_name).take(40).collect();
        return Err(Misuse::new(format!(
            "the command after --curl begins with {program:?}, not with curl: use \"Copy as cURL\" \
             in the network panel"
        )));
    }
    let words = words::split(command)?;
    collect(options::parse(words.get(1..).unwrap_or_default())?)
}

fn collect(options: Vec<CurlOption>) -> Result<Copied, Misuse> {
    let mut copied = Copied::new("");
    let mut method = None;
    let mut data: Vec<String> = Vec::new();
    let mut headers = Vec::new();
    let mut is_head = false;
    for option in options {
        match option {
            CurlOption::Url(_) if !copied.url.is_empty() => {
                return Err(Misuse::new(
                    "the command after --curl has two URLs: only one request is read",
                ));
            }
            CurlOption::Url(url) => copied.url = url,
            CurlOption::Method(name) => method = Some(name),
            CurlOption::Head => is_head = true,
            CurlOption::Header(line) => headers.push(header(&line, headers.len() + 1)?),
            CurlOption::Cookie(cookie) => copied.cookie = Some(cookie.into_bytes()),
            CurlOption::UserAgent(value) => copied.user_agent = Some(value.into_bytes()),
            CurlOption::Referer(value) => headers.push(("referer".to_owned(), value.into_bytes())),
            CurlOption::Data(text) => data.push(text),
        }
    }
    if copied.url.is_empty() {
        return Err(Misuse::new("the command after --curl has no URL"));
    }
    copied.method = match (method, is_head, data.is_empty()) {
        (Some(method), ..) => method,
        (None, true, _) => "HEAD".to_owned(),
        (None, false, false) => "POST".to_owned(),
        (None, false, true) => "GET".to_owned(),
    };
    sort_headers(&mut copied, headers);
    if !data.is_empty() {
        let has_type = |(name, _): &(String, Vec<u8>)| name.eq_ignore_ascii_case("content-type");
        let bytes = data.join("&").into_bytes();
        // A page sets the type itself, or curl would.
        copied.body = Some(match copied.headers.iter().any(has_type) {
            true => Body::Bytes(bytes),
            false => Body::Typed {
                content_type: "application/x-www-form-urlencoded".to_owned(),
                bytes,
            },
        });
    }
    Ok(copied)
}

fn header(line: &str, number: usize) -> Result<(String, Vec<u8>), Misuse> {
    // curl writes a header without a value as `name;`.
    let split = line
        .split_once(':')
        .or_else(|| line.strip_suffix(';').map(|name| (name, "")));
    // The text can be a secret, so the message does not quote it.
    let (name, value) = split
        .ok_or_else(|| Misuse::new(format!("-H number {number} in the command is no header")))?;
    Ok((name.trim().to_owned(), value.trim().as_bytes().to_vec()))
}

/// Separates the page's headers from those that the browser added. A copied preflight
/// becomes the request that it asks for.
fn sort_headers(copied: &mut Copied, headers: Vec<(String, Vec<u8>)>) {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let mut referer = None;
    let mut wanted_method = None;
    let mut wanted_headers = Vec::new();
    for (name, value) in headers {
        match name.to_ascii_lowercase().as_str() {
            "origin" => copied.origin = Some(text(&value)),
            "referer" => referer = Url::parse(&text(&value)).ok(),
            "cookie" => copied.cookie = Some(value),
            "user-agent" => copied.user_agent = Some(value),
            "access-control-request-method" => wanted_method = Some(text(&value)),
            "access-control-request-headers" => {
                let names = text(&value);
                wanted_headers.extend(names.split(',').map(|name| name.trim().to_owned()));
            }
            lower if is_of_browser(lower) => copied.dropped.push(name),
            _ => copied.headers.push((name, value)),
        }
    }
    if copied.origin.is_none() {
        copied.origin = referer.map(|url| cors_browser::Origin::of(&url).to_string());
    }
    if let Some(method) = wanted_method.filter(|_| copied.method == "OPTIONS") {
        copied.method = method;
        let wanted = wanted_headers.into_iter().filter(|name| !name.is_empty());
        copied.headers = wanted.map(|name| (name, placeholder())).collect();
    }
}

/// A value that needs permission for every name.
fn placeholder() -> Vec<u8> {
    b"application/json".to_vec()
}

/// Whether browsers add this header to requests themselves, so that it needs no
/// permission. A page can set some of these too, but a copied command does not show who
/// did.
fn is_of_browser(name: &str) -> bool {
    matches!(
        name,
        "accept-encoding"
            | "accept-language"
            | "accept-charset"
            | "cache-control"
            | "connection"
            | "content-length"
            | "dnt"
            | "host"
            | "if-modified-since"
            | "if-none-match"
            | "pragma"
            | "priority"
            | "te"
            | "upgrade-insecure-requests"
            | "x-client-data"
    ) || name.starts_with("sec-")
        || name.starts_with(':')
}
