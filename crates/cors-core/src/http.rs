//! The header map of `http` 1.

use http::header::{self, Entry, HeaderMap as Map, HeaderName, HeaderValue};

use crate::header_map::{Field, HeaderMap, name_origin_once};
use crate::vary;

/// The header map of `http` 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Http;

impl HeaderMap for Http {
    type Map = Map;
    type Value = HeaderValue;

    fn value(text: &str) -> Option<HeaderValue> {
        HeaderValue::from_str(text).ok()
    }

    fn bytes(value: &HeaderValue) -> &[u8] {
        value.as_bytes()
    }

    fn lines(map: &Map, field: Field) -> impl Iterator<Item = &HeaderValue> {
        map.get_all(name(field)).into_iter()
    }

    fn contains(map: &Map, field: Field) -> bool {
        map.contains_key(name(field))
    }

    fn insert(map: &mut Map, field: Field, value: HeaderValue) {
        map.insert(name(field), value);
    }

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
    fn vary_by_origin(map: &mut Map, origin: &HeaderValue) {
        let named = match map.entry(header::VARY) {
            Entry::Vacant(entry) => {
                entry.insert(origin.clone());
                1
            }
            Entry::Occupied(mut entry) => {
                let named = vary::count_origin(entry.iter().map(HeaderValue::as_bytes));
                if named == 0 {
                    entry.append(origin.clone());
                }
                named
            }
        };
        if named > 1 {
            name_origin_once::<Self>(map);
        }
    }
}

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
