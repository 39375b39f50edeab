//! A browser with its preflight cache.

use std::time::Duration;

use crate::browser::Browser;
use crate::cache::Cache;
use crate::fetch::Fetch;
use crate::fetching::Step;
use crate::outcome::Report;
use crate::page::Page;
use crate::wire::{Answer, Request};

/// A browser: its preflight cache, and a clock that moves when it is told to.
///
/// ```
/// use std::time::Duration;
/// use cors_browser::{Browser, Fetch, Page, Request, Response, UserAgent};
///
/// let page = Page::at("https://app.example.com")?;
/// let put = Fetch::put("https://api.example.com/users/1");
/// let server = |_: &Request| {
///     Response::new(200)
///         .header("access-control-allow-origin", "https://app.example.com")
///         .header("access-control-allow-methods", "PUT")
///         .header("access-control-max-age", "60")
/// };
///
/// let mut agent = UserAgent::new(Browser::Standard);
/// assert_eq!(agent.fetch(&page, &put, server).exchanges.len(), 2);
/// assert_eq!(agent.fetch(&page, &put, server).exchanges.len(), 1, "cached");
/// agent.wait(Duration::from_secs(60));
/// assert_eq!(agent.fetch(&page, &put, server).exchanges.len(), 2, "expired");
/// # Ok::<(), cors_browser::NotAnOrigin>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct UserAgent {
    browser: Browser,
    pub(crate) cache: Cache,
    pub(crate) now: Duration,
}

impl UserAgent {
    /// A browser that was just started, its cache empty.
    #[must_use]
    pub fn new(browser: Browser) -> Self {
        Self {
            browser,
            ..Self::default()
        }
    }

    /// Whose it is.
    #[must_use]
    pub fn browser(&self) -> Browser {
        self.browser
    }

    /// Lets time pass.
    pub fn wait(&mut self, time: Duration) {
        self.now = self.now.saturating_add(time);
    }

    /// Lets a page fetch; every request on the wire is answered by `respond`.
    pub fn fetch<A: Into<Answer>>(
        &mut self,
        page: &Page,
        fetch: &Fetch,
        mut respond: impl FnMut(&Request) -> A,
    ) -> Report {
        let mut step = self.start(page, fetch);
        loop {
            match step {
                Step::Send(pending) => {
                    let answer = respond(pending.request());
                    step = pending.answer(answer);
                }
                Step::Done(report) => return *report,
            }
        }
    }

    /// Lets a page fetch, step by step: whoever drives it sends each request and
    /// brings the answer when it has one.
    ///
    /// ```
    /// use cors_browser::{Fetch, Page, Report, Request, Response, Step, UserAgent};
    ///
    /// async fn ask(request: &Request) -> Response {
    ///     Response::new(200).header("access-control-allow-origin", "*")
    /// }
    ///
    /// async fn run(agent: &mut UserAgent, page: &Page, fetch: &Fetch) -> Report {
    ///     let mut step = agent.start(page, fetch);
    ///     loop {
    ///         match step {
    ///             Step::Send(pending) => {
    ///                 let answer = ask(pending.request()).await;
    ///                 step = pending.answer(answer);
    ///             }
    ///             Step::Done(report) => return *report,
    ///         }
    ///     }
    /// }
    /// ```
    pub fn start<'a>(&'a mut self, page: &Page, fetch: &Fetch) -> Step<'a> {
        Step::start(self, page, fetch)
    }
}
