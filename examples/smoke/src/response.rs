//! A response, parsed from its bytes.

/// A response, parsed from its bytes.
#[derive(Debug)]
pub struct Response {
    /// The number in the status line.
    pub status: u16,
    /// The bytes after the headers.
    pub body: String,
    headers: Vec<(String, String)>,
}

impl Response {
    pub(crate) fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").expect("a head ends");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let header = |line: &str| {
            let (name, value) = line.split_once(':').expect("a header has a colon");
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        Response {
            status: status
                .and_then(|status| status.parse().ok())
                .expect("a status line has a number"),
            headers: lines.map(header).collect(),
            body: body.to_owned(),
        }
    }

    /// The value of a header, with its lines joined by a comma and a space, as a
    /// script reads it. The name must be in lower case.
    pub fn header(&self, name: &str) -> Option<String> {
        let lines: Vec<&str> = self
            .headers
            .iter()
            .filter(|(given, _)| given == name)
            .map(|(_, value)| value.as_str())
            .collect();
        (!lines.is_empty()).then(|| lines.join(", "))
    }

    /// The CORS headers, sorted, as `name: value`.
    pub fn cors(&self) -> Vec<String> {
        let mut lines: Vec<String> = self
            .headers
            .iter()
            .filter(|(name, _)| name.starts_with("access-control-"))
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        lines.sort();
        lines
    }
}
