//! The header map of actix-web.

use actix_web::http::header::{self, HeaderMap as Map, HeaderName, HeaderValue};
use cors_engine::adapter::{self, CorsHeader, HeaderMap};

/// actix-web's map of headers, which is no map of `http`'s.
#[derive(Debug)]
pub(crate) struct Headers;

impl HeaderMap for Headers {
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
    fn lines(map: &Map, field: CorsHeader) -> impl Iterator<Item = &HeaderValue> {
        map.get_all(name(field))
    }

    #[inline]
    fn contains(map: &Map, field: CorsHeader) -> bool {
        map.contains_key(name(field))
    }

    #[inline]
    fn insert(map: &mut Map, field: CorsHeader, value: HeaderValue) {
        map.insert(name(field), value);
    }

    #[inline]
    fn write(map: &mut Map, field: CorsHeader, value: HeaderValue) {
        // To insert hands out what it replaces, and moves a lot to do so.
        map.append(name(field), value);
    }

    #[inline]
    fn append(map: &mut Map, field: CorsHeader, value: HeaderValue) {
        map.append(name(field), value);
    }

    // Every response comes through this and the next; a call costs as much as most
    // of them need.
    #[inline(always)]
    fn remove_cors_headers(map: &mut Map) {
        // Responses that have such a header are rare; looking at each name is
        // cheaper than asking the map for each that there could be.
        let mut is_any = false;
        for name in map.keys() {
            is_any = is_response_header(name);
            if is_any {
                break;
            }
        }
        if is_any {
            remove_each_answer(map);
        }
    }

    /// Responses that have a `Vary` are rare too: whether there was one shows
    /// when the origin is written, and is not looked up.
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
fn remove_each_answer(map: &mut Map) {
    while let Some(name) = map.keys().find(|name| is_response_header(name)).cloned() {
        map.remove(name);
    }
}

/// Takes back the line that was written last, if the lines before it named the
/// origin.
// Out of the way of responses that had no `Vary`.
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

/// A standard name is a number inside; it costs nothing to make.
#[inline]
const fn name(field: CorsHeader) -> HeaderName {
    match field {
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
    }
}
