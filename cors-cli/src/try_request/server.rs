//! Who responds to the requests of the browser model: a server, or a policy file.

use std::time::{Duration, Instant};

use cors_browser::{Answer, Headers, Request, Response, Url};
use cors_engine::Policy;
use cors_engine::routes::Policies;

use super::intent::Intent;
use crate::client::{Call, Client, Failure};
use crate::policy_server::PolicyServer;

/// Responds to requests, and keeps a list of them.
pub(super) struct Server {
    responder: Responder,
    pub(super) exchanges: Vec<Exchange>,
}

enum Responder {
    Network(Box<Network>),
    Policy(PolicyServer),
}

/// The time for all requests together. A server can redirect slowly, and many times.
const TIME: Duration = Duration::from_secs(30);

struct Network {
    client: Client,
    started: Instant,
    /// The URL that the user gave.
    given: Url,
    cookie: Option<Vec<u8>>,
    user_agent: Option<Vec<u8>>,
    may_send: bool,
    may_follow: bool,
}

/// A request, and what became of it.
pub(super) struct Exchange {
    pub(super) request: Request,
    /// The cookie that the browser adds.
    pub(super) cookie: Option<Vec<u8>>,
    pub(super) result: ExchangeResult,
}

pub(super) enum ExchangeResult {
    Response(Response),
    Failure(Failure),
    NotSent(NotSent),
}

/// Why a request that a browser would send was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotSent {
    /// The method changes something on the server, and `--send` is missing.
    Unsafe,
    /// The same change was sent already, for another browser.
    Repeated,
    /// A redirect led to another host, and `--follow` is missing.
    OtherHost,
    /// The server speaks HTTP/2 only.
    OtherProtocol,
}

impl NotSent {
    pub(super) fn describe(self) -> &'static str {
        match self {
            NotSent::Unsafe => "not sent: it can change something on the server; pass --send",
            NotSent::Repeated => {
                "not sent: the request of another browser made the same change already"
            }
            NotSent::OtherProtocol => "not sent: the server does not offer HTTP/1.1",
            NotSent::OtherHost => "not sent: the redirect leads to another host; pass --follow",
        }
    }
}

impl Server {
    pub(super) fn network(client: Client, intent: &Intent, send: bool, follow: bool) -> Self {
        Self::new(Responder::Network(Box::new(Network {
            client,
            started: Instant::now(),
            given: intent.url.clone(),
            cookie: intent.cookie.clone(),
            user_agent: intent.user_agent.clone(),
            may_send: send,
            may_follow: follow,
        })))
    }

    pub(super) fn policy(policies: Policies) -> Self {
        Self::new(Responder::Policy(PolicyServer::new(policies)))
    }

    fn new(responder: Responder) -> Self {
        Self {
            responder,
            exchanges: Vec::new(),
        }
    }

    /// The policy of the file that applies to the request, if a file is asked.
    pub(super) fn policy_of(&self, method: &str, url: &Url) -> Option<Policy> {
        match &self.responder {
            Responder::Policy(server) => Some(server.policy(method, url.path())),
            Responder::Network(_) => None,
        }
    }

    /// Responds to a request. Browsers that send the same request share one exchange.
    /// Returns its index, and the answer for the model unless there is none: nothing was
    /// sent, or the server took longer than the limit.
    pub(super) fn respond(&mut self, request: &Request) -> (usize, Option<Answer>) {
        let known = self
            .exchanges
            .iter()
            .position(|one| one.request == *request);
        let index = known.unwrap_or_else(|| {
            let result = self.result(request);
            let cookie = match &self.responder {
                Responder::Network(network) => network.cookie_for(request),
                Responder::Policy(_) => None,
            };
            self.exchanges.push(Exchange {
                request: request.clone(),
                cookie: cookie.map(<[u8]>::to_vec),
                result,
            });
            self.exchanges.len() - 1
        });
        let answer = match &self.exchanges[index].result {
            ExchangeResult::Response(response) => Some(response.clone().into()),
            ExchangeResult::Failure(failure) if failure.is_own_limit() => None,
            ExchangeResult::Failure(_) => Some(Answer::NetworkError),
            ExchangeResult::NotSent(_) => None,
        };
        (index, answer)
    }

    fn result(&self, request: &Request) -> ExchangeResult {
        let network = match &self.responder {
            Responder::Policy(server) => {
                return ExchangeResult::Response(server.respond(request));
            }
            Responder::Network(network) => network,
        };
        let is_safe = matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS");
        let was_sent =
            |one: &Exchange| one.request.method == request.method && one.request.url == request.url;
        if request.url.host_str() != network.given.host_str() && !network.may_follow {
            ExchangeResult::NotSent(NotSent::OtherHost)
        } else if !is_safe && !network.may_send {
            ExchangeResult::NotSent(NotSent::Unsafe)
        } else if !is_safe && self.exchanges.iter().any(was_sent) {
            ExchangeResult::NotSent(NotSent::Repeated)
        } else {
            match network.send(request) {
                Ok(response) => ExchangeResult::Response(response),
                // Browsers speak it, so this is no network error.
                Err(Failure::OtherProtocol) => ExchangeResult::NotSent(NotSent::OtherProtocol),
                Err(failure) => ExchangeResult::Failure(failure),
            }
        }
    }
}

impl Network {
    /// Cookies belong to one host.
    fn cookie_for(&self, request: &Request) -> Option<&[u8]> {
        let is_given = request.url.origin() == self.given.origin();
        self.cookie
            .as_deref()
            .filter(|_| request.credentials && is_given)
    }

    fn send(&self, request: &Request) -> Result<Response, Failure> {
        let mut headers: Headers = request.headers.clone();
        if !headers.contains("user-agent") {
            let own = concat!("cors/", env!("CARGO_PKG_VERSION")).as_bytes();
            let user_agent = self.user_agent.as_deref().unwrap_or(own);
            headers.append("user-agent", user_agent);
        }
        if let Some(cookie) = self.cookie_for(request) {
            headers.append("cookie", cookie);
        }
        let rest = TIME.saturating_sub(self.started.elapsed());
        let response = self.client.send_within(
            rest,
            Call {
                method: &request.method,
                url: &request.url,
                headers: &headers,
                body: request.body.as_deref(),
            },
        );
        match self.started.elapsed() >= TIME {
            true => response.map_err(|_| Failure::OutOfTime(TIME)),
            false => response,
        }
    }
}
