//! A page in a browser.

use std::time::Duration;

use cors_browser::{Answer, Browser, Fetch, Request, Step, Url, UserAgent};

use crate::outcome::Outcome;
use crate::server::Server;

/// A page in its own browser. The browser keeps its preflight cache between fetches.
#[derive(Clone, Debug)]
pub struct Page {
    page: cors_browser::Page,
    agent: UserAgent,
    cookies: Vec<String>,
}

impl Page {
    /// A page at an origin or a URL, in a browser that follows the standard. `null`
    /// is the origin of a sandboxed frame or a file.
    ///
    /// # Panics
    ///
    /// Panics if the text is neither an origin nor a URL with an origin.
    #[track_caller]
    #[must_use]
    pub fn at(origin: &str) -> Self {
        match cors_browser::Page::at(origin) {
            Ok(page) => Self {
                page,
                agent: UserAgent::default(),
                cookies: Vec::new(),
            },
            Err(error) => panic!("{error}"),
        }
    }

    /// The same page in a new browser.
    #[must_use]
    pub fn in_browser(self, browser: Browser) -> Self {
        Self {
            agent: UserAgent::new(browser),
            ..self
        }
    }

    /// Adds a cookie for the server, such as `session=1`. The browser sends it in
    /// requests with credentials, and never with a preflight.
    #[must_use]
    pub fn with_cookie(mut self, cookie: impl Into<String>) -> Self {
        self.cookies.push(cookie.into());
        self
    }

    /// Advances the clock, so that entries of the preflight cache expire.
    pub fn wait(&mut self, time: Duration) {
        self.agent.wait(time);
    }

    /// Runs a fetch against the server. A relative URL is resolved against the [server's
    /// origin](Server::origin). A redirect to any other origin is a network error, because
    /// the test has no other server.
    pub async fn fetch(&mut self, server: &impl Server, mut fetch: Fetch) -> Outcome {
        let base = Url::parse(&server.origin());
        if let (Err(_), Ok(base)) = (Url::parse(&fetch.url), &base)
            && let Ok(url) = base.join(&fetch.url)
        {
            fetch.url = url.into();
        }
        let base = base.ok();
        let mut failures = Vec::new();
        let mut step = self.agent.start(&self.page, &fetch);
        let report = loop {
            match step {
                Step::Send(pending) => {
                    let answer = match &base {
                        Some(base) if base.origin() != pending.request().url.origin() => {
                            let origin = base.origin().ascii_serialization();
                            Err(format!("the only server is at {origin}"))
                        }
                        _ => {
                            server
                                .answer(&with_cookies(pending.request(), &self.cookies))
                                .await
                        }
                    };
                    let (answer, failure) = match answer {
                        Ok(response) => (Answer::Response(response), None),
                        Err(failure) => (Answer::NetworkError, Some(failure)),
                    };
                    failures.push(failure);
                    step = pending.answer(answer);
                }
                Step::Done(report) => break *report,
            }
        };
        Outcome {
            browser: self.agent.browser(),
            origin: self.page.origin().clone(),
            fetch,
            report,
            failures,
        }
    }
}

fn with_cookies(request: &Request, cookies: &[String]) -> Request {
    let mut request = request.clone();
    if request.credentials && !cookies.is_empty() {
        request.headers.append("cookie", cookies.join("; "));
    }
    request
}
