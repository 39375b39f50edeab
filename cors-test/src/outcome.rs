//! The outcome of a fetch.

use cors_browser::{Browser, Exchange, Fetch, Origin, Readable, Report, ResponseType, text};

/// The outcome of a fetch: the response that the page can read, or the cause why it cannot,
/// and all requests and responses. `Display` prints all of it.
#[derive(Clone, Debug)]
#[must_use = "a fetch asserts nothing by itself: `assert_readable!` or `assert_blocked!` does"]
pub struct Outcome {
    pub(crate) browser: Browser,
    pub(crate) origin: Origin,
    pub(crate) fetch: Fetch,
    pub(crate) report: Report,
    /// For each exchange, the reason why there was no response.
    pub(crate) failures: Vec<Option<String>>,
}

impl Outcome {
    /// Whether the page can read the response. A page cannot read the opaque response of a
    /// `no-cors` fetch.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.readable().is_some()
    }

    /// Whether the page got a network error.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.report.outcome.blocked().is_some()
    }

    /// The status, if the page can read it.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.readable().map(|response| response.status)
    }

    /// A header, if the page can read it. In a response of another origin, a page can read
    /// the safelisted headers and the headers that the server exposes.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.readable()?.headers.get(name).map(|value| text(&value))
    }

    /// The body, if the page can read it.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.readable().map(|response| &*response.body)
    }

    /// The body as text, if the page can read it.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        self.body()
            .map(|body| String::from_utf8_lossy(body).into_owned())
    }

    /// The [name](cors_browser::Cause::name) of the cause, if the fetch is blocked.
    #[must_use]
    pub fn cause(&self) -> Option<&'static str> {
        self.report
            .outcome
            .blocked()
            .map(|blocked| blocked.cause.name())
    }

    /// Whether the browser sent a preflight.
    #[must_use]
    pub fn had_preflight(&self) -> bool {
        self.exchanges()
            .iter()
            .any(|exchange| exchange.request.is_preflight())
    }

    /// Every request and its answer, in order.
    #[must_use]
    pub fn exchanges(&self) -> &[Exchange] {
        &self.report.exchanges
    }

    /// The full report of the browser model.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    fn readable(&self) -> Option<&Readable> {
        let readable = self.report.outcome.readable()?;
        matches!(readable.kind, ResponseType::Basic | ResponseType::Cors).then_some(readable)
    }
}
