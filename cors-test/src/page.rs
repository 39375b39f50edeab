//! A page in a browser.

use std::time::Duration;

use cors_browser::{Answer, Browser, Fetch, Request, Step, Url, UserAgent};

use crate::outcome::Outcome;
use crate::server::Server;

/// A page in a browser of its own, whose preflight cache it keeps from fetch to fetch.
#[derive(Clone, Debug)]
pub struct Page {
    page: cors_browser::Page,
    agent: UserAgent,
    cookies: Vec<String>,
}

impl Page {
    /// A page at an origin or a URL, in a browser that keeps to the standard. `null` is
    /// the origin of a sandboxed frame or a file.
    ///
    /// # Panics
    ///
    /// This is no origin.
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

    /// The same page in a browser that was just started.
    #[must_use]
    pub fn in_browser(self, browser: Browser) -> Self {
        Self {
            agent: UserAgent::new(browser),
            ..self
        }
    }

    /// With this cookie for the server, such as `session=1`. It goes along where the
    /// browser would send cookies: with credentials, and never with a preflight.
    #[must_use]
    pub fn with_cookie(mut self, cookie: impl Into<String>) -> Self {
        self.cookies.push(cookie.into());
        self
    }

    /// Lets time pass, after which the browser may ask for a new preflight.
    pub fn wait(&mut self, time: Duration) {
        self.agent.wait(time);
    }

    /// The page fetches, and the server answers. A URL without scheme and host belongs
    /// to the [server](Server::origin). A redirect to another origin than the server's
    /// is a network error, since nobody is there to answer.
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
                            let stands = base.origin().ascii_serialization();
                            Err(format!("there is no server but the one at {stands}"))
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
