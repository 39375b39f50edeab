//! A browser with its preflight cache.

use std::time::Duration;

use crate::browser::Browser;
use crate::cache::Cache;

/// A browser with its preflight cache and a clock. Only [`wait`](UserAgent::wait) advances
/// the clock.
///
/// Standard: [user agent](https://infra.spec.whatwg.org/#user-agent).
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
    /// A new browser with an empty cache.
    #[must_use]
    pub fn new(browser: Browser) -> Self {
        Self {
            browser,
            ..Self::default()
        }
    }

    /// The browser that the model follows.
    #[must_use]
    pub fn browser(&self) -> Browser {
        self.browser
    }

    /// Advances the clock.
    pub fn wait(&mut self, time: Duration) {
        self.now = self.now.saturating_add(time);
    }
}
