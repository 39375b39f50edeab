//! The header map of actix-web.

use actix_web::http::header::{self, HeaderMap as Map, HeaderName, HeaderValue};
use cors_engine::__private::Sealed;
use cors_engine::adapter::{self, CorsHeader, HeaderMap, PreflightResult, VARY_ECHO, VARY_METHOD};

/// The header map of actix-web, which is not the one of `http`.
#[derive(Debug, Clone, Copy)]
pub struct Headers;

impl Sealed for Headers {}

impl HeaderMap for Headers {
    type Map = Map;
    type Value = HeaderValue;
    type Answer = Map;

    const ANY: HeaderValue = HeaderValue::from_static("*");
    const TRUE: HeaderValue = HeaderValue::from_static("true");
    const ZERO: HeaderValue = HeaderValue::from_static("0");
    const ORIGIN: HeaderValue = HeaderValue::from_static("Origin");
    const VARY_METHOD: HeaderValue = HeaderValue::from_static(VARY_METHOD);
    const VARY_ECHO: HeaderValue = HeaderValue::from_static(VARY_ECHO);

    // The middleware writes into the map of a response from actix-web's pool instead.
    fn answer(_: PreflightResult, headers: Map) -> Map {
        headers
    }

    fn answer_headers(answer: &mut Map) -> &mut Map {
        answer
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

    #[inline]
    fn get_all(map: &Map, header: CorsHeader) -> impl Iterator<Item = &HeaderValue> {
        map.get_all(name(header))
    }

    #[inline]
    fn contains(map: &Map, header: CorsHeader) -> bool {
        map.contains_key(name(header))
    }

    #[inline]
    fn insert(map: &mut Map, header: CorsHeader, value: HeaderValue) {
        map.insert(name(header), value);
    }

    #[inline]
    fn set(map: &mut Map, header: CorsHeader, value: HeaderValue) {
        // `insert` would return the replaced values, which have a large type.
        map.append(name(header), value);
    }

    #[inline]
    fn append(map: &mut Map, header: CorsHeader, value: HeaderValue) {
        map.append(name(header), value);
    }

    // Every response passes this function and the next one. A call would cost as much as
    // the function itself.
    #[inline(always)]
    fn remove_cors_headers(map: &mut Map) -> bool {
        // Responses that have such a header are rare. Checking each name is cheaper than
        // looking up all CORS response headers.
        let mut has_any = false;
        for name in map.keys() {
            has_any = is_response_header(name);
            if has_any {
                break;
            }
        }
        if has_any {
            remove_each(map);
        }
        has_any
    }

    /// Responses that have a `Vary` are rare too. The number of names shows whether there
    /// was one: it does not grow when the line is added. So no look-up is needed.
    #[inline(always)]
    fn vary_by_origin(map: &mut Map) {
        let before = map.len_keys();
        map.append(header::VARY, Self::ORIGIN);
        if map.len_keys() == before {
            name_origin_once(map);
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

/// Removes the last line again, if the lines before it named the origin.
// Not inlined, since most responses had no `Vary`.
#[inline(never)]
fn name_origin_once(map: &mut Map) {
    let mut lines = map.get_all(header::VARY);
    lines.next_back();
    if adapter::vary_names_origin(lines.clone().map(HeaderValue::as_bytes)) {
        let lines: Vec<HeaderValue> = lines.cloned().collect();
        map.remove(header::VARY);
        for line in lines {
            map.append(header::VARY, line);
        }
        adapter::vary_by_origin::<Headers>(map);
    }
}

/// A standard name is a number, so it costs nothing to construct.
#[inline]
const fn name(of: CorsHeader) -> HeaderName {
    match of {
        CorsHeader::Host => header::HOST,
        CorsHeader::Origin => header::ORIGIN,
        CorsHeader::RequestMethod => header::ACCESS_CONTROL_REQUEST_METHOD,
        CorsHeader::RequestHeaders => header::ACCESS_CONTROL_REQUEST_HEADERS,
        CorsHeader::AllowOrigin => header::ACCESS_CONTROL_ALLOW_ORIGIN,
        CorsHeader::AllowCredentials => header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
        CorsHeader::AllowMethods => header::ACCESS_CONTROL_ALLOW_METHODS,
        CorsHeader::AllowHeaders => header::ACCESS_CONTROL_ALLOW_HEADERS,
        CorsHeader::ExposeHeaders => header::ACCESS_CONTROL_EXPOSE_HEADERS,
        CorsHeader::MaxAge => header::ACCESS_CONTROL_MAX_AGE,
        CorsHeader::Vary => header::VARY,
        CorsHeader::FetchSite => HeaderName::from_static(CorsHeader::FetchSite.name()),
        CorsHeader::FetchMode => HeaderName::from_static(CorsHeader::FetchMode.name()),
    }
}
