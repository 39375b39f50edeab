//! What browsers say of a cause, and what helps.

pub(crate) mod chromium;
pub(crate) mod firefox;
pub(crate) mod help;
mod scene;
pub(crate) mod template;
pub(crate) mod webkit;
pub(crate) mod wording;

use crate::browser::Browser;
use crate::cause::Cause;
use crate::outcome::{Outcome, Report};

use scene::Scene;

impl Report {
    /// The lines that a browser prints to its console, word for word; none if it
    /// prints nothing.
    ///
    /// These are the words of Chromium 156, Firefox 153 and WebKitGTK 2.50. The
    /// standard has no console: for [`Browser::Standard`] there are Chromium's, which
    /// judges in the order of the standard. Ask for the words of the browser that
    /// the fetch was made in: what fails first in another may be something else.
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
                let scene = Scene::new(blocked, &self.exchanges);
                match browser {
                    Browser::Standard | Browser::Chromium => chromium::lines(&scene),
                    Browser::Firefox => firefox::lines(&scene),
                    Browser::WebKit => webkit::lines(&scene),
                }
            }
        }
    }

    /// One sentence on what to change, most often on the server; none if nothing is
    /// blocked.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let blocked = self.outcome.blocked()?;
        Some(help::of(&Scene::new(blocked, &self.exchanges)))
    }
}

impl Cause {
    /// The browser's own name for it, which stays when its sentence changes: the
    /// `corsError` of Chromium's DevTools protocol, or the category of Firefox's
    /// console message. None if the browser does not report it under CORS; WebKit has
    /// no such names at all.
    #[must_use]
    pub fn code(&self, browser: Browser) -> Option<&'static str> {
        match browser {
            Browser::Standard | Browser::Chromium => chromium::code(self),
            Browser::Firefox => firefox::code(self),
            Browser::WebKit => None,
        }
    }

    /// MDN's page about it.
    #[must_use]
    pub fn mdn(&self) -> Option<String> {
        help::mdn(self.name())
    }
}
