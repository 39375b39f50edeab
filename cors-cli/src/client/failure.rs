//! The reasons why there is no response.

use std::fmt;
use std::io;
use std::time::Duration;

use rustls::AlertDescription;

use crate::tls;

/// Why there is no response, in one clause for people.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// The name of the host has no address.
    Name(String),
    /// No connection was accepted.
    Connect {
        host: String,
        port: u16,
        reason: String,
    },
    /// The TLS handshake failed.
    Tls { host: String, reason: String },
    /// The server speaks HTTP/2 only.
    OtherProtocol,
    /// The connection ended before the head of the response did.
    Closed,
    /// The bytes that arrived are no HTTP/1.1, for this reason.
    NotHttp(String),
    /// The head of the response is too large.
    HeadTooLarge,
    /// The head of the response did not arrive in time.
    Timeout(Duration),
    /// The time for all requests is over.
    OutOfTime(Duration),
    /// HTTP cannot express the request.
    Unsendable(String),
    /// The connection broke.
    Broken(String),
}

impl Failure {
    pub(super) fn of_http(error: hyper::Error) -> Self {
        let io = innermost(&error).downcast_ref::<io::Error>();
        let is_too_large = io.is_some_and(|error| error.kind() == io::ErrorKind::FileTooLarge);
        if is_too_large || error.is_parse_too_large() {
            Failure::HeadTooLarge
        } else if error.is_incomplete_message() || error.is_canceled() || error.is_closed() {
            Failure::Closed
        } else if error.is_parse() {
            Failure::NotHttp(error.to_string())
        } else if error.is_user() {
            Failure::Unsendable(error.to_string())
        } else {
            Failure::Broken(io.map_or_else(|| innermost(&error).to_string(), reason))
        }
    }

    pub(super) fn of_tls(host: &str, error: &io::Error) -> Self {
        let tls = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<rustls::Error>());
        let other_protocol = rustls::Error::AlertReceived(AlertDescription::NoApplicationProtocol);
        let reason = match tls {
            Some(error) if *error == other_protocol => return Failure::OtherProtocol,
            Some(error) => tls::reason(error).to_owned(),
            None if error.kind() == io::ErrorKind::UnexpectedEof => {
                "the server closed the connection".to_owned()
            }
            None => self::reason(error),
        };
        Failure::Tls {
            host: host.to_owned(),
            reason,
        }
    }
}

/// The first error of the chain: `hyper`'s own text does not say what happened.
fn innermost<'e>(
    error: &'e (dyn std::error::Error + 'static),
) -> &'e (dyn std::error::Error + 'static) {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost
}

impl Failure {
    /// Whether the response did not arrive within a limit of this command. A browser waits
    /// longer, so what it would do is unknown.
    pub(crate) fn is_own_limit(&self) -> bool {
        matches!(self, Failure::Timeout(_) | Failure::OutOfTime(_))
    }

    /// The name of the explanation in `cors_browser`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Failure::Name(_) => "name-not-resolved",
            Failure::Tls { .. } => "certificate",
            Failure::Connect { .. }
            | Failure::Closed
            | Failure::Broken(_)
            | Failure::Timeout(_)
            | Failure::OutOfTime(_) => "connection",
            Failure::NotHttp(_)
            | Failure::HeadTooLarge
            | Failure::OtherProtocol
            | Failure::Unsendable(_) => "network",
        }
    }
}

/// What the system says about an error, without its number.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let (reason, _) = text.split_once(" (os error").unwrap_or((&text, ""));
    reason.to_owned()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Name(host) => write!(f, "the name {host} has no address"),
            Failure::Connect { host, port, reason } => {
                write!(f, "{host} accepts no connection at port {port}: {reason}")
            }
            Failure::Tls { host, reason } => write!(f, "TLS to {host} failed: {reason}"),
            Failure::OtherProtocol => f.write_str("the server does not offer HTTP/1.1"),
            Failure::Closed => {
                f.write_str("the server closed the connection before the response was complete")
            }
            Failure::NotHttp(reason) => write!(f, "the server's answer is no HTTP/1.1: {reason}"),
            Failure::HeadTooLarge => f.write_str("the head of the response is too large"),
            Failure::Timeout(time) => {
                write!(f, "there was no response within {} s", time.as_secs())
            }
            Failure::OutOfTime(time) => {
                write!(
                    f,
                    "all requests together took {} s, and no further response is awaited",
                    time.as_secs()
                )
            }
            Failure::Unsendable(reason) => write!(f, "the request cannot be sent: {reason}"),
            Failure::Broken(reason) => write!(f, "the connection broke: {reason}"),
        }
    }
}
