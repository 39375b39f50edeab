//! The request for which a policy is chosen.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::fmt;

use crate::header_map::{CorsHeader, HeaderMap};
use crate::host;
use crate::request::{Sent, requested_method};

/// The request for which a [`ChoosePolicy`](crate::ChoosePolicy) chooses the policy.
pub struct PolicyRequest<'r> {
    method: &'r str,
    path: &'r str,
    /// The authority of the URI.
    authority: Option<&'r str>,
    headers: &'r (dyn Any + Send + Sync),
    /// Reads a header of `headers`.
    sent: fn(&'r (dyn Any + Send + Sync), CorsHeader) -> Sent<'r>,
    /// The host, computed when it is read first.
    host: OnceCell<Option<Cow<'r, str>>>,
    is_method_read: Cell<bool>,
    is_origin_read: Cell<bool>,
}

impl<'r> PolicyRequest<'r> {
    /// The method. For a preflight, it is the requested method, or `""` if the preflight
    /// requests no valid method.
    ///
    /// If you read it, the answer to a preflight names only the requested method, because
    /// browsers cache the answer for all methods of the URL.
    pub fn method(&self) -> &'r str {
        self.is_method_read.set(true);
        self.method
    }

    /// The path of the URL as it was sent. Nothing is decoded.
    pub fn path(&self) -> &'r str {
        self.path
    }

    /// The host in lower case, with the port if the request has one, such as
    /// `api.example.com:8443`.
    ///
    /// It is the authority of the request's URI (`:authority` in HTTP/2), or else the `Host`
    /// header. It is never `X-Forwarded-Host`, because every client can send that header. It
    /// is `None` if there is no host, if it is not valid, if there is more than one `Host`,
    /// or if URI and `Host` differ.
    pub fn host(&self) -> Option<&str> {
        let host = self.host.get_or_init(|| {
            match ((self.sent)(self.headers, CorsHeader::Host), self.authority) {
                (Sent::Repeatedly, _) | (Sent::Never, None) => None,
                (Sent::Never, Some(authority)) => host::normalized(authority.as_bytes()),
                (Sent::Once(line), None) => host::normalized(line),
                (Sent::Once(line), Some(authority)) => {
                    let host = host::normalized(authority.as_bytes());
                    host.filter(|host| host::normalized(line).as_ref() == Some(host))
                }
            }
        });
        host.as_deref()
    }

    /// The value of the `Origin` header, or `None` if there is no line, more than one line,
    /// or a value that is not text.
    ///
    /// If you read it, the response gets `Vary: Origin`, also if the chosen policy allows
    /// every origin. So caches keep one response per origin.
    pub fn origin(&self) -> Option<&'r str> {
        self.is_origin_read.set(true);
        match (self.sent)(self.headers, CorsHeader::Origin) {
            Sent::Once(line) => std::str::from_utf8(line).ok(),
            Sent::Never | Sent::Repeatedly => None,
        }
    }

    /// For adapters: a request that is not a preflight. The path and the authority are the
    /// ones of the URI, as they were sent.
    pub fn new<M: HeaderMap>(
        method: &'r str,
        path: &'r str,
        authority: Option<&'r str>,
        headers: &'r M::Map,
    ) -> Self {
        PolicyRequest {
            method,
            path,
            authority,
            headers,
            sent: sent::<M>,
            host: OnceCell::new(),
            is_method_read: Cell::new(false),
            is_origin_read: Cell::new(false),
        }
    }

    /// For adapters: a preflight.
    pub fn preflight<M: HeaderMap>(
        path: &'r str,
        authority: Option<&'r str>,
        headers: &'r M::Map,
    ) -> Self {
        let method = requested_method::<M>(headers);
        let method = method.and_then(|method| std::str::from_utf8(M::bytes(method)).ok());
        Self::new::<M>(method.unwrap_or_default(), path, authority, headers)
    }

    /// The same request, of which nothing was read.
    pub(crate) fn unread(&self) -> Self {
        PolicyRequest {
            host: OnceCell::new(),
            is_method_read: Cell::new(false),
            is_origin_read: Cell::new(false),
            ..*self
        }
    }

    pub(crate) fn is_method_read(&self) -> bool {
        self.is_method_read.get()
    }

    pub(crate) fn is_origin_read(&self) -> bool {
        self.is_origin_read.get()
    }
}

fn sent<'r, M: HeaderMap>(headers: &'r (dyn Any + Send + Sync), header: CorsHeader) -> Sent<'r> {
    let headers = headers.downcast_ref::<M::Map>();
    headers.map_or(Sent::Never, |headers| Sent::of::<M>(headers, header))
}

impl fmt::Debug for PolicyRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PolicyRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
