//! Finds the cause in a line from a browser's console.

mod command;
mod dictionary;
mod entries;
mod hit;
mod lookalike;
mod lookalikes;
mod older;
mod panel;
mod reading;
mod reason;
mod scan;
mod sentence;
mod source;
mod spelling;
mod transcript;
mod value;
mod words;

pub use lookalike::Lookalike;
pub use source::{Era, Source};

use scan::Scan;
use words::Words;

use crate::message::help;

/// The content of a line from a browser's console.
///
/// A field is `None` if the line does not say it.
///
/// ```
/// use cors_browser::{ConsoleLine, Kind, Source};
///
/// let line = ConsoleLine::read(
///     "app.js:7 Access to fetch at 'https://api.example.com/users/1' from origin \
///      'https://app.example.com' has been blocked by CORS policy: Method PUT is not allowed \
///      by Access-Control-Allow-Methods in preflight response.",
/// )
/// .expect("Chromium says so");
/// assert_eq!(line.source, Source::Chromium);
/// assert_eq!(line.kind, Kind::Cors);
/// assert_eq!(line.causes, ["preflight-method-not-allowed"]);
/// assert_eq!(line.method.as_deref(), Some("PUT"));
/// assert_eq!(line.origin.as_deref(), Some("https://app.example.com"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConsoleLine {
    /// The program that prints such lines.
    pub source: Source,
    /// Whether the current version of the program prints the line. It is `None` if
    /// the line is too short to say so.
    pub era: Option<Era>,
    /// Whether the line is about CORS.
    pub kind: Kind,
    /// The [names](crate::Cause::name) of the possible causes, the likeliest first.
    /// Browsers do not always distinguish them. The list is empty if the line only
    /// says that something was blocked, and if the failure is not part of the
    /// model.
    pub causes: Vec<&'static str>,
    /// The browser's own [code](crate::Cause::code) for the cause.
    pub code: Option<&'static str>,
    /// The URL that the page could not read.
    pub url: Option<String>,
    /// The URL that the page asked for, if redirects led to another one.
    pub redirected_from: Option<String>,
    /// The page's origin. WebKit prints the origin that was sent.
    pub origin: Option<String>,
    /// The API or element that made the request: `fetch`, `XMLHttpRequest`,
    /// `image`, …
    pub initiator: Option<String>,
    /// The method that is not allowed.
    pub method: Option<String>,
    /// The request header that is not allowed.
    pub header: Option<String>,
    /// The value of the response header that caused the failure, or the invalid
    /// part of it.
    pub value: Option<String>,
    /// The status of the response.
    pub status: Option<u16>,
}

/// Whether a line is about CORS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// CORS blocked the page. [`ConsoleLine::causes`] says why.
    Cors,
    /// The failure only looks like CORS.
    LooksLikeCors(Lookalike),
}

/// A part of a text that somebody copied from a console.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConsoleEntry<'t> {
    /// The part of the text.
    pub text: &'t str,
    /// The content, or `None` if the text is unknown.
    pub line: Option<ConsoleLine>,
}

impl ConsoleLine {
    /// Reads a whole console: multiple messages, other lines between them, or a
    /// transcript.
    ///
    /// The entries are in the order of the text and contain all of it except empty
    /// lines. Unknown text between two messages is one entry.
    #[must_use]
    pub fn read_all(text: &str) -> Vec<ConsoleEntry<'_>> {
        entries::of(text)
    }

    /// Reads a line from a console, of current or of older versions.
    ///
    /// The line may be surrounded by other text, end early, and contain other
    /// quotation marks, Markdown and line breaks. WebKit prints two lines and Firefox
    /// prints multiple lines: pass any of them, or all. Firefox's languages are
    /// understood, and a transcript of `curl -v`, or of `curl -i` after its command, is read
    /// as a browser would read the response.
    ///
    /// Returns `None` if the line is unknown. The time is linear in the length.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let marked = transcript::read(text).or_else(|| panel::read(text));
        marked.or_else(|| Scan::of(&Words::of(text)).line())
    }

    /// One sentence that says what to change, for the likeliest cause.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        help::sentence(self.causes.first()?, |placeholder| {
            self.value_of(placeholder)
        })
    }

    /// The address of MDN's page about the likeliest cause.
    #[must_use]
    pub fn mdn(&self) -> Option<String> {
        help::mdn(self.causes.first()?)
    }

    /// Whether CORS blocked the page.
    #[must_use]
    pub fn is_cors(&self) -> bool {
        self.kind == Kind::Cors
    }

    fn of(source: Source) -> Self {
        Self {
            source,
            era: None,
            kind: Kind::Cors,
            causes: Vec::new(),
            code: None,
            url: None,
            redirected_from: None,
            origin: None,
            initiator: None,
            method: None,
            header: None,
            value: None,
            status: None,
        }
    }

    pub(crate) fn value_of(&self, placeholder: &str) -> Option<String> {
        match placeholder {
            "origin" | "sent" => self.origin.clone(),
            "method" => self.method.clone(),
            "name" => self.header.clone(),
            "value" | "token" => self.value.clone(),
            "status" => self.status.map(|status| status.to_string()),
            _ => None,
        }
    }
}
