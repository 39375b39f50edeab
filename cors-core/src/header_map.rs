//! The interface between the engine and a framework's header map.

use std::fmt::Debug;

use crate::__private::Sealed;
use crate::vary;

/// A header that the engine reads or writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CorsHeader {
    /// `Host`
    Host,
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
    /// `Sec-Fetch-Site`
    FetchSite,
    /// `Sec-Fetch-Mode`
    FetchMode,
}

impl CorsHeader {
    /// The name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            CorsHeader::Host => "host",
            CorsHeader::Origin => "origin",
            CorsHeader::RequestMethod => "access-control-request-method",
            CorsHeader::RequestHeaders => "access-control-request-headers",
            CorsHeader::AllowOrigin => "access-control-allow-origin",
            CorsHeader::AllowCredentials => "access-control-allow-credentials",
            CorsHeader::AllowMethods => "access-control-allow-methods",
            CorsHeader::AllowHeaders => "access-control-allow-headers",
            CorsHeader::ExposeHeaders => "access-control-expose-headers",
            CorsHeader::MaxAge => "access-control-max-age",
            CorsHeader::Vary => "vary",
            CorsHeader::FetchSite => "sec-fetch-site",
            CorsHeader::FetchMode => "sec-fetch-mode",
        }
    }

    /// Whether a name, in lower case, is the name of a CORS response header. Only the
    /// policy sets these headers.
    ///
    /// ```
    /// use cors_engine::adapter::CorsHeader;
    ///
    /// assert!(CorsHeader::is_response_header("access-control-allow-origin"));
    /// assert!(CorsHeader::is_response_header("access-control-allow-private-network"));
    /// assert!(!CorsHeader::is_response_header("access-control-request-method"));
    /// assert!(!CorsHeader::is_response_header("vary"));
    /// ```
    #[inline]
    pub fn is_response_header(name: &str) -> bool {
        // Most names are shorter than these prefixes, and the length is a cheap test.
        name.len() >= "access-control-allow-".len()
            && name.strip_prefix("access-control-").is_some_and(|rest| {
                rest.starts_with("allow-") || rest == "expose-headers" || rest == "max-age"
            })
    }
}

/// The `Vary` of an answer to a preflight that depends on the requested method.
pub const VARY_METHOD: &str = "Origin, Access-Control-Request-Method";

/// The `Vary` of an answer to a preflight that echoes the request.
pub const VARY_ECHO: &str = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

/// Whether a preflight is allowed. Its answer has an empty body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreflightResult {
    /// The origin may send requests that the headers of the answer allow.
    Allowed,
    /// The origin may not send requests that need permission.
    Refused,
}

impl PreflightResult {
    /// The status of the answer: 204 or 403.
    pub const fn status(self) -> u16 {
        match self {
            PreflightResult::Allowed => 204,
            PreflightResult::Refused => 403,
        }
    }

    pub(crate) const fn new(is_allowed: bool) -> Self {
        if is_allowed {
            PreflightResult::Allowed
        } else {
            PreflightResult::Refused
        }
    }
}

/// The header map of a framework, as the engine uses it.
///
/// Requests and responses have the same type of map. `Http` implements this trait for
/// `http` 1 (feature `http`), and cors-actix implements it for actix-web.
/// The trait is sealed, so that new versions of the engine can add methods.
pub trait HeaderMap: Sized + Debug + Sealed + 'static {
    /// The map.
    type Map: Clone + Debug + Default + Send + Sync + 'static;

    /// An answer to a preflight that can be built in advance and copied: a whole
    /// response, or its headers.
    type Answer: Clone + Debug + Send + Sync + 'static;

    /// The value of one line. A clone should not copy its bytes.
    type Value: Clone + Debug + Send + Sync + 'static;

    // The following values are the same for every policy.

    /// `*`, which allows every origin.
    const ANY: Self::Value;
    /// `true`, which allows credentials.
    const TRUE: Self::Value;
    /// `0`, the `Access-Control-Max-Age` of an answer that must not be cached.
    const ZERO: Self::Value;
    /// `Origin`, as a line of `Vary`.
    const ORIGIN: Self::Value;
    /// [`VARY_METHOD`]
    const VARY_METHOD: Self::Value;
    /// [`VARY_ECHO`]
    const VARY_ECHO: Self::Value;

    /// A new map with room for the answer to a preflight.
    fn new_map() -> Self::Map {
        Self::Map::default()
    }

    /// The answer with this result and these headers.
    fn answer(result: PreflightResult, headers: Self::Map) -> Self::Answer;

    /// The headers of an answer.
    fn answer_headers(answer: &mut Self::Answer) -> &mut Self::Map;

    /// A value with this text, which must be visible ASCII. `None` if the map cannot
    /// contain it.
    fn from_str(text: &str) -> Option<Self::Value>;

    /// Like [`from_str`](HeaderMap::from_str), for a `'static` string, so that
    /// clones need no reference count.
    fn from_static(text: &'static str) -> Option<Self::Value>;

    /// The bytes of a value.
    fn bytes(value: &Self::Value) -> &[u8];

    /// Every line of a header, in order.
    fn get_all(map: &Self::Map, header: CorsHeader) -> impl Iterator<Item = &Self::Value>;

    /// Whether there is a line of a header.
    fn contains(map: &Self::Map, header: CorsHeader) -> bool;

    /// Replaces all lines of a header by this one.
    fn insert(map: &mut Self::Map, header: CorsHeader, value: Self::Value);

    /// Adds a header that the map does not contain yet.
    fn set(map: &mut Self::Map, header: CorsHeader, value: Self::Value);

    /// Adds a line of a header after the existing ones.
    fn append(map: &mut Self::Map, header: CorsHeader, value: Self::Value);

    /// Removes every [CORS response header](CorsHeader::is_response_header). Returns
    /// whether there was one.
    fn remove_cors_headers(map: &mut Self::Map) -> bool;

    /// Adds `Origin` to `Vary`, unless `Vary` already names it or is `*`. If `Vary` names it
    /// more than once, only the first mention is kept.
    fn vary_by_origin(map: &mut Self::Map);
}

/// An implementation of [`HeaderMap::vary_by_origin`] that reads the lines of
/// `Vary` before it writes.
#[inline]
pub fn vary_by_origin<M: HeaderMap>(map: &mut M::Map) {
    match vary::count_origin(M::get_all(map, CorsHeader::Vary).map(M::bytes)) {
        0 => M::append(map, CorsHeader::Vary, M::ORIGIN),
        1 => {}
        _ => name_origin_once::<M>(map),
    }
}

/// Whether lines of `Vary` contain `Origin` or `*`.
#[inline]
pub fn vary_names_origin<'l>(lines: impl Iterator<Item = &'l [u8]>) -> bool {
    vary::count_origin(lines) > 0
}

/// Removes every mention of the origin except the first from `Vary`.
#[cold]
pub(crate) fn name_origin_once<M: HeaderMap>(map: &mut M::Map) {
    let lines = vary::name_origin_once(M::get_all(map, CorsHeader::Vary).map(M::bytes));
    let values = lines.and_then(|lines| lines.iter().map(|line| M::from_str(line)).collect());
    let values: Vec<M::Value> = values.unwrap_or_default();
    for (index, value) in values.into_iter().enumerate() {
        if index == 0 {
            M::insert(map, CorsHeader::Vary, value);
        } else {
            M::append(map, CorsHeader::Vary, value);
        }
    }
}
