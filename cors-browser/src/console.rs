//! Finds the cause in a line from a browser's console.

mod lookalike;
mod source;

pub use lookalike::Lookalike;
pub use source::{Era, Source};

use crate::browser::Browser;
use crate::explanation::Explanation;
use crate::message::template::{Found, Template, plain};
use crate::message::wording::Wording;
use crate::message::{chromium, firefox, help, webkit};

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
        text.lines()
            .filter(|line| !line.trim().is_empty())
            .map(|text| ConsoleEntry {
                text,
                line: Self::read(text),
            })
            .collect()
    }

    /// What the likeliest cause means, whose fault it is and what fixes it, with
    /// the values of this line.
    #[must_use]
    pub fn explanation(&self) -> Explanation {
        Explanation { name: "" }
    }

    /// Reads a line from a console, of current or of older versions.
    ///
    /// The line may be surrounded by other text, contain typographic quotation
    /// marks and line breaks, and end early. WebKit prints two lines and Firefox
    /// prints multiple lines: pass any of them, or all. Only English is understood.
    ///
    /// Returns `None` if the line is not about CORS. The time is linear in the
    /// length.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = plain(text);
        let text = text.trim_end();
        let text = text
            .strip_suffix('…')
            .or_else(|| text.strip_suffix("..."))
            .unwrap_or(text);
        let as_it_is = Scan::of(text);
        if as_it_is.is_whole() {
            return as_it_is.line();
        }
        // A mail or a comment may have broken the line.
        let joined: Vec<_> = text.split_whitespace().collect();
        let joined = joined.join(" ");
        let joined = Scan::of(&joined);
        if joined.is_whole() {
            joined.line()
        } else {
            as_it_is.line()
        }
    }

    /// One sentence that says what to change, for the likeliest cause.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        help::sentence(self.causes.first()?, |placeholder| match placeholder {
            "origin" | "sent" => self.origin.clone(),
            "method" => self.method.clone(),
            "name" => self.header.clone(),
            "value" | "token" => self.value.clone(),
            "status" => self.status.map(|status| status.to_string()),
            _ => None,
        })
    }

    /// The address of MDN's page about the likeliest cause.
    #[must_use]
    pub fn mdn(&self) -> Option<String> {
        help::mdn(self.causes.first()?)
    }
}

/// The sentences of one browser.
struct Dialect {
    browser: Browser,
    causes: &'static [Wording],
    frames: &'static [Template],
    details: &'static [Template],
    names: fn(&str) -> &'static [&'static str],
}

const DIALECTS: [Dialect; 3] = [
    Dialect {
        browser: Browser::Chromium,
        causes: chromium::CAUSES,
        frames: chromium::FRAMES,
        details: chromium::DETAILS,
        names: chromium::causes,
    },
    Dialect {
        browser: Browser::Firefox,
        causes: firefox::CAUSES,
        frames: firefox::FRAMES,
        details: firefox::DETAILS,
        names: firefox::causes,
    },
    Dialect {
        browser: Browser::WebKit,
        causes: webkit::CAUSES,
        frames: webkit::FRAMES,
        details: webkit::DETAILS,
        names: webkit::causes,
    },
];

/// What was found in a text.
struct Scan<'t> {
    text: &'t str,
    cause: Option<(&'static Dialect, &'static Wording, Found<'t>)>,
    frames: Vec<(&'static Dialect, Found<'t>)>,
}

impl<'t> Scan<'t> {
    fn of(text: &'t str) -> Self {
        const NO_REASON: &str = "CORSDidNotSucceed2";
        let wordings = DIALECTS
            .iter()
            .flat_map(|dialect| dialect.causes.iter().map(move |wording| (dialect, wording)));
        let causes = wordings
            .filter_map(|(dialect, wording)| Some((dialect, wording, wording.text.find(text)?)));
        // Prefer the first sentence, then the most specific one. Firefox adds one
        // line that gives no reason.
        let cause = causes.min_by_key(|(_, wording, found)| {
            (
                wording.code == NO_REASON,
                found.start,
                !found.whole,
                usize::MAX - found.weight,
            )
        });
        let frames = DIALECTS.iter().flat_map(|dialect| {
            dialect
                .frames
                .iter()
                .filter_map(move |frame| Some((dialect, frame.find(text)?)))
        });
        Self {
            text,
            cause,
            frames: frames.collect(),
        }
    }

    fn is_whole(&self) -> bool {
        self.cause.as_ref().is_some_and(|(_, _, found)| found.whole)
    }

    fn line(self) -> Option<ConsoleLine> {
        let by_cause = self.cause.as_ref().map(|(dialect, ..)| *dialect);
        let dialect = by_cause.or_else(|| self.frames.first().map(|(dialect, _)| *dialect))?;
        let details = DIALECTS.iter().flat_map(|dialect| dialect.details);
        let details: Vec<_> = details
            .filter_map(|detail| detail.find(self.text))
            .collect();
        let all = || {
            let cause = self.cause.iter().map(|(_, _, found)| found);
            cause
                .chain(self.frames.iter().map(|(_, found)| found))
                .chain(&details)
        };
        let placeholder = |name| all().find_map(|found| found.get(name)).map(str::to_owned);
        // WebKit's "Failed to load resource: …" looks like Chromium's "Failed to
        // load {url}: …".
        let mut urls = all().filter_map(|found| found.get("url"));
        let url = urls.find(|url| *url != "resource").map(str::to_owned);
        let status = placeholder("status").and_then(|status| status.parse().ok());
        let code = self.cause.as_ref().map(|(_, wording, _)| wording.code);
        Some(ConsoleLine {
            source: dialect.browser.into(),
            era: None,
            kind: Kind::Cors,
            causes: code
                .map(|code| self.narrow((dialect.names)(code), status))
                .unwrap_or_default(),
            code: code.filter(|code| code.starts_with(|first: char| first.is_ascii_uppercase())),
            url,
            redirected_from: placeholder("first"),
            origin: placeholder("origin"),
            initiator: placeholder("kind")
                .or_else(|| placeholder("element"))
                .or_else(|| webkit::initiator(self.text).map(str::to_owned)),
            method: placeholder("method"),
            header: placeholder("name"),
            value: placeholder("value"),
            status,
        })
    }

    /// The possible causes of a sentence, reduced by what the rest of the text
    /// says.
    fn narrow(&self, causes: &[&'static str], status: Option<u16>) -> Vec<&'static str> {
        let is_success = status.is_none_or(|status| (200..=299).contains(&status));
        let is_redirect = matches!(status, Some(301 | 302 | 303 | 307 | 308));
        let is_webkit = self
            .cause
            .as_ref()
            .is_some_and(|(one, ..)| one.browser == Browser::WebKit);
        let in_preflight = chromium::PREFLIGHT.find(self.text).is_some();
        // WebKit names the redirect that it did not follow, and checks the status
        // of a preflight first.
        let in_actual = webkit::REDIRECT.find(self.text).is_some() || is_webkit && !is_success;
        match causes {
            ["preflight-status-not-ok", redirect] if is_redirect => vec![redirect],
            ["preflight-status-not-ok", _] if status.is_some() => vec![causes[0]],
            _ if in_preflight => causes.iter().map(|name| help::of_preflight(name)).collect(),
            _ if in_actual && causes.len() > 1 => causes
                .iter()
                .copied()
                .filter(|name| !name.starts_with("preflight-"))
                .collect(),
            _ => causes.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(placeholder: &str) -> &'static str {
        match placeholder {
            "kind" => "CSS stylesheet",
            "element" => "stylesheet",
            "schemes" => "chrome, http, https",
            "url" => "https://api.example.com/it's?a=(b).c",
            "first" => "https://api.example.com/first",
            "origin" => "https://app.example.com:8443",
            "location" => "https://user:pass@api.example.com/",
            "value" => "a, \"b\" (c). {d}",
            "name" => "x-it's",
            "method" => "PROP-FIND",
            "status" => "418",
            "space" => "loopback",
            "asked" => "local",
            other => panic!("an unknown placeholder: {other}"),
        }
    }

    fn print(template: Template) -> String {
        template.print(|placeholder| sample(placeholder).into())
    }

    #[test]
    fn every_sentence_is_found_with_its_values() {
        for dialect in &DIALECTS {
            for wording in dialect.causes {
                let text = print(wording.text);
                let noisy = format!("index.js:7:13 Uncaught {text}\n    at main (index.js:7)");
                for text in [plain(&text), plain(&noisy)] {
                    let text = &*text;
                    let scan = Scan::of(text);
                    let (found_in, found_as, found) = scan.cause.as_ref().expect(text);
                    assert_eq!(
                        (found_in.browser, found_as.code),
                        (dialect.browser, wording.code),
                        "{text}"
                    );
                    assert!(found.whole, "{text}");
                    for placeholder in wording.text.placeholders() {
                        assert_eq!(
                            found.get(placeholder),
                            Some(plain(sample(placeholder)).as_ref()),
                            "{text}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn every_frame_and_detail_is_found_with_its_values() {
        for dialect in &DIALECTS {
            for template in dialect.frames.iter().chain(dialect.details) {
                let text = format!("index.js:7 {}CORS", print(*template));
                let found = template.find(&plain(&text)).map(|found| found.whole);
                assert_eq!(found, Some(true), "{text}");
                let text = plain(&text);
                let found = template.find(&text).expect(&text);
                for placeholder in template.placeholders() {
                    assert_eq!(found.get(placeholder), Some(sample(placeholder)), "{text}");
                }
            }
        }
    }

    /// A sentence is found by any of its beginnings that is long enough.
    #[test]
    fn every_sentence_may_end_too_early() {
        for dialect in &DIALECTS {
            for wording in dialect.causes {
                let text = print(wording.text);
                let text = plain(&text);
                let end = text
                    .char_indices()
                    .nth(text.chars().count() * 4 / 5)
                    .map(|(at, _)| at);
                let cut = &text[..end.expect("a sentence")];
                assert!(Scan::of(cut).cause.is_some(), "{cut}");
            }
        }
    }

    #[test]
    fn every_cause_that_is_read_has_help() {
        for dialect in &DIALECTS {
            for wording in dialect.causes {
                for name in (dialect.names)(wording.code) {
                    let help = help::sentence(name, |_| None).expect(name);
                    assert!(help.ends_with('.') && !help.contains(['{', '}']), "{help}");
                }
            }
        }
    }
}
