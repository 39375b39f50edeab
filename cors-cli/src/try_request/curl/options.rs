//! The options of a copied command. Those that the network panels write are known, and
//! those that have no part in CORS. Every other one is refused.

use crate::output::Misuse;

/// Options without a value that have no part in CORS.
#[rustfmt::skip]
const WITHOUT_EFFECT: [&str; 36] = [
    "-i", "--include", "-s", "--silent", "-S", "--show-error", "-v", "--verbose", "-L",
    "--location", "-k", "--insecure", "-g", "--globoff", "-f", "--fail", "--fail-with-body",
    "--compressed", "--path-as-is", "-0", "--http1.0", "--http1.1", "--http2",
    "--http2-prior-knowledge", "--http3", "-4", "--ipv4", "-6", "--ipv6", "-N", "--no-buffer",
    "-#", "--progress-bar", "--no-progress-meter", "--tlsv1.2", "--tlsv1.3",
];

/// Options with a value that have no part in CORS.
#[rustfmt::skip]
const TIMES_AND_COUNTS: [&str; 6] = [
    "-m", "--max-time", "--connect-timeout", "--retry", "--retry-delay", "--max-redirs",
];

#[rustfmt::skip]
const READ_FILES: [&str; 17] = [
    "-K", "--config", "-T", "--upload-file", "-F", "--form", "-n", "--netrc", "--netrc-file",
    "-E", "--cert", "--key", "--cacert", "--capath", "--data-urlencode", "-w", "--write-out",
];

#[rustfmt::skip]
const WRITE_FILES: [&str; 17] = [
    "-o", "--output", "-O", "--remote-name", "-J", "--remote-header-name", "-c",
    "--cookie-jar", "-D", "--dump-header", "--trace", "--trace-ascii", "--stderr", "--libcurl",
    "--etag-save", "--hsts", "--alt-svc",
];

/// One option of the command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CurlOption {
    Url(String),
    Method(String),
    Header(String),
    Cookie(String),
    UserAgent(String),
    Referer(String),
    Data(String),
    Head,
}

pub(super) fn parse(words: &[String]) -> Result<Vec<CurlOption>, Misuse> {
    let mut options = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if let Some(name) = word.strip_prefix("--") {
            let (name, attached) = match name.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (name, None),
            };
            let value = || attached.or_else(|| words.next().cloned());
            options.extend(option(&format!("--{name}"), value)?);
        } else if let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            parse_letters(letters, &mut words, &mut options)?;
        } else {
            options.push(CurlOption::Url(word.clone()));
        }
    }
    Ok(options)
}

/// `-sSL`, `-X PUT` and `-XPUT`.
fn parse_letters(
    letters: &str,
    words: &mut std::slice::Iter<'_, String>,
    options: &mut Vec<CurlOption>,
) -> Result<(), Misuse> {
    let mut rest = letters.chars();
    while let Some(letter) = rest.next() {
        let attached = rest.as_str();
        let mut has_value = false;
        let value = || {
            has_value = true;
            match attached.is_empty() {
                true => words.next().cloned(),
                false => Some(attached.to_owned()),
            }
        };
        options.extend(option(&format!("-{letter}"), value)?);
        if has_value {
            return Ok(());
        }
    }
    Ok(())
}

/// Reads one option. It is `None` if the option has no part in CORS.
fn option(
    name: &str,
    value: impl FnOnce() -> Option<String>,
) -> Result<Option<CurlOption>, Misuse> {
    let value =
        || value().ok_or_else(|| Misuse::new(format!("{name} in the command has no value")));
    Ok(Some(match name {
        "--url" => CurlOption::Url(value()?),
        "-X" | "--request" => CurlOption::Method(value()?),
        "-I" | "--head" => CurlOption::Head,
        "-H" | "--header" => CurlOption::Header(no_file(name, value()?)?),
        "-A" | "--user-agent" => CurlOption::UserAgent(value()?),
        "-e" | "--referer" => CurlOption::Referer(value()?),
        "-b" | "--cookie" => {
            let cookie = value()?;
            if !cookie.contains('=') {
                return Err(reads_file(name));
            }
            CurlOption::Cookie(cookie)
        }
        "-d" | "--data" | "--data-ascii" | "--data-binary" => {
            CurlOption::Data(no_file(name, value()?)?)
        }
        // The value of this option is never the name of a file.
        "--data-raw" => CurlOption::Data(value()?),
        "-u" | "--user" => {
            return Err(Misuse::new(format!(
                "{name} in the command is not supported: write the header `authorization` instead"
            )));
        }
        name if WITHOUT_EFFECT.contains(&name) => return Ok(None),
        name if TIMES_AND_COUNTS.contains(&name) => {
            value()?;
            return Ok(None);
        }
        name if READ_FILES.contains(&name) => {
            return Err(Misuse::new(format!(
                "{name} in the command can read a file, which is not supported: leave it out"
            )));
        }
        name if WRITE_FILES.contains(&name) => {
            return Err(Misuse::new(format!(
                "{name} in the command writes a file, which is not supported: leave it out"
            )));
        }
        _ => {
            return Err(Misuse::new(format!(
                "{name} in the command is not supported: leave it out, or use \"Copy as cURL\" in \
                 the network panel for one request"
            )));
        }
    }))
}

fn no_file(name: &str, value: String) -> Result<String, Misuse> {
    match value.starts_with('@') {
        true => Err(reads_file(name)),
        false => Ok(value),
    }
}

/// The value is not quoted: it can be a cookie without a name.
fn reads_file(name: &str) -> Misuse {
    Misuse::new(format!(
        "{name} in the command reads a file, which is not supported: write the value itself"
    ))
}
