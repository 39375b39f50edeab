//! What the engine needs of a framework's header map.

use crate::vary;

/// A header that the engine reads or writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// `Origin`
    Origin,
    /// `Access-Control-Request-Method`
    RequestMethod,
    /// `Access-Control-Request-Headers`
    RequestHeaders,
    /// `Access-Control-Allow-Origin`
    AllowOrigin,
    /// `Access-Control-Allow-Credentials`
    AllowCredentials,
    /// `Access-Control-Allow-Methods`
    AllowMethods,
    /// `Access-Control-Allow-Headers`
    AllowHeaders,
    /// `Access-Control-Expose-Headers`
    ExposeHeaders,
    /// `Access-Control-Max-Age`
    MaxAge,
    /// `Vary`
    Vary,
}

impl Field {
    /// The name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Field::Origin => "origin",
            Field::RequestMethod => "access-control-request-method",
            Field::RequestHeaders => "access-control-request-headers",
            Field::AllowOrigin => "access-control-allow-origin",
            Field::AllowCredentials => "access-control-allow-credentials",
            Field::AllowMethods => "access-control-allow-methods",
            Field::AllowHeaders => "access-control-allow-headers",
            Field::ExposeHeaders => "access-control-expose-headers",
            Field::MaxAge => "access-control-max-age",
            Field::Vary => "vary",
        }
    }

    /// Whether a header of this name, in lower case, answers for CORS. Such a
    /// header comes from the policy or not at all.
    ///
    /// ```
    /// use cors_core::adapter::Field;
    ///
    /// assert!(Field::is_answer("access-control-allow-origin"));
    /// assert!(Field::is_answer("access-control-allow-private-network"));
    /// assert!(!Field::is_answer("access-control-request-method"));
    /// assert!(!Field::is_answer("vary"));
    /// ```
    #[inline]
    pub fn is_answer(name: &str) -> bool {
        // Most names are shorter than any of these, which is soon found out.
        name.len() >= "access-control-allow-".len()
            && name.strip_prefix("access-control-").is_some_and(|rest| {
                rest.starts_with("allow-") || rest == "expose-headers" || rest == "max-age"
            })
    }
}

/// The header map of a framework, as the engine uses it.
///
/// Requests and responses have one type of map. The map is the framework's, so
/// an adapter implements this for an empty type of its own, in a handful of
/// one-liners. `adapter::Http` is that type for `http` 1, under the feature
/// `http`.
pub trait HeaderMap: Sized {
    /// The map.
    type Map: 'static;

    /// One line's value. A clone of it should not copy its bytes.
    type Value: Clone + 'static;

    /// `*`, which allows every origin.
    // What every policy writes alike is no part of a policy.
    const ANY: Self::Value;

    /// `true`, which allows credentials.
    const TRUE: Self::Value;

    /// `Origin`, the line of `Vary` that names it.
    const ORIGIN: Self::Value;

    /// A value of this text, which is visible ASCII; `None` if the map cannot
    /// hold it.
    fn value(text: &str) -> Option<Self::Value>;

    /// A value of such a text that is never freed, and so need not be counted
    /// by those who share it.
    fn constant(text: &'static str) -> Option<Self::Value> {
        Self::value(text)
    }

    /// The bytes of a value.
    fn bytes(value: &Self::Value) -> &[u8];

    /// Every line of a header, in order.
    fn lines(map: &Self::Map, field: Field) -> impl Iterator<Item = &Self::Value>;

    /// Whether there is a line of a header.
    fn contains(map: &Self::Map, field: Field) -> bool;

    /// Makes this the only line of a header.
    fn insert(map: &mut Self::Map, field: Field, value: Self::Value);

    /// Writes the only line of a header that has none yet.
    fn write(map: &mut Self::Map, field: Field, value: Self::Value) {
        Self::insert(map, field, value);
    }

    /// Adds a line of a header behind those there are.
    fn append(map: &mut Self::Map, field: Field, value: Self::Value);

    /// Removes every header that [answers for CORS](Field::is_answer).
    fn remove_answers(map: &mut Self::Map);

    /// Sees to it that `Vary` names the origin, once.
    #[inline]
    fn vary_by_origin(map: &mut Self::Map) {
        vary_by_origin::<Self>(map);
    }
}

/// What [`HeaderMap::vary_by_origin`] does where a map knows no better way: it
/// reads what is there before it writes.
#[inline]
pub fn vary_by_origin<M: HeaderMap>(map: &mut M::Map) {
    match vary::count_origin(M::lines(map, Field::Vary).map(M::bytes)) {
        0 => M::append(map, Field::Vary, M::ORIGIN),
        1 => {}
        _ => name_origin_once::<M>(map),
    }
}

/// Whether lines of `Vary` name the origin, or everything with `*`.
#[inline]
pub fn vary_names_origin<'l>(lines: impl Iterator<Item = &'l [u8]>) -> bool {
    vary::count_origin(lines) > 0
}

/// Takes the origin out of `Vary` where it has been named before.
#[cold]
pub(crate) fn name_origin_once<M: HeaderMap>(map: &mut M::Map) {
    let lines = vary::name_origin_once(M::lines(map, Field::Vary).map(M::bytes));
    let values = lines.and_then(|lines| lines.iter().map(|line| M::value(line)).collect());
    let values: Vec<M::Value> = values.unwrap_or_default();
    for (index, value) in values.into_iter().enumerate() {
        match index {
            0 => M::insert(map, Field::Vary, value),
            _ => M::append(map, Field::Vary, value),
        }
    }
}
