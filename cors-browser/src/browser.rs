//! The browsers of the model, and their differences from the standard.

/// The browser that the model imitates.
///
/// The model contains only the differences in this table. They were observed in Chromium
/// 156, Firefox ESR 153 and WebKitGTK 2.50, except the differences with a †, which come
/// from the source code of the browsers.
///
/// | what | Chromium | Firefox | WebKit |
/// |---|---|---|---|
/// | `Access-Control-Allow-Headers: *` covers `Authorization` | yes | yes | yes |
/// | a response with a NUL byte in a header is a network error | yes | yes | yes |
/// | client hints and `User-Agent` set by a script need no preflight | yes | | |
/// | lines of one name are joined before they are compared with the safelist | yes | | yes |
/// | `Accept` with a byte beyond ASCII needs a preflight | | yes | |
/// | the safelisted values may be more than 1024 bytes together | | yes | |
/// | `Access-Control-Request-Headers` names a repeated header twice | | yes | |
/// | a `Range` counts as too large | from 2^63 - 1 | from 2^64 | from 2^64 |
/// | `Bytes=0-1` is a safelisted `Range` | | | yes |
/// | after a fetch had a preflight, every redirect of it has one | | yes | yes |
/// | headers that a redirect drops still cause a preflight | | yes, unnamed | yes, by name |
/// | the preflight of a tainted request carries the page's real origin | | yes | |
/// | the status of a preflight is checked before its origin | | | yes |
/// | methods are checked before the list of headers is parsed | | yes | |
/// | headers are checked in the order of the request, those known to the browser first | | | yes |
/// | a redirect of a same-origin request is checked as if with credentials | | | yes |
/// | `Cross-Origin-Resource-Policy: same-site` between ports of an IP address blocks | yes | | |
/// | an `http:` URL of the local network is mixed content for a page over `https:` | no | | |
/// | longest time in the preflight cache | 7200 s | 86400 s | 600 s |
/// | a maximum age that is not a number | `-1` is 0, else 5 s | is 0 | `-1` is 0, else 5 s |
/// | a maximum age of 0 keeps existing entries † | | yes | |
/// | another preflight restarts the time of the entries that it names † | yes | yes | yes |
/// | a forced preflight (upload listeners, streams) is not repeated after any other preflight † | yes | yes | yes |
/// | the cache has one entry per URL: the last preflight replaces earlier ones | yes | | yes |
/// | `*` in the cache serves later fetches | if made without credentials † | no | if made without credentials †, `Authorization` too |
/// | an entry made with credentials serves fetches without | yes | no | yes |
/// | the cache needs an entry for HEAD too | | yes | |
/// | a blocked response clears the cache | no | of simple requests too † | no |
/// | the response to a preflight is cached even if it refuses the method or a header | | | yes |
///
/// An empty cell means that the browser follows the standard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Browser {
    /// No browser, but the exact rules of the Fetch standard.
    #[default]
    Standard,
    /// Chromium. Chrome, Edge, Opera and Android's WebView are based on it.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKit. Safari and the browsers on iOS are based on it.
    WebKit,
}

impl Browser {
    /// All variants. The standard comes first.
    pub const ALL: [Self; 4] = [Self::Standard, Self::Chromium, Self::Firefox, Self::WebKit];

    pub(crate) fn is_chromium(self) -> bool {
        self == Self::Chromium
    }

    pub(crate) fn is_firefox(self) -> bool {
        self == Self::Firefox
    }

    pub(crate) fn is_webkit(self) -> bool {
        self == Self::WebKit
    }

    pub(crate) fn is_standard(self) -> bool {
        self == Self::Standard
    }
}
