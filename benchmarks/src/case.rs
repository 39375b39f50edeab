//! A case: the request, the policy, and the response of the handler.

use bytes::{Bytes, BytesMut};

use crate::policy::Terms;

/// One row of a table.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) terms: Terms,
    /// The request.
    pub(crate) path: String,
    pub(crate) preflight: bool,
    pub(crate) origin: Option<String>,
    pub(crate) asked: Option<Requested>,
    pub(crate) own: Own,
    /// Whether there are three layers that do nothing between CORS and the handler.
    pub(crate) stacked: bool,
}

/// The method and headers that a preflight asks for.
#[derive(Debug, Clone)]
pub(crate) struct Requested {
    pub(crate) method: String,
    pub(crate) headers: String,
}

/// The headers of the handler's response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Own {
    None,
    Two,
    /// Five headers and a `Vary`.
    Six,
}

impl Own {
    pub(crate) fn headers(self) -> &'static [(&'static str, &'static str)] {
        let all = &[
            ("content-type", "text/plain; charset=utf-8"),
            ("etag", "\"686897696a7c876b7e\""),
            ("cache-control", "private, max-age=60"),
            ("last-modified", "Tue, 15 Nov 1994 12:45:26 GMT"),
            ("x-request-id", "f058ebd6-02f7-4d3f-942e-904344e8cde5"),
            ("vary", "accept-encoding"),
        ];
        match self {
            Own::None => &[],
            Own::Two => &all[..2],
            Own::Six => all,
        }
    }
}

/// The length of a long `Origin`.
const LONG: usize = 16 * 1024;

impl Case {
    fn new(name: &'static str, terms: Terms) -> Self {
        Case {
            name,
            terms,
            path: "/".to_owned(),
            preflight: false,
            origin: Some(terms.allowed()),
            asked: None,
            own: Own::Two,
            stacked: false,
        }
    }

    fn preflight(name: &'static str, terms: Terms) -> Self {
        Case {
            preflight: true,
            asked: Some(Requested {
                method: "PUT".to_owned(),
                headers: "authorization,content-type".to_owned(),
            }),
            ..Case::new(name, terms)
        }
    }

    fn from(mut self, origin: impl Into<String>) -> Self {
        self.origin = Some(origin.into());
        self
    }

    fn without_origin(mut self) -> Self {
        self.origin = None;
        self
    }

    fn own(mut self, own: Own) -> Self {
        self.own = own;
        self
    }

    fn stacked(mut self) -> Self {
        self.stacked = true;
        self
    }

    fn method(mut self, method: String) -> Self {
        if let Some(asked) = &mut self.asked {
            asked.method = method;
        }
        self
    }

    fn headers(mut self, headers: String) -> Self {
        if let Some(asked) = &mut self.asked {
            asked.headers = headers;
        }
        self
    }

    /// All cases, in the order of the tables.
    pub(crate) fn all() -> Vec<Case> {
        const REFUSED: &str = "https://evil.example.org";
        let three = |name| Case::new(name, Terms::Three);
        let preflight = |name| Case::preflight(name, Terms::Three);
        let mut cases = vec![
            three("no Origin").without_origin(),
            three("allowed"),
            three("refused").from(REFUSED),
            preflight("preflight"),
            preflight("preflight, refused").from(REFUSED),
            three("no Origin, response without headers")
                .without_origin()
                .own(Own::None),
            three("allowed, response without headers").own(Own::None),
            three("refused, response without headers")
                .from(REFUSED)
                .own(Own::None),
            three("no Origin, 5 headers and Vary")
                .without_origin()
                .own(Own::Six),
            three("allowed, 5 headers and Vary").own(Own::Six),
            three("no Origin, 3 layers inside")
                .without_origin()
                .stacked(),
            three("allowed, 3 layers inside").stacked(),
            Case::new("`*`", Terms::Any),
            Case::preflight("`*`, preflight", Terms::Any),
        ];
        cases.extend(MANY.map(|(name, count)| Case::new(name, Terms::Many(count))));
        let long = || format!("https://{}.example.com", "a".repeat(LONG));
        let names: Vec<String> = (0..LONG / 6).map(|index| format!("x{index:04}")).collect();
        cases.extend([
            Case::new("subdomain pattern", Terms::Subdomain),
            Case::new("any-port pattern", Terms::AnyPort),
            three("hostile: 16 KiB Origin").from(long()),
            Case::new(
                "hostile: 16 KiB Origin, subdomain pattern",
                Terms::Subdomain,
            )
            .from(long()),
            preflight("hostile: 16 KiB Access-Control-Request-Method").method("A".repeat(LONG)),
            preflight("hostile: 16 KiB Access-Control-Request-Headers").headers(names.join(",")),
            preflight("hostile: 1 000 commas").headers(",".repeat(1_000)),
        ]);
        cases
    }

    /// The requests for an application with many routes. They go to the last route.
    pub(crate) fn of_route(path: &str) -> [Case; 3] {
        let mut cases = [
            Case::new("no Origin", Terms::Three).without_origin(),
            Case::new("allowed", Terms::Three),
            Case::preflight("preflight", Terms::Three).method("GET".to_owned()),
        ];
        for case in &mut cases {
            path.clone_into(&mut case.path);
        }
        cases
    }

    pub(crate) fn method_name(&self) -> &'static str {
        match self.preflight {
            true => "OPTIONS",
            false => "GET",
        }
    }

    /// The headers of the request. They share the buffer of the request, as in a
    /// server, so that cloning one does not copy it.
    pub(crate) fn request_headers(&self) -> Vec<(&'static str, Bytes)> {
        let mut lines = vec![
            ("host", "api.example.net"),
            (
                "user-agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            ),
            ("accept", "*/*"),
            ("accept-language", "en-GB,en;q=0.5"),
            ("accept-encoding", "gzip, deflate, br, zstd"),
            ("referer", "https://app.example.com/"),
            ("sec-fetch-dest", "empty"),
            ("sec-fetch-mode", "cors"),
            ("sec-fetch-site", "cross-site"),
        ];
        if let Some(origin) = &self.origin {
            lines.push(("origin", origin));
        }
        if let Some(asked) = &self.asked {
            lines.push(("access-control-request-method", &asked.method));
            lines.push(("access-control-request-headers", &asked.headers));
        }
        let mut read = BytesMut::new();
        for (_, value) in &lines {
            read.extend_from_slice(value.as_bytes());
        }
        let mut part =
            |(name, value): (&'static str, &str)| (name, read.split_to(value.len()).freeze());
        lines.drain(..).map(&mut part).collect()
    }

    /// Whether the policy allows the origin.
    pub(crate) fn is_allowed(&self) -> bool {
        match self.terms {
            Terms::Any => true,
            terms => self.origin == Some(terms.allowed()),
        }
    }

    /// The expected `Access-Control-Allow-Origin`.
    pub(crate) fn expected_origin(&self) -> Option<&str> {
        match self.terms {
            Terms::Any => Some("*"),
            _ => self.origin.as_deref().filter(|_| self.is_allowed()),
        }
    }
}

/// The numbers of origins, for the rows and for the curve.
pub(crate) const MANY: [(&str, usize); 4] = [
    ("10 origins", 10),
    ("1 000 origins", 1_000),
    ("10 000 origins", 10_000),
    ("100 000 origins", 100_000),
];
