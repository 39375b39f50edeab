//! Messages of HTTP/1.1, as bytes and parsed.

use std::io::{self, Read, Write};
use std::net::TcpStream;

/// A request or a response. Strings have one character per byte.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// The request line or the status line.
    pub(crate) start: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    /// Reads a request, or `None` if the peer has closed.
    pub(crate) fn request(stream: &mut TcpStream) -> io::Result<Option<Self>> {
        let mut source = Source::new(stream, None);
        let Some(mut message) = source.head()? else {
            return Ok(None);
        };
        message.body = match message.header("content-length") {
            Some(length) => source.exactly(number(&length, 10)?)?,
            None if message.is_chunked() => source.chunks()?,
            None => Vec::new(),
        };
        Ok(Some(message))
    }

    /// Reads the response to a request and passes every byte on as it arrives.
    /// Returns `None` if the peer closes instead.
    pub(crate) fn response(
        from: &mut TcpStream,
        to: &mut TcpStream,
        method: &str,
    ) -> io::Result<Option<Self>> {
        let mut source = Source::new(from, Some(to));
        let Some(mut message) = source.head()? else {
            return Ok(None);
        };
        let is_bodiless = method == "HEAD" || matches!(message.status(), 204 | 304);
        message.body = match message.header("content-length") {
            _ if is_bodiless => Vec::new(),
            Some(length) => source.exactly(number(&length, 10)?)?,
            None if message.is_chunked() => source.chunks()?,
            None => source.rest()?,
        };
        Ok(Some(message))
    }

    pub(crate) fn method(&self) -> &str {
        self.start.split(' ').next().unwrap_or_default()
    }

    pub(crate) fn target(&self) -> &str {
        self.start.split(' ').nth(1).unwrap_or_default()
    }

    /// The status of a response.
    pub(crate) fn status(&self) -> u16 {
        let status = self.start.split(' ').nth(1);
        status
            .and_then(|status| status.parse().ok())
            .unwrap_or_default()
    }

    /// The value of a header, with its lines joined as a script would read it. The
    /// name must be in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let lines = self.headers.iter().filter(|(given, _)| given == name);
        let values: Vec<&str> = lines.map(|(_, value)| &**value).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("{}\r\n", self.start);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        // Converts each character back to the byte that was read.
        let mut bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    fn is_chunked(&self) -> bool {
        let encoding = self.header("transfer-encoding");
        encoding.is_some_and(|encoding| encoding.eq_ignore_ascii_case("chunked"))
    }
}

/// The source of a message, and a writer that gets a copy of its bytes.
struct Source<'a> {
    from: &'a mut TcpStream,
    to: Option<&'a mut TcpStream>,
    read: Vec<u8>,
}

impl<'a> Source<'a> {
    fn new(from: &'a mut TcpStream, to: Option<&'a mut TcpStream>) -> Self {
        let read = Vec::new();
        Self { from, to, read }
    }

    /// Reads more bytes. Returns whether there were any.
    fn more(&mut self) -> io::Result<bool> {
        let mut buffer = [0; 8192];
        let count = self.from.read(&mut buffer)?;
        self.read.extend_from_slice(&buffer[..count]);
        if let Some(to) = &mut self.to {
            to.write_all(&buffer[..count])?;
        }
        Ok(count > 0)
    }

    fn head(&mut self) -> io::Result<Option<Message>> {
        let Some(head) = self.until(b"\r\n\r\n")? else {
            return Ok(None);
        };
        let text: String = head.iter().copied().map(char::from).collect();
        let mut lines = text.split("\r\n");
        let start = lines.next().unwrap_or_default().to_owned();
        let headers = lines
            .map(|line| {
                let (name, value) = line.split_once(':').ok_or_else(|| broken(line))?;
                Ok((name.to_ascii_lowercase(), value.trim().to_owned()))
            })
            .collect::<io::Result<_>>()?;
        let body = Vec::new();
        Ok(Some(Message {
            start,
            headers,
            body,
        }))
    }

    /// The bytes before a delimiter, which is dropped, or `None` at the end.
    fn until(&mut self, mark: &[u8]) -> io::Result<Option<Vec<u8>>> {
        loop {
            let found = self.read.windows(mark.len()).position(|part| part == mark);
            if let Some(end) = found {
                let rest = self.read.split_off(end + mark.len());
                let mut part = std::mem::replace(&mut self.read, rest);
                part.truncate(end);
                return Ok(Some(part));
            }
            if !self.more()? {
                return match self.read.is_empty() {
                    true => Ok(None),
                    false => Err(io::ErrorKind::UnexpectedEof.into()),
                };
            }
        }
    }

    fn exactly(&mut self, length: usize) -> io::Result<Vec<u8>> {
        while self.read.len() < length {
            if !self.more()? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let rest = self.read.split_off(length);
        Ok(std::mem::replace(&mut self.read, rest))
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = self.until(b"\r\n")?.unwrap_or_default();
            let line = String::from_utf8_lossy(&line).into_owned();
            let length = number(line.split(';').next().unwrap_or_default(), 16)?;
            body.extend(self.exactly(length)?);
            self.exactly(2)?;
            if length == 0 {
                return Ok(body);
            }
        }
    }

    fn rest(&mut self) -> io::Result<Vec<u8>> {
        while self.more()? {}
        Ok(std::mem::take(&mut self.read))
    }
}

fn number(text: &str, radix: u32) -> io::Result<usize> {
    usize::from_str_radix(text.trim(), radix).map_err(|_| broken(text))
}

fn broken(text: &str) -> io::Error {
    io::Error::other(format!("not HTTP/1.1: {text:?}"))
}
