//! The answer of a server before the measurement. It must come from the
//! application, not from a server that rejects a long request.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::requests::Request;
use super::server::Server;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    status: u16,
    /// Whether it allows the origin to read, or to send the request.
    allows: bool,
    /// Whether the handler wrote it.
    pub(crate) is_handlers: bool,
}

impl Answer {
    /// Sends the request.
    ///
    /// # Errors
    ///
    /// Fails if the bytes are not a response.
    pub(crate) fn of(server: &Server, request: &Request) -> Result<Self, String> {
        let head = head(server, request);
        let head = head.map_err(|error| format!("{}: {error}", request.name))?;
        let status = head.split(' ').nth(1);
        let status = status.and_then(|status| status.parse().ok());
        let head = head.to_ascii_lowercase();
        Ok(Answer {
            status: status.ok_or_else(|| format!("{}: answered {head:?}", request.name))?,
            allows: head.contains("\naccess-control-allow-origin:"),
            is_handlers: head.contains("\nx-handler:"),
        })
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        match self.allows {
            true => f.write_str(", allowed"),
            false => Ok(()),
        }
    }
}

/// Everything before the body.
fn head(server: &Server, request: &Request) -> io::Result<String> {
    let address = server.address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(request.text.as_bytes())?;
    let mut head = Vec::new();
    let mut piece = [0; 4096];
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        match stream.read(&mut piece)? {
            0 => break,
            read => head.extend_from_slice(&piece[..read]),
        }
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}
