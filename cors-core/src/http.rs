//! The header map of `http` 1.

use http::header::{self, Entry, HeaderMap as Map, HeaderName, HeaderValue};
use http::{Response, StatusCode};

use crate::__private::Sealed;
use crate::header_map::{
    CorsHeader, HeaderMap, PreflightResult, VARY_ECHO, VARY_METHOD, name_origin_once,
};
use crate::vary;

/// The header map of `http` 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Http;

impl Sealed for Http {}

impl HeaderMap for Http {
    type Map = Map;
    type Value = HeaderValue;
    type Answer = Response<()>;

    const ANY: HeaderValue = HeaderValue::from_static("*");
    const TRUE: HeaderValue = HeaderValue::from_static("true");
    const ZERO: HeaderValue = HeaderValue::from_static("0");
    const ORIGIN: HeaderValue = HeaderValue::from_static("Origin");
    const VARY_METHOD: HeaderValue = HeaderValue::from_static(VARY_METHOD);
    const VARY_ECHO: HeaderValue = HeaderValue::from_static(VARY_ECHO);

    fn new_map() -> Map {
        // An answer has at most six headers. A map for six headers takes one allocation.
        Map::with_capacity(6)
    }

    fn answer(result: PreflightResult, headers: Map) -> Response<()> {
        let mut response = Response::new(());
        *response.status_mut() = match result {
            PreflightResult::Allowed => StatusCode::NO_CONTENT,
            PreflightResult::Refused => StatusCode::FORBIDDEN,
        };
        *response.headers_mut() = headers;
        response
    }

    fn answer_headers(answer: &mut Response<()>) -> &mut Map {
        answer.headers_mut()
    }

    fn from_str(text: &str) -> Option<HeaderValue> {
        HeaderValue::from_str(text).ok()
    }

    fn from_static(text: &'static str) -> Option<HeaderValue> {
        let is_visible = text.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
        is_visible.then(|| HeaderValue::from_static(text))
    }

    #[inline]
    fn bytes(value: &HeaderValue) -> &[u8] {
        value.as_bytes()
    }

    #[inline(always)]
    fn get_all(map: &Map, header: CorsHeader) -> impl Iterator<Item = &HeaderValue> {
        map.get_all(name(header)).into_iter()
    }

    #[inline]
    fn contains(map: &Map, header: CorsHeader) -> bool {
        map.contains_key(name(header))
    }

    #[inline]
    fn insert(map: &mut Map, header: CorsHeader, value: HeaderValue) {
        // `HeaderMap::insert` reserves space for a header even if it replaces one, and a
        // cloned map has no free space. So write through `get_mut`, which is correct only
        // if the header has a single line.
        let has_single_lines = map.len() == map.keys_len();
        match map.get_mut(name(header)) {
            Some(known) if has_single_lines => *known = value,
            _ => {
                map.insert(name(header), value);
            }
        }
    }

    #[inline]
    fn set(map: &mut Map, header: CorsHeader, value: HeaderValue) {
        map.insert(name(header), value);
    }

    #[inline]
    fn append(map: &mut Map, header: CorsHeader, value: HeaderValue) {
        map.append(name(header), value);
    }

    // Inlined, because every response passes this function.
    #[inline(always)]
    fn remove_cors_headers(map: &mut Map) -> bool {
        // Responses that have such a header are rare. Checking each name is cheaper than
        // looking up all CORS response headers.
        let has_any = map.keys().any(is_response_header);
        if has_any {
            remove_each(map);
        }
        has_any
    }

    /// Uses an entry, so that one look-up suffices instead of two.
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
fn is_response_header(name: &HeaderName) -> bool {
    CorsHeader::is_response_header(name.as_str())
}

#[cold]
fn remove_each(map: &mut Map) {
    while let Some(name) = map.keys().find(|name| is_response_header(name)).cloned() {
        map.remove(name);
    }
}

#[inline]
fn name(of: CorsHeader) -> &'static HeaderName {
    match of {
        CorsHeader::Host => &header::HOST,
        CorsHeader::Origin => &header::ORIGIN,
        CorsHeader::RequestMethod => &header::ACCESS_CONTROL_REQUEST_METHOD,
        CorsHeader::RequestHeaders => &header::ACCESS_CONTROL_REQUEST_HEADERS,
        CorsHeader::AllowOrigin => &header::ACCESS_CONTROL_ALLOW_ORIGIN,
        CorsHeader::AllowCredentials => &header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
        CorsHeader::AllowMethods => &header::ACCESS_CONTROL_ALLOW_METHODS,
        CorsHeader::AllowHeaders => &header::ACCESS_CONTROL_ALLOW_HEADERS,
        CorsHeader::ExposeHeaders => &header::ACCESS_CONTROL_EXPOSE_HEADERS,
        CorsHeader::MaxAge => &header::ACCESS_CONTROL_MAX_AGE,
        CorsHeader::Vary => &header::VARY,
        CorsHeader::FetchSite => &FETCH_SITE,
        CorsHeader::FetchMode => &FETCH_MODE,
    }
}

static FETCH_SITE: HeaderName = HeaderName::from_static(CorsHeader::FetchSite.name());
static FETCH_MODE: HeaderName = HeaderName::from_static(CorsHeader::FetchMode.name());
