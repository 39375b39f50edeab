//! The header map of `http` 1, and whole answers to preflights for the
//! frameworks that share it.

use std::ops::Deref;

use http::header::{self, Entry, HeaderMap as Map, HeaderName, HeaderValue};
use http::{Response, StatusCode};

use crate::engine::{Answer, Grant, Prepared, requested_method};
use crate::header_map::{Field, HeaderMap, name_origin_once};
use crate::shared::SharedPolicy;
use crate::vary;

/// A policy prepared for `http` 1, with its answers to preflights made
/// beforehand: to copy a map is cheaper than to write it line by line.
#[derive(Debug)]
pub struct PreparedHttp {
    prepared: Prepared<Http>,
    /// With somebody's origin; `None` where the answer repeats what a request
    /// asks for.
    granted: Option<Response<&'static str>>,
    refused: Response<&'static str>,
    /// As `granted`, naming one method; `None` where the policy has none too.
    granted_one_method: Option<Response<&'static str>>,
    refused_one_method: Response<&'static str>,
}

impl PreparedHttp {
    /// Prepares a policy: a `&'static Policy`, an `Arc<Policy>` or a `Policy`.
    pub fn new(policy: impl Into<SharedPolicy>) -> Self {
        Self::of(Prepared::new(policy))
    }

    /// Prepares what every one of these policies grants: see [`Prepared::meet`].
    pub fn meet(policies: impl IntoIterator<Item = SharedPolicy>) -> Option<Self> {
        Prepared::meet(policies).map(Self::of)
    }

    fn of(prepared: Prepared<Http>) -> Self {
        let granted = match prepared.any {
            true => Grant::Anyone,
            false => Grant::Origin(HeaderValue::from_static("")),
        };
        let mut request = Map::new();
        // Any that the answer names, to be replaced.
        let listed = match prepared.policy().methods().next() {
            Some("*") => Some("GET"),
            listed => listed,
        };
        if let Some(method) = listed.and_then(Http::value) {
            request.insert(name(Field::RequestMethod), method);
        }
        let all = |grant, headers: &mut Map| prepared.answer(grant, &request, headers);
        let one = |grant, headers: &mut Map| prepared.answer_one_method(grant, &request, headers);
        // Of several policies the first may list what the others do not.
        let is_named = listed.is_some_and(|method| prepared.names(method.as_bytes()));
        let has_one = is_named && !prepared.headers.is_echo();
        PreparedHttp {
            granted: (!prepared.echoes()).then(|| written(granted.clone(), all)),
            refused: written(Grant::Nobody, all),
            granted_one_method: has_one.then(|| written(granted, one)),
            refused_one_method: written(Grant::Nobody, one),
            prepared,
        }
    }

    /// The whole answer to a preflight, given who may read.
    pub fn respond(&self, grant: Grant<HeaderValue>, request: &Map) -> Response<&'static str> {
        if !self.takes(&grant) {
            return self.refused.clone();
        }
        match &self.granted {
            Some(granted) => granted_to(grant, granted),
            None => written(grant, |grant, headers| {
                self.prepared.answer(grant, request, headers)
            }),
        }
    }

    /// The whole answer to a preflight for a URL whose methods several policies
    /// govern, this one the requested method: see
    /// [`answer_one_method`](Prepared::answer_one_method).
    pub fn respond_one_method(
        &self,
        grant: Grant<HeaderValue>,
        request: &Map,
    ) -> Response<&'static str> {
        if !self.takes(&grant) {
            return self.refused_one_method.clone();
        }
        let method = requested_method::<Http>(request);
        let method = method.filter(|method| self.prepared.names(method.as_bytes()));
        match (method, &self.granted_one_method) {
            (Some(method), Some(granted)) => {
                let mut response = granted_to(grant, granted);
                replace(&mut response, Field::AllowMethods, method.clone());
                response
            }
            _ => written(grant, |grant, headers| {
                self.prepared.answer_one_method(grant, request, headers)
            }),
        }
    }
}

impl PreparedHttp {
    /// Whether this lets anybody read: another policy's `*` is worth nothing here.
    fn takes(&self, grant: &Grant<HeaderValue>) -> bool {
        match grant {
            Grant::Origin(_) => true,
            Grant::Anyone => self.prepared.any,
            Grant::Nobody => false,
        }
    }
}

/// An answer made beforehand, with the origin of this request.
fn granted_to(
    grant: Grant<HeaderValue>,
    granted: &Response<&'static str>,
) -> Response<&'static str> {
    let mut response = granted.clone();
    if let Grant::Origin(origin) = grant {
        replace(&mut response, Field::AllowOrigin, origin);
    }
    response
}

fn replace(response: &mut Response<&'static str>, field: Field, value: HeaderValue) {
    if let Some(line) = response.headers_mut().get_mut(name(field)) {
        *line = value;
    }
}

impl Deref for PreparedHttp {
    type Target = Prepared<Http>;

    fn deref(&self) -> &Prepared<Http> {
        &self.prepared
    }
}

/// The answer to a preflight, line by line.
fn written(
    grant: Grant<HeaderValue>,
    answer: impl FnOnce(Grant<HeaderValue>, &mut Map) -> Answer,
) -> Response<&'static str> {
    // As many as an answer has, and as a map takes in one allocation.
    let mut headers = Map::with_capacity(6);
    let Answer { status, body } = answer(grant, &mut headers);
    if !body.is_empty() {
        headers.insert(header::CONTENT_TYPE, TEXT);
    }
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
    *response.headers_mut() = headers;
    response
}

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// The header map of `http` 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Http;

impl HeaderMap for Http {
    type Map = Map;
    type Value = HeaderValue;

    const ANY: HeaderValue = HeaderValue::from_static("*");
    const TRUE: HeaderValue = HeaderValue::from_static("true");
    const ORIGIN: HeaderValue = HeaderValue::from_static("Origin");

    fn value(text: &str) -> Option<HeaderValue> {
        HeaderValue::from_str(text).ok()
    }

    fn constant(text: &'static str) -> Option<HeaderValue> {
        let is_visible = text.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
        is_visible.then(|| HeaderValue::from_static(text))
    }

    #[inline]
    fn bytes(value: &HeaderValue) -> &[u8] {
        value.as_bytes()
    }

    #[inline]
    fn lines(map: &Map, field: Field) -> impl Iterator<Item = &HeaderValue> {
        map.get_all(name(field)).into_iter()
    }

    #[inline]
    fn contains(map: &Map, field: Field) -> bool {
        map.contains_key(name(field))
    }

    #[inline]
    fn insert(map: &mut Map, field: Field, value: HeaderValue) {
        map.insert(name(field), value);
    }

    #[inline]
    fn append(map: &mut Map, field: Field, value: HeaderValue) {
        map.append(name(field), value);
    }

    fn remove_answers(map: &mut Map) {
        // Responses that have such a header are rare; looking at each name is
        // cheaper than asking the map for each that there could be.
        while let Some(stale) = map
            .keys()
            .find(|name| Field::is_answer(name.as_str()))
            .cloned()
        {
            map.remove(stale);
        }
    }

    /// One look-up in place of two.
    fn vary_by_origin(map: &mut Map) {
        let named = match map.entry(header::VARY) {
            Entry::Vacant(entry) => {
                entry.insert(Self::ORIGIN);
                1
            }
            Entry::Occupied(mut entry) => {
                let named = vary::count_origin(entry.iter().map(HeaderValue::as_bytes));
                if named == 0 {
                    entry.append(Self::ORIGIN);
                }
                named
            }
        };
        if named > 1 {
            name_origin_once::<Self>(map);
        }
    }
}

#[inline]
fn name(field: Field) -> &'static HeaderName {
    match field {
        Field::Origin => &header::ORIGIN,
        Field::RequestMethod => &header::ACCESS_CONTROL_REQUEST_METHOD,
        Field::RequestHeaders => &header::ACCESS_CONTROL_REQUEST_HEADERS,
        Field::AllowOrigin => &header::ACCESS_CONTROL_ALLOW_ORIGIN,
        Field::AllowCredentials => &header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
        Field::AllowMethods => &header::ACCESS_CONTROL_ALLOW_METHODS,
        Field::AllowHeaders => &header::ACCESS_CONTROL_ALLOW_HEADERS,
        Field::ExposeHeaders => &header::ACCESS_CONTROL_EXPOSE_HEADERS,
        Field::MaxAge => &header::ACCESS_CONTROL_MAX_AGE,
        Field::Vary => &header::VARY,
    }
}
