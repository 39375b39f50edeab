//! One request: guard, preflight, upstream, response.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use cors_engine::PolicyRequest;
use cors_engine::adapter::{
    AllowedOrigin, ApplicablePolicy, CompiledPolicy, Http, is_preflight, requested_method,
};
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, COOKIE, HOST, ORIGIN, VARY,
};
use http::request::Parts;
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Version};
use http_body_util::Either;
use hyper::body::Incoming;

use super::client::{Client, Failure};
use super::exchange::{Exchange, UpstreamAnswer};
use super::guard::{Caller, Guard, Refusal};
use super::observer::{self, Observer};
use super::own_response::{self, Body};
use super::policy::{CurrentPolicy, SharedPolicies};
use super::upstream::{Mount, Upstream, mount_of};
use super::{cookies, headers, location, websocket};
use crate::output::log;

/// What the policy lets the page do.
#[derive(Debug, Clone, Copy)]
struct Access {
    is_readable: bool,
    may_have_cookies: bool,
}

/// Everything that does not change from request to request.
#[derive(Debug)]
pub(super) struct Proxy {
    pub(super) guard: Guard,
    pub(super) mounts: Vec<Mount>,
    pub(super) client: Client,
    pub(super) policies: Arc<SharedPolicies>,
    /// The `Origin` that upstreams see instead of that of the page.
    pub(super) send_origin: Option<HeaderValue>,
    pub(super) observer: Option<Arc<Observer>>,
}

impl Proxy {
    pub(super) async fn handle(&self, request: Request<Incoming>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let policies = self.policies.current();
        let caller = match self.guard.check(&parts, |origin| policies.names(origin)) {
            Ok(caller) => caller,
            Err(refusal) => return refused(&parts, &refusal),
        };
        let headers = &parts.headers;
        let is_page = matches!(caller, Caller::Page(_));
        let is_preflight =
            is_page && is_preflight::<Http>(parts.method.as_str().as_bytes(), headers);
        let requested = is_preflight.then(|| requested_method::<Http>(headers));
        let method = match requested.flatten() {
            Some(method) => method.to_str().unwrap_or_default(),
            None => parts.method.as_str(),
        };
        let uri = parts.uri.clone();
        let mount = mount_of(&self.mounts, uri.path());
        let path = mount.as_ref().map_or("/", |(_, path)| path);
        let authority = uri.authority().map(Authority::as_str);
        let asked = PolicyRequest::new::<Http>(method, path, authority, headers);
        let ApplicablePolicy { policy, per_method } = policies.source.applicable(&asked);
        let origin = match caller {
            Caller::Page(_) => policy.allowed_origin(headers),
            _ => AllowedOrigin::None,
        };
        if is_preflight {
            return self.preflight(&parts, &policy, per_method, origin);
        }
        let mut response = match mount {
            Some((mount, path)) => {
                let access = Access {
                    is_readable: is_readable(&policy, &origin, headers),
                    may_have_cookies: has_credentials(&policy),
                };
                self.forward(&caller, access, parts, body, mount, &path)
                    .await
            }
            None => own_response::text(StatusCode::NOT_FOUND, "no upstream has this path"),
        };
        policy.write_response_headers(origin, response.headers_mut());
        expose_all(&policies, response.headers_mut());
        response
    }

    fn preflight(
        &self,
        parts: &Parts,
        policy: &CompiledPolicy<Http>,
        per_method: bool,
        origin: AllowedOrigin<HeaderValue>,
    ) -> Response<Body> {
        let headers = &parts.headers;
        let answer = if per_method {
            policy.preflight_answer_for_method(origin, headers)
        } else {
            policy.preflight_answer(origin, headers)
        };
        let granted = observer::granted(parts, &answer);
        if let (Some(observer), Some(needs)) = (&self.observer, granted) {
            observer.preflight(parts, needs);
        }
        answer.map(|()| own_response::empty())
    }

    /// Sends the request to the upstream. The response has the headers of the upstream
    /// except those that end here; the caller adds those of the policy.
    async fn forward(
        &self,
        caller: &Caller,
        access: Access,
        mut parts: Parts,
        body: Incoming,
        mount: &Mount,
        path: &str,
    ) -> Response<Body> {
        let upstream = &mount.upstream;
        let Some(url) = upstream.url(path, &parts.uri) else {
            return own_response::text(StatusCode::BAD_REQUEST, "the path is not one of a URL");
        };
        let is_websocket = websocket::is_handshake(&parts);
        let has_cookies = parts.headers.contains_key(COOKIE);
        self.headers_to_upstream(caller, upstream, &mut parts.headers);
        let seen = self.observer.as_ref().map(|observer| {
            // CORS does not apply to WebSockets.
            let is_page = matches!(caller, Caller::Page(_)) && !is_websocket;
            let exchange = Exchange {
                page: parts.headers.get(ORIGIN).filter(|_| is_page).cloned(),
                needs: observer.preflight_of(caller, &parts),
                is_readable: access.is_readable && is_page,
                may_have_cookies: access.may_have_cookies,
                has_cookies,
                method: parts.method.clone(),
                url: url.clone(),
                headers: parts.headers.clone(),
                started: SystemTime::now(),
            };
            (Arc::clone(observer), exchange, Instant::now())
        });
        parts.uri = url.clone();
        let sent = match is_websocket {
            true => websocket::forward(&self.client, parts).await,
            false => self.send(parts, body).await,
        };
        if let Some((observer, exchange, start)) = seen {
            let answer = UpstreamAnswer::of(&sent);
            observer.exchange(exchange, answer, start.elapsed(), &self.client);
        }
        match sent {
            Ok(mut response) => {
                *response.version_mut() = Version::HTTP_11;
                let headers = response.headers_mut();
                if !is_websocket {
                    headers::strip_response(headers);
                }
                cookies::to_browser(headers, mount);
                location::to_browser(headers, mount, &url);
                response
            }
            Err(failure) => failed(&failure, &upstream.origin),
        }
    }

    fn headers_to_upstream(&self, caller: &Caller, upstream: &Upstream, headers: &mut HeaderMap) {
        match (caller, &self.send_origin) {
            (Caller::Own | Caller::NoOrigin, _) => {
                location::own_page_to_upstream(headers, upstream);
            }
            (Caller::Page(_), Some(origin)) => {
                headers.insert(ORIGIN, origin.clone());
            }
            _ => {}
        }
        headers::strip_request(headers);
        cookies::to_upstream(headers, upstream);
        match &upstream.host_header {
            Some(host) => headers.insert(HOST, host.clone()),
            // The client writes it.
            None => headers.remove(HOST),
        };
    }

    async fn send(&self, mut parts: Parts, body: Incoming) -> Result<Response<Body>, Failure> {
        parts.extensions = http::Extensions::new();
        parts.version = Version::HTTP_11;
        let request = Request::from_parts(parts, Either::Left(body));
        let response = self.client.send(request).await?;
        if response.status() == StatusCode::SWITCHING_PROTOCOLS {
            let sentence = "it switched protocols without being asked to";
            return Err(Failure::Failed(sentence.to_owned()));
        }
        Ok(response.map(Either::Left))
    }
}

/// Whether a script of the page may read the response.
fn is_readable(
    policy: &CompiledPolicy<Http>,
    origin: &AllowedOrigin<HeaderValue>,
    request: &HeaderMap,
) -> bool {
    let mode = request.get("sec-fetch-mode");
    !matches!(origin, AllowedOrigin::None)
        // Old browsers and other programs do not send the mode.
        && mode.is_none_or(|mode| mode == "cors")
        && (!request.contains_key(COOKIE) || has_credentials(policy))
}

fn has_credentials(policy: &CompiledPolicy<Http>) -> bool {
    policy.policies().all(|policy| policy.credentials())
}

fn refused(parts: &Parts, refusal: &Refusal) -> Response<Body> {
    let path = parts.uri.path();
    log::line(&format!("refused: {} {path}: {refusal}", parts.method));
    let mut response = own_response::text(StatusCode::FORBIDDEN, &refusal.to_string());
    let vary = HeaderValue::from_static("Origin, Sec-Fetch-Site");
    response.headers_mut().insert(VARY, vary);
    response
}

fn failed(failure: &Failure, upstream: &str) -> Response<Body> {
    let (status, sentence) = match failure {
        Failure::Timeout(limit) => (
            StatusCode::GATEWAY_TIMEOUT,
            format!(
                "{upstream} did not answer within {} s. If it needs longer, start the proxy with \
                 a larger --timeout",
                limit.as_secs()
            ),
        ),
        Failure::HeadTooLarge => (
            StatusCode::BAD_GATEWAY,
            format!("{upstream}: the head of the response is too large"),
        ),
        Failure::Failed(sentence) => (StatusCode::BAD_GATEWAY, format!("{upstream}: {sentence}")),
    };
    log::line(&sentence);
    own_response::text(status, &sentence)
}

fn expose_all(policies: &CurrentPolicy, headers: &mut HeaderMap) {
    if !policies.exposes_all || !headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN) {
        return;
    }
    let names = headers.keys().map(http::HeaderName::as_str);
    let names: Vec<&str> = names
        .filter(|name| !name.starts_with("access-control-") && *name != "set-cookie")
        .collect();
    if let Ok(value) = HeaderValue::from_str(&names.join(",")) {
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, value);
    }
}
