//! The values that the sentences are filled with.

use url::Url;

use super::template::Template;
use crate::bytes::text;
use crate::cause::{Cause, CheckFailure, Phase};
use crate::fetch::Initiator;
use crate::outcome::{Blocked, Exchange};
use crate::wire::{Answer, Response};

/// A blocked fetch, with the request and the response that failed.
pub(super) struct MessageContext<'a> {
    pub(super) blocked: &'a Blocked,
    last: Option<&'a Exchange>,
}

impl<'a> MessageContext<'a> {
    pub(super) fn new(blocked: &'a Blocked, exchanges: &'a [Exchange]) -> Self {
        let last = exchanges.last().filter(|_| blocked.cause.phase().is_some());
        Self { blocked, last }
    }

    pub(super) fn cause(&self) -> &'a Cause {
        &self.blocked.cause
    }

    pub(super) fn initiator(&self) -> Initiator {
        self.blocked.initiator
    }

    pub(super) fn is_preflight(&self) -> bool {
        self.cause().phase() == Some(Phase::Preflight)
    }

    pub(super) fn response(&self) -> Option<&'a Response> {
        match &self.last?.answer {
            Answer::Response(response) => Some(response),
            Answer::NetworkError => None,
        }
    }

    /// Whether the fetch failed at a redirect, not at the final response.
    pub(super) fn is_redirect(&self) -> bool {
        self.response().is_some_and(Response::has_redirect_status)
    }

    /// The target of the redirect.
    pub(super) fn location(&self) -> Option<Url> {
        if let Cause::RedirectUserinfo { location } | Cause::RedirectScheme { location } =
            self.cause()
        {
            return Some(location.clone());
        }
        let value = self.response()?.headers.get("location")?;
        self.last?.request.url.join(&text(&value)).ok()
    }

    /// The value of `Origin` that was sent. It is `null` after redirects that taint
    /// it.
    pub(super) fn sent_origin(&self) -> String {
        let sent = self
            .last
            .and_then(|exchange| exchange.request.headers.get("origin"));
        sent.map_or_else(|| self.blocked.origin.to_string(), |sent| text(&sent))
    }

    /// Fills a template with the values of this fetch.
    pub(super) fn print(&self, template: Template) -> String {
        template.print(|placeholder| self.placeholder(placeholder).unwrap_or_default().into())
    }

    /// The value for a placeholder.
    pub(super) fn placeholder(&self, placeholder: &str) -> Option<String> {
        let url = |url: &Option<Url>| url.as_ref().map(|url| without_fragment(url).to_string());
        match placeholder {
            "url" => url(&self.blocked.url),
            "first" => url(&self.blocked.redirected_from),
            "origin" => Some(self.blocked.origin.to_string()),
            "sent" => Some(self.sent_origin()),
            "location" => self.location().map(Into::into),
            "status" => self.response().map(|response| response.status.to_string()),
            "value" => self.value().map(|value| text(&value)),
            "token" => self.token().map(|token| text(&token)),
            "port" => match self.cause() {
                Cause::BadPort { port, .. } => Some(port.to_string()),
                _ => None,
            },
            "method" => self.method().map(str::to_owned),
            "name" => match self.cause() {
                Cause::PreflightHeaderNotAllowed { header, .. } => Some(header.clone()),
                Cause::HeaderInvalid { name, .. } => Some(name.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value of the header that caused the failure, all lines of it.
    pub(super) fn value(&self) -> Option<Vec<u8>> {
        match self.cause() {
            Cause::CorsCheck { failure, .. } => match failure {
                CheckFailure::AllowOriginMissing => None,
                CheckFailure::AllowOriginWildcardWithCredentials => Some(b"*".to_vec()),
                CheckFailure::AllowOriginMultiple { lines, .. } => Some(lines.join(&b", "[..])),
                CheckFailure::AllowOriginMismatch { value, .. } => Some(value.clone()),
                CheckFailure::AllowCredentialsNotTrue { value } => {
                    Some(value.clone().unwrap_or_default())
                }
            },
            Cause::PreflightAllowMethodsUnparsable { value, .. }
            | Cause::PreflightAllowHeadersUnparsable { value, .. }
            | Cause::Corp { value } => Some(value.clone()),
            _ => None,
        }
    }

    /// The invalid part of that value.
    pub(super) fn token(&self) -> Option<Vec<u8>> {
        match self.cause() {
            Cause::PreflightAllowMethodsUnparsable { token, .. }
            | Cause::PreflightAllowHeadersUnparsable { token, .. } => Some(token.clone()),
            _ => None,
        }
    }

    fn method(&self) -> Option<&'a str> {
        match self.cause() {
            Cause::PreflightMethodNotAllowed { method, .. }
            | Cause::ForbiddenMethod { method }
            | Cause::MethodInvalid { method }
            | Cause::BodyNotAllowed { method }
            | Cause::NoCorsMethod { method } => Some(method),
            _ => None,
        }
    }
}

fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}
