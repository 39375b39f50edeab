//! `--record`: the exchanges with upstreams as an HTTP Archive (HAR 1.2).

mod secrets;

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::exchange::{Exchange, UpstreamAnswer};
use crate::output::log;
use crate::redact::hide_in_urls;

/// The end of the file. It is replaced when an entry is added, so that the file is
/// complete at any time.
const END: &[u8] = b"\n]}}\n";

/// The start of every file.
const START: &str =
    "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"cors proxy\",\"version\":";

#[derive(Debug)]
pub(super) struct Record {
    path: PathBuf,
    file: File,
    is_empty: bool,
}

impl Record {
    /// Creates the file, or replaces it. Other users cannot read it.
    ///
    /// # Errors
    ///
    /// One sentence.
    pub(super) fn create(path: PathBuf) -> Result<Self, String> {
        let name = path.display();
        // A mistake must not replace a policy file or a source file.
        if path.extension().is_none_or(|extension| extension != "har") {
            return Err(format!(
                "--record {name}: the recording is a HAR file. Write a name such as session.har"
            ));
        }
        let sentence = |error: io::Error| match error.kind() {
            ErrorKind::AlreadyExists => format!(
                "--record {name}: this is no recording of an earlier session, so it is not \
                 replaced. Write the name of a new file"
            ),
            ErrorKind::NotFound => format!(
                "--record {name}: the folder does not exist. Create it, or write another name"
            ),
            _ => format!("--record {name}: the file cannot be written: {error}"),
        };
        let mut file = create_private(&path).map_err(sentence)?;
        let version = env!("CARGO_PKG_VERSION");
        let start = format!("{START}\"{version}\"}},\"entries\":[\n");
        file.write_all(start.as_bytes())
            .and_then(|()| file.write_all(END))
            .map_err(sentence)?;
        Ok(Record {
            path,
            file,
            is_empty: true,
        })
    }

    pub(super) fn add(&mut self, exchange: &Exchange, answer: &UpstreamAnswer, elapsed: Duration) {
        let entry = entry(exchange, answer, elapsed).to_string();
        if let Err(error) = self.append(&entry) {
            log::line(&format!(
                "{} cannot be written: {error}",
                self.path.display()
            ));
        }
    }

    fn append(&mut self, entry: &str) -> io::Result<()> {
        self.file.seek(SeekFrom::End(-(END.len() as i64)))?;
        let separator = if self.is_empty { "" } else { ",\n" };
        let mut text = format!("{separator}{entry}").into_bytes();
        text.extend_from_slice(END);
        self.is_empty = false;
        self.file.write_all(&text)
    }
}

/// Creates the file. An earlier recording is removed and not written again: other users may
/// have it open. Nothing else is replaced.
fn create_private(path: &Path) -> io::Result<File> {
    if is_recording(path) {
        fs::remove_file(path)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn is_recording(path: &Path) -> bool {
    let is_file = path.symlink_metadata().is_ok_and(|file| file.is_file());
    let mut start = [0; START.len()];
    let mut read = || File::open(path)?.read_exact(&mut start);
    is_file && read().is_ok() && start == *START.as_bytes()
}

fn entry(exchange: &Exchange, answer: &UpstreamAnswer, elapsed: Duration) -> Value {
    let milliseconds = elapsed.as_secs_f64() * 1000.0;
    let url = hide_in_urls(&exchange.url.to_string());
    let (status, headers) = answer.response().unzip();
    let location = headers.and_then(|headers| headers.get("location"));
    json!({
        "startedDateTime": rfc3339(exchange.started),
        "time": milliseconds,
        "request": {
            "method": exchange.method.as_str(),
            "url": url,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": header_lines(&exchange.headers),
            "queryString": query_string(&url),
            "headersSize": -1,
            "bodySize": -1,
        },
        "response": {
            "status": status.map_or(0, StatusCode::as_u16),
            "statusText": status.and_then(StatusCode::canonical_reason).unwrap_or_default(),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": headers.map_or_else(|| json!([]), header_lines),
            "content": { "size": -1, "mimeType": "" },
            "redirectURL": location.map(|line| secrets::header_value("location", line.as_bytes())).unwrap_or_default(),
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": { "send": 0, "wait": milliseconds, "receive": 0 },
    })
}

fn header_lines(headers: &HeaderMap) -> Value {
    let lines = headers.iter().map(|(name, value)| {
        let value = secrets::header_value(name.as_str(), value.as_bytes());
        json!({ "name": name.as_str(), "value": value })
    });
    Value::Array(lines.collect())
}

fn query_string(url: &str) -> Value {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let parts = query.split('&').filter(|part| !part.is_empty());
    let parts = parts.map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        json!({ "name": name, "value": value })
    });
    Value::Array(parts.collect())
}

/// The time in UTC with milliseconds.
fn rfc3339(time: SystemTime) -> String {
    let since = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let (days, seconds) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    // Days to a date of the Gregorian calendar, with years that start in March.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let milliseconds = since.subsec_millis();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z")
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::rfc3339;

    #[test]
    fn times_are_dates() {
        let at = |seconds| rfc3339(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(at(951_782_400), "2000-02-29T00:00:00.000Z");
        assert_eq!(at(1_798_761_599), "2026-12-31T23:59:59.000Z");
    }
}
