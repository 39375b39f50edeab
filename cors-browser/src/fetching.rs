//! A running fetch. It is the standard's main fetch and HTTP fetch as a state machine,
//! which stops at every request.

use crate::browser::Browser;
use crate::cause::{Cause, CheckFailure, Phase};
use crate::check::cors_check;
use crate::fetch::{Credentials, Fetch, Mode, Redirect};
use crate::filter::{filter, opaque};
use crate::outcome::{Blocked, Exchange, Outcome, Readable, Report, ResponseType, Warning};
use crate::page::Page;
use crate::redirect::{is_http, redirect};
use crate::request::{RequestState, Tainting};
use crate::user_agent::UserAgent;
use crate::wire::{Answer, Request, Response};
use crate::{blocked_url, corp, preflight, prepare};

impl UserAgent {
    /// Runs a fetch of a page. `respond` answers every request.
    ///
    /// Standard: [fetching](https://fetch.spec.whatwg.org/#fetching).
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

    /// Starts a fetch of a page, to run step by step. Send each request and pass
    /// the response to [`Pending::answer`] when you have it.
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

/// The state of a fetch.
#[derive(Debug)]
pub enum Step<'a> {
    /// A request must be sent.
    Send(Pending<'a>),
    /// The fetch is complete.
    Done(Box<Report>),
}

/// A fetch that waits for a response.
#[derive(Debug)]
pub struct Pending<'a> {
    fetching: Box<Fetching<'a>>,
    request: Request,
}

impl<'a> Pending<'a> {
    /// The request to send.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Continues the fetch with the response.
    #[must_use]
    pub fn answer(self, answer: impl Into<Answer>) -> Step<'a> {
        let Self {
            mut fetching,
            request,
        } = self;
        let answer = answer.into();
        let retried = fetching.is_retry(&request);
        fetching.exchanges.push(Exchange {
            request: request.clone(),
            answer: answer.clone(),
        });
        let can_be_sent_again = request.body.is_none() || !fetching.request.body_is_stream;
        if is_misdirected(&answer) && !retried && can_be_sent_again {
            return Step::Send(Pending { fetching, request });
        }
        let next = fetching.received(&request, answer);
        fetching.step(next)
    }
}

impl<'a> Step<'a> {
    pub(crate) fn start(agent: &'a mut UserAgent, page: &Page, fetch: &Fetch) -> Self {
        let browser = agent.browser();
        let mut warnings = Vec::new();
        match prepare::prepare(page, fetch, browser, &mut warnings) {
            Ok(request) => {
                let mut fetching = Box::new(Fetching {
                    agent,
                    browser,
                    request,
                    exchanges: Vec::new(),
                    warnings,
                });
                let next = fetching.main_fetch();
                fetching.step(next)
            }
            Err(cause) => Self::Done(Box::new(Report {
                outcome: Outcome::Blocked(Blocked {
                    cause,
                    url: prepare::resolve(page, fetch).ok(),
                    redirected_from: None,
                    origin: page.origin().clone(),
                    initiator: fetch.initiator,
                    credentials: fetch.credentials,
                    redirect: fetch.redirect,
                }),
                exchanges: Vec::new(),
                warnings,
            })),
        }
    }
}

#[derive(Debug)]
struct Fetching<'a> {
    agent: &'a mut UserAgent,
    browser: Browser,
    request: RequestState,
    exchanges: Vec<Exchange>,
    warnings: Vec<Warning>,
}

/// The next state: a request, or the end.
type Next = Result<Progress, Cause>;

enum Progress {
    Send(Request),
    Done(Readable),
}

impl<'a> Fetching<'a> {
    fn step(mut self: Box<Self>, next: Next) -> Step<'a> {
        let outcome = match next {
            Ok(Progress::Send(request)) => {
                return Step::Send(Pending {
                    fetching: self,
                    request,
                });
            }
            Ok(Progress::Done(readable)) => Outcome::Readable(readable),
            Err(cause) => Outcome::Blocked(self.blocked(cause)),
        };
        let Self {
            exchanges,
            warnings,
            ..
        } = *self;
        Step::Done(Box::new(Report {
            outcome,
            exchanges,
            warnings,
        }))
    }

    /// Standard: [main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch),
    /// steps 7 and 12.
    fn main_fetch(&mut self) -> Next {
        blocked_url::check(&self.request, self.browser)?;
        let url = self.request.current_url().clone();
        let at_home = self.request.tainting == Tainting::Basic && self.request.is_at_home(&url);
        if url.scheme() == "data" || (at_home && url.scheme() == "blob") {
            return Ok(Progress::Done(filter(&self.request, Response::new(200))));
        }
        if at_home {
            return Ok(self.send());
        }
        if self.request.mode == Mode::SameOrigin {
            return Err(Cause::ModeSameOrigin { url });
        }
        if self.request.mode == Mode::NoCors {
            if self.request.redirect != Redirect::Follow {
                return Err(Cause::NoCorsRedirectMode);
            }
            if !is_http(&url) {
                return Err(Cause::SchemeNotHttp { url });
            }
            self.request.tainting = Tainting::Opaque;
            return Ok(self.send());
        }
        if !is_http(&url) {
            return Err(Cause::SchemeNotHttp { url });
        }
        self.request.tainting = Tainting::Cors;
        if !preflight::is_needed(&self.request, self.browser) {
            return Ok(self.send());
        }
        self.request.had_preflight = true;
        match self
            .agent
            .cache
            .covers(&self.request, self.agent.now, self.browser)
        {
            true => Ok(self.send()),
            false => Ok(Progress::Send(preflight::build(
                &self.request,
                self.browser,
            ))),
        }
    }

    fn received(&mut self, request: &Request, answer: Answer) -> Next {
        let phase = match request.preflight {
            true => Phase::Preflight,
            false => Phase::Actual,
        };
        let response = match answer {
            Answer::Response(response) if self.understands(&response) => response,
            _ => return Err(Cause::Network { phase }),
        };
        match phase {
            Phase::Preflight => self.preflight_answered(&response),
            Phase::Actual => self.answered(response),
        }
    }

    fn preflight_answered(&mut self, response: &Response) -> Next {
        let (permissions, verdict) =
            preflight::check_response(&self.request, response, self.browser)?;
        if verdict.is_ok() || self.browser.is_webkit() {
            self.agent
                .cache
                .store(&self.request, &permissions, self.agent.now, self.browser);
        }
        if verdict? {
            let url = self.request.current_url().clone();
            self.warnings.push(Warning::AuthorizationByWildcard { url });
        }
        Ok(self.send())
    }

    /// Standard: [HTTP fetch](https://fetch.spec.whatwg.org/#concept-http-fetch),
    /// from step 4.4 on.
    fn answered(&mut self, response: Response) -> Next {
        if self.request.tainting == Tainting::Cors {
            self.cors_check(&response)
                .map_err(|failure| Cause::CorsCheck {
                    phase: Phase::Actual,
                    status: response.status,
                    failure,
                })?;
        }
        corp::check(&self.request, &response, self.browser)?;
        if response.has_redirect_status() {
            match self.request.redirect {
                Redirect::Follow => {
                    if redirect(&mut self.request, &response)? {
                        return self.main_fetch();
                    }
                }
                Redirect::Manual => {
                    return Ok(Progress::Done(opaque(ResponseType::OpaqueRedirect)));
                }
                Redirect::Error => {
                    return Err(Cause::RedirectModeError {
                        status: response.status,
                        location: response.headers.get("location"),
                    });
                }
            }
        }
        Ok(Progress::Done(filter(&self.request, response)))
    }

    fn cors_check(&self, response: &Response) -> Result<(), CheckFailure> {
        let request = &self.request;
        // WebKit checks redirects by the origin of the first URL. Only the final
        // response is checked by the credentials mode.
        let webkit = self.browser.is_webkit()
            && request.credentials == Credentials::SameOrigin
            && request.is_at_home(request.first_url())
            && response.has_redirect_status()
            && response.headers.contains("location");
        let with_credentials = request.includes_credentials() || webkit;
        cors_check(
            &response.headers,
            &request.serialized_origin(),
            with_credentials,
        )
    }

    /// Standard: [HTTP-network-or-cache
    /// fetch](https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch).
    fn send(&self) -> Progress {
        let request = &self.request;
        let mut headers = request.headers.clone();
        if let Some(origin) = request.origin_header() {
            headers.append("Origin", origin);
        }
        Progress::Send(Request {
            method: request.method.clone(),
            url: request.current_url().clone(),
            headers,
            body: request.body.clone(),
            credentials: request.sends_credentials(),
            hop: request.redirect_count(),
            preflight: false,
        })
    }

    fn blocked(&mut self, cause: Cause) -> Blocked {
        let request = &self.request;
        let clears = match self.browser {
            Browser::Standard => request.had_preflight,
            Browser::Firefox => request.tainting == Tainting::Cors,
            Browser::Chromium | Browser::WebKit => false,
        };
        if clears {
            self.agent.cache.clear(request, self.browser);
        }
        let redirected = request.redirect_count() > 0;
        Blocked {
            cause,
            url: Some(request.current_url().clone()),
            redirected_from: redirected.then(|| request.first_url().clone()),
            origin: request.origin.clone(),
            initiator: request.initiator,
            credentials: request.credentials,
            redirect: request.redirect,
        }
    }

    fn understands(&self, response: &Response) -> bool {
        self.browser.is_standard()
            || response
                .headers
                .iter()
                .all(|(_, value)| !value.contains(&0))
    }

    fn is_retry(&self, request: &Request) -> bool {
        self.exchanges
            .last()
            .is_some_and(|last| last.request == *request && is_misdirected(&last.answer))
    }
}

/// Whether the status is 421. The browser then sends the request again, once, on another
/// connection.
///
/// Standard: [HTTP-network-or-cache
/// fetch](https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch),
/// the step on 421.
fn is_misdirected(answer: &Answer) -> bool {
    matches!(answer, Answer::Response(response) if response.status == 421)
}
