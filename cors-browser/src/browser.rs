//! Whose browser it is, and where each leaves the standard.

/// Which browser the model is.
///
/// These differences are modelled, and no others. They were seen in Chromium
/// 156, Firefox ESR 153 and WebKitGTK 2.50, but for those marked †, which are
/// known from how these browsers are built.
///
/// | what | Chromium | Firefox | WebKit |
/// |---|---|---|---|
/// | `Access-Control-Allow-Headers: *` covers `Authorization` | yes | yes | yes |
/// | a response with a NUL byte in a header is a network error | yes | yes | yes |
/// | client hints and `User-Agent` set by a script need no preflight | yes | | |
/// | lines of one name are joined before they are held against the safelist | yes | | yes |
/// | `Accept` with a byte beyond ASCII needs a preflight | | yes | |
/// | the safelisted values may be more than 1024 bytes together | | yes | |
/// | `Access-Control-Request-Headers` names a repeated header twice | | yes | |
/// | a `Range` counts as too large | from 2^63 - 1 | from 2^64 | from 2^64 |
/// | `Bytes=0-1` is a safelisted `Range` | | | yes |
/// | once a fetch had a preflight, so has every redirect of it | | yes | yes |
/// | headers that a redirect drops still ask for a preflight | | yes, unnamed | yes, by name |
/// | the preflight of a tainted request carries the page's real origin | | yes | |
/// | the status of a preflight is judged before its origin | | | yes |
/// | methods are judged before the list of headers is parsed | | yes | |
/// | headers are judged in the order of the request, those the browser knows first | | | yes |
/// | a redirect that began at home is checked as if with credentials | | | yes |
/// | `Cross-Origin-Resource-Policy: same-site` between ports of an IP address blocks | yes | | |
/// | longest time in the preflight cache | 7200 s | 86400 s | 600 s |
/// | a maximum age that is no number | `-1` is 0, else 5 s | is 0 | `-1` is 0, else 5 s |
/// | a maximum age of 0 leaves what is kept already † | | yes | |
/// | a further preflight starts the time of what it names anew † | yes | yes | yes |
/// | a forced preflight (upload listeners, streams) is not repeated after any other † | yes | yes | yes |
/// | one entry a URL in the cache: the last preflight replaces those before | yes | | yes |
/// | `*` in the cache serves later fetches | if made without credentials † | no | if made without credentials †, `Authorization` too |
/// | an entry made with credentials serves fetches without | yes | no | yes |
/// | the cache asks for an entry for HEAD too | | yes | |
/// | a blocked response clears the cache | no | of simple requests too † | no |
/// | the answer to a preflight is kept though it refuses the method or a header | | | yes |
///
/// An empty cell is what the standard says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Browser {
    /// The Fetch standard, to the letter.
    #[default]
    Standard,
    /// Chromium, and so Chrome, Edge, Opera and Android's WebView.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKit, and so Safari and every browser on iOS.
    WebKit,
}

impl Browser {
    /// Every one of them.
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
