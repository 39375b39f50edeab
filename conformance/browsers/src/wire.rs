//! The requests of a step, in the form in which they are compared.

use std::fmt;

use crate::log::Exchange;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    method: String,
    /// The method that a preflight asks for.
    asked: Option<String>,
    /// The position of the URL in the step, or `None` if the step has no such URL.
    hop: Option<usize>,
    origin: Option<String>,
}

impl Sent {
    pub(crate) fn new(
        method: &str,
        asked: Option<&str>,
        hop: Option<usize>,
        origin: Option<&str>,
    ) -> Self {
        Sent {
            method: method.to_owned(),
            asked: asked.map(str::to_owned),
            hop,
            origin: origin.map(str::to_owned),
        }
    }

    pub(crate) fn of(exchange: &Exchange, urls: &[String]) -> Self {
        let header = |name| exchange.request.header(name);
        let is_preflight = exchange.is_preflight();
        let asked = header("access-control-request-method").filter(|_| is_preflight);
        let hop = urls.iter().position(|url| *url == exchange.url);
        let method = exchange.request.method();
        Sent::new(method, asked.as_deref(), hop, header("origin").as_deref())
    }

    pub(crate) fn is_preflight(&self) -> bool {
        self.asked.is_some()
    }

    pub(crate) fn hop(&self) -> Option<usize> {
        self.hop
    }

    pub(crate) fn has_null_origin(&self) -> bool {
        self.origin.as_deref() == Some("null")
    }
}

impl Exchange {
    pub(crate) fn is_preflight(&self) -> bool {
        let asked = self.request.header("access-control-request-method");
        self.request.method() == "OPTIONS" && asked.is_some()
    }
}

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.method)?;
        if let Some(asked) = &self.asked {
            write!(f, " for {asked}")?;
        }
        match self.hop {
            Some(0) => {}
            Some(hop) => write!(f, " to hop {hop}")?,
            None => f.write_str(" to somewhere else")?,
        }
        match &self.origin {
            Some(origin) => write!(f, " from {origin}"),
            None => f.write_str(" without origin"),
        }
    }
}
