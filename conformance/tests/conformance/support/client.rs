use std::fmt;

/// A request that is sent exactly as it is written.
#[derive(Clone)]
pub(crate) struct Request {
    method: String,
    target: String,
    version: &'static str,
    headers: Vec<(&'static str, Vec<u8>)>,
}

pub(crate) fn request(method: &str, target: &str) -> Request {
    Request {
        method: method.to_owned(),
        target: target.to_owned(),
        version: "HTTP/1.1",
        headers: vec![
            ("Host", b"api.example".to_vec()),
            ("Connection", b"close".to_vec()),
        ],
    }
}

/// The preflight of a browser for `method` from `origin`.
pub(crate) fn preflight(origin: impl AsRef<[u8]>, method: impl AsRef<[u8]>) -> Request {
    request("OPTIONS", "/")
        .origin(origin)
        .header("Access-Control-Request-Method", method)
}

impl Request {
    /// Adds a header line at the end.
    pub(crate) fn header(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name, value.as_ref().to_vec()));
        self
    }

    /// Removes all lines of a header.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    pub(crate) fn origin(self, origin: impl AsRef<[u8]>) -> Self {
        self.header("Origin", origin)
    }

    pub(crate) fn with_method(mut self, method: &str) -> Self {
        method.clone_into(&mut self.method);
        self
    }

    /// Replaces the path and the query.
    pub(crate) fn to(mut self, target: &str) -> Self {
        target.clone_into(&mut self.target);
        self
    }

    /// Makes it a request of HTTP/1.0.
    pub(crate) fn old(mut self) -> Self {
        self.version = "HTTP/1.0";
        self
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = format!("{} {} {}", self.method, self.target, self.version).into_bytes();
        for (name, value) in &self.headers {
            bytes.extend_from_slice(b"\r\n");
            bytes.extend_from_slice(name.as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(value);
        }
        bytes.extend_from_slice(b"\r\n\r\n");
        bytes
    }
}

/// The request as it is sent, truncated after a few lines.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.to_bytes();
        write!(f, "{}", bytes[..bytes.len().min(400)].escape_ascii())
    }
}

/// A response. Names are in lower case, values unchanged.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// Reads a whole response, or `None` if there is none.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() {
            return None;
        }
        let shown = bytes.escape_ascii();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("half a response: {shown}"));
        let mut lines = bytes[..end].split(|&b| b == b'\n').map(|line| match line {
            [line @ .., b'\r'] => line,
            line => line,
        });
        let status = lines.next().and_then(|line| {
            let text = std::str::from_utf8(line).ok()?;
            text.strip_prefix("HTTP/1.")?
                .split(' ')
                .nth(1)?
                .parse()
                .ok()
        });
        let headers = lines.map(|line| {
            let colon = line.iter().position(|&b| b == b':');
            let colon = colon.unwrap_or_else(|| panic!("a line without a colon: {shown}"));
            let name = String::from_utf8_lossy(&line[..colon]).to_ascii_lowercase();
            (name, line[colon + 1..].trim_ascii().to_vec())
        });
        Some(Response {
            status: status.unwrap_or_else(|| panic!("no status: {shown}")),
            headers: headers.collect(),
            body: bytes[end + 4..].to_vec(),
        })
    }

    /// The lines of a header, in order.
    pub(crate) fn lines(&self, name: &str) -> Vec<String> {
        let lines = self.headers.iter().filter(|(line, _)| line == name);
        lines
            .map(|(_, value)| String::from_utf8_lossy(value).into_owned())
            .collect()
    }

    /// All CORS headers, sorted.
    pub(crate) fn cors(&self) -> Vec<String> {
        let mut lines: Vec<String> = self
            .headers
            .iter()
            .filter(|(name, _)| name.starts_with("access-control-"))
            .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value)))
            .collect();
        lines.sort();
        lines
    }

    /// The names in all lines of `Vary`, in lower case, sorted.
    pub(crate) fn vary(&self) -> Vec<String> {
        let lines = self.lines("vary").join(",").to_ascii_lowercase();
        let names = lines.split(',').map(str::trim);
        let mut names: Vec<String> = names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        names.sort();
        names
    }

    /// Whether the scripted handler wrote the response.
    pub(crate) fn is_handlers(&self) -> bool {
        self.lines("x-handler") == ["ran"]
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}
