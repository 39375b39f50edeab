//! The header names in WebKit's table.

/// The names in WebKit's table that a script may set. WebKit checks them before all others,
/// and prints them with this spelling.
const KNOWN: [&str; 26] = [
    "Accept",
    "Accept-Language",
    "Authorization",
    "Cache-Control",
    "Content-Disposition",
    "Content-Encoding",
    "Content-Language",
    "Content-Location",
    "Content-Range",
    "Content-Type",
    "ETag",
    "Expires",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "If-Unmodified-Since",
    "Last-Event-ID",
    "Last-Modified",
    "Link",
    "Location",
    "Pragma",
    "Purpose",
    "Range",
    "User-Agent",
    "Vary",
];

/// WebKit's spelling of a name, if the name is in its table.
pub(crate) fn known(name: &str) -> Option<&'static str> {
    KNOWN
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(name))
}
