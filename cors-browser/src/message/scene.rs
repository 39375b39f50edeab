//! What the sentences are filled with.

use url::Url;

use super::template::Template;
use crate::bytes::text;
use crate::cause::{Cause, CheckFailure, Phase};
use crate::fetch::Initiator;
use crate::outcome::{Blocked, Exchange};
use crate::wire::{Answer, Response};

/// A fetch that was blocked, and the request and response it failed at.
pub(super) struct Scene<'a> {
    pub(super) blocked: &'a Blocked,
    last: Option<&'a Exchange>,
}

impl<'a> Scene<'a> {
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

    /// Whether it failed at a redirect instead of at the response behind it.
    pub(super) fn is_redirect(&self) -> bool {
        self.response().is_some_and(Response::has_redirect_status)
    }

    /// Where the response redirects to.
    pub(super) fn location(&self) -> Option<Url> {
        if let Cause::RedirectUserinfo { location } | Cause::RedirectScheme { location } =
            self.cause()
        {
            return Some(location.clone());
        }
        let value = self.response()?.headers.get("location")?;
        self.last?.request.url.join(&text(&value)).ok()
    }

    /// What the `Origin` header said: `null` where redirects have tainted it.
    pub(super) fn sent_origin(&self) -> String {
        let sent = self
            .last
            .and_then(|exchange| exchange.request.headers.get("origin"));
        sent.map_or_else(|| self.blocked.origin.to_string(), |sent| text(&sent))
    }

    /// The template with what is known of this fetch.
    pub(super) fn print(&self, template: Template) -> String {
        template.print(|hole| self.hole(hole).unwrap_or_default().into())
    }

    /// What goes into a hole.
    pub(super) fn hole(&self, hole: &str) -> Option<String> {
        let url = |url: &Option<Url>| url.as_ref().map(|url| without_fragment(url).to_string());
        match hole {
            "url" => url(&self.blocked.url),
            "first" => url(&self.blocked.redirected_from),
            "origin" => Some(self.blocked.origin.to_string()),
            "sent" => Some(self.sent_origin()),
            "location" => self.location().map(Into::into),
            "status" => self.response().map(|response| response.status.to_string()),
            "value" => self.value().map(|value| text(&value)),
            "token" => self.token().map(|token| text(&token)),
            "method" => self.method().map(str::to_owned),
            "name" => match self.cause() {
                Cause::PreflightHeaderNotAllowed { header, .. } => Some(header.clone()),
                Cause::HeaderInvalid { name, .. } => Some(name.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value of the header that is at fault, all lines of it.
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

    /// The part of it that is at fault.
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
