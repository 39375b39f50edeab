//! What browsers print for a cause, and what fixes it.

pub(crate) mod chromium;
mod context;
pub(crate) mod firefox;
pub(crate) mod help;
pub(crate) mod template;
pub(crate) mod webkit;
pub(crate) mod wording;

use crate::browser::Browser;
use crate::cause::Cause;
use crate::outcome::{Outcome, Report};

use context::MessageContext;

impl Report {
    /// The lines that a browser prints to its console, word for word. The list is
    /// empty if it prints nothing.
    ///
    /// These are the sentences of Chromium 156, Firefox 153 and WebKitGTK 2.50. The
    /// standard defines no console output, so [`Browser::Standard`] uses
    /// Chromium's, which runs the checks in the order of the standard. Pass the
    /// browser that made the fetch: another browser may run the checks in another
    /// order and fail for another reason.
    ///
    /// ```
    /// use cors_browser::{Browser, Fetch, Page, Request, Response, UserAgent};
    ///
    /// let page = Page::at("https://app.example.com")?;
    /// let fetch = Fetch::get("https://api.example.com/");
    /// let report =
    ///     UserAgent::new(Browser::Firefox).fetch(&page, &fetch, |_: &Request| Response::new(200));
    /// assert_eq!(
    ///     report.console(Browser::Firefox),
    ///     ["Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote \
    ///       resource at https://api.example.com/. (Reason: CORS header \
    ///       ‘Access-Control-Allow-Origin’ missing). Status code: 200."]
    /// );
    /// # Ok::<(), cors_browser::NotAnOrigin>(())
    /// ```
    #[must_use]
    pub fn console(&self, browser: Browser) -> Vec<String> {
        match (&self.outcome, browser) {
            (Outcome::Readable(_), Browser::Firefox) => firefox::warnings(&self.warnings),
            (Outcome::Readable(_), _) => Vec::new(),
            (Outcome::Blocked(blocked), browser) => {
                let context = MessageContext::new(blocked, &self.exchanges);
                match browser {
                    Browser::Standard | Browser::Chromium => chromium::lines(&context),
                    Browser::Firefox => firefox::lines(&context),
                    Browser::WebKit => webkit::lines(&context),
                }
            }
        }
    }

    /// One sentence that says what to change, usually on the server. It is `None`
    /// if nothing is blocked.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let blocked = self.outcome.blocked()?;
        Some(help::of(&MessageContext::new(blocked, &self.exchanges)))
    }
}

impl Cause {
    /// The browser's own code for the cause, which does not change with its
    /// sentences: the `corsError` of Chromium's DevTools protocol, or the category
    /// of Firefox's console message. It is `None` if the browser does not report
    /// the cause as a CORS error. WebKit has no codes.
    #[must_use]
    pub fn code(&self, browser: Browser) -> Option<&'static str> {
        match browser {
            Browser::Standard | Browser::Chromium => chromium::code(self),
            Browser::Firefox => firefox::code(self),
            Browser::WebKit => None,
        }
    }

    /// The address of MDN's page about the cause.
    #[must_use]
    pub fn mdn(&self) -> Option<String> {
        help::mdn(self.name())
    }
}
