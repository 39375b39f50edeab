//! Sentences about CORS of programs that are not in the model: old versions of
//! Internet Explorer and Edge, jsdom, and the titles in Chromium's Issues tab.

use super::sentence::Meaning::{self, Blocked, Cause, Detail};
use super::source::Era::{self, Older, Present};
use super::source::Source::{self, Chromium, Firefox, Node, OldEdge, WebKit};

type Row = (Source, Option<Era>, Meaning, &'static str);

/// The causes have the codes of Chromium.
pub(super) const SENTENCES: &[Row] = &[
    // Internet Explorer 10 and 11, and Edge 12 to 18.
    (OldEdge, Some(Older), Cause("AllowOriginMismatch"), "Origin {origin} not found in Access-Control-Allow-Origin header"),
    (OldEdge, Some(Older), Cause("MissingAllowOriginHeader"), "No Access-Control-Allow-Origin header was found in the response"),
    (OldEdge, Some(Older), Cause("AllowOriginMismatch"), "SEC7120: [CORS] The origin '{origin}' did not find '{value}' in the Access-Control-Allow-Origin response header for cross-origin resource at '{url}'"),
    (OldEdge, Some(Older), Cause("AllowOriginMismatch"), "The origin '{origin}' did not find '{value}' in the Access-Control-Allow-Origin response header"),
    (OldEdge, Some(Older), Cause("AllowOriginMismatch"), "SEC7120"),
    (OldEdge, Some(Older), Cause("WildcardOriginNotAllowed"), "The origin '{origin}' used the wildcard in Access-Control-Allow-Origin with credentials"),
    (OldEdge, Some(Older), Cause("WildcardOriginNotAllowed"), "Wildcard in Access-Control-Allow-Origin not allowed when credentials flag is set to true"),
    (OldEdge, Some(Older), Cause("WildcardOriginNotAllowed"), "SEC7121"),
    (OldEdge, Some(Older), Cause("InvalidAllowCredentials"), "SEC7122"),
    (OldEdge, Some(Older), Cause("InvalidAllowCredentials"), "Credentials flag was set to true, but Access-Control-Allow-Credentials was not true"),
    (OldEdge, Some(Older), Cause("HeaderDisallowedByPreflightResponse"), "Request header {name} was not present in the Access-Control-Allow-Headers list"),
    (OldEdge, Some(Older), Cause("HeaderDisallowedByPreflightResponse"), "SEC7123"),
    (OldEdge, Some(Older), Cause("MethodDisallowedByPreflightResponse"), "Request method {method} was not present in the Access-Control-Allow-Methods list"),
    (OldEdge, Some(Older), Cause("MethodDisallowedByPreflightResponse"), "SEC7124"),
    (OldEdge, Some(Older), Cause("PreflightDisallowedRedirect"), "Redirect was blocked for CORS request"),
    (OldEdge, Some(Older), Cause("PreflightDisallowedRedirect"), "SEC7127"),
    (OldEdge, Some(Older), Cause("MultipleAllowOriginValues"), "Multiple Access-Control-Allow-Origin headers are not allowed for CORS response"),
    (OldEdge, Some(Older), Cause("MultipleAllowOriginValues"), "SEC7128"),
    (OldEdge, Some(Older), Blocked, "CORS request was blocked"),
    (OldEdge, Some(Older), Detail, "XMLHttpRequest for {url} required"),
    // jsdom.
    (Node, Some(Present), Cause("jsdom-origin"), "Cross origin {origin} forbidden"),
    (Node, Some(Present), Cause("InvalidAllowCredentials"), "Error: Credentials forbidden"),
    (Node, Some(Present), Cause("HeaderDisallowedByPreflightResponse"), "Error: Header {name} forbidden"),
    (Node, Some(Present), Cause("HeaderDisallowedByPreflightResponse"), "Error: Headers {name} forbidden"),
    (Node, Some(Present), Cause("MethodDisallowedByPreflightResponse"), "Error: Method {method} forbidden"),
    // Chromium.
    (Chromium, None, Blocked, "has been blocked by CORS policy"),
    (Chromium, None, Blocked, "blocked by CORS policy"),
    (Chromium, None, Blocked, "blocked by the CORS policy"),
    (Chromium, None, Blocked, "blocked due to CORS policy"),
    (Chromium, Some(Older), Blocked, "has been blocked from loading by Cross-Origin Resource Sharing policy"),
    (Chromium, Some(Older), Detail, "from origin '{url}' has been blocked from loading by Cross-Origin Resource Sharing policy"),
    (Chromium, Some(Older), Detail, "is therefore not allowed access"),
    (Chromium, Some(Present), Blocked, "Ensure CORS response header values are valid"),
    (Chromium, Some(Present), Blocked, "A cross-origin resource sharing (CORS) request was blocked because of invalid or missing response headers"),
    (Chromium, Some(Present), Cause("CorsDisabledScheme"), "Ensure CORS requests are made on supported schemes"),
    (Chromium, Some(Present), Cause("PreflightInvalidStatus"), "Ensure preflight responses are valid"),
    (Chromium, Some(Present), Cause("HeaderDisallowedByPreflightResponse"), "Ensure CORS request includes only allowed headers"),
    (Chromium, Some(Present), Cause("RedirectContainsCredentials"), "Ensure CORS redirects do not contain credentials"),
    (Chromium, Some(Present), Cause("PreflightDisallowedRedirect"), "net::ERR_INVALID_REDIRECT"),
    (Chromium, Some(Present), Cause("MissingAllowOriginHeader"), "MissingAllowOriginHeader"),
    (Chromium, Some(Present), Cause("MissingAllowOriginHeader"), "PreflightMissingAllowOriginHeader"),
    (Chromium, Some(Present), Cause("WildcardOriginNotAllowed"), "WildcardOriginNotAllowed"),
    (Chromium, Some(Present), Cause("WildcardOriginNotAllowed"), "PreflightWildcardOriginNotAllowed"),
    (Chromium, Some(Present), Cause("AllowOriginMismatch"), "AllowOriginMismatch"),
    (Chromium, Some(Present), Cause("AllowOriginMismatch"), "PreflightAllowOriginMismatch"),
    (Chromium, Some(Present), Cause("MethodDisallowedByPreflightResponse"), "MethodDisallowedByPreflightResponse"),
    (Chromium, Some(Present), Cause("HeaderDisallowedByPreflightResponse"), "HeaderDisallowedByPreflightResponse"),
    (Chromium, Some(Present), Cause("PreflightInvalidStatus"), "PreflightInvalidStatus"),
    (Chromium, Some(Present), Cause("PreflightDisallowedRedirect"), "PreflightDisallowedRedirect"),
    (Chromium, Some(Older), Cause("PreflightInvalidStatus"), "Invalid HTTP status code {status}"),
    (Chromium, Some(Older), Cause("PreflightInvalidStatus"), "Response for preflight has invalid HTTP status"),
    (Chromium, Some(Older), Cause("PreflightDisallowedRedirect"), "which is disallowed for cross-origin requests that require preflight"),
    (Chromium, Some(Older), Cause("AllowOriginMismatch"), "The 'Access-Control-Allow-Origin' header has a value '{value}' that is not equal"),
    (Chromium, Some(Older), Cause("AllowOriginMismatch"), "The 'Access-Control-Allow-Origin' whitelists only '{value}'. Origin '{origin}' is not in the list"),
    (Chromium, Some(Older), Cause("CorsDisabledScheme"), "Cross origin requests are only supported for protocol schemes"),
    (Chromium, Some(Older), Cause("CorsDisabledScheme"), "URL scheme must be \"http\" or \"https\" for CORS request"),
    (Chromium, Some(Older), Cause("CorsDisabledScheme"), "Fetch API cannot load {url}. URL scheme \"{value}\" is not supported"),
    (Chromium, Some(Older), Cause("CorsDisabledScheme"), "Not allowed to use cross-origin request for scheme"),
    (Chromium, None, Cause("MissingAllowOriginHeader"), "No 'Access-Control-Allow-Origin' header present"),
    (Chromium, None, Cause("MissingAllowOriginHeader"), "No 'Access-Control-Allow-Origin' header is present"),
    // WebKit, and Chromium until 2013.
    (WebKit, Some(Older), Cause("jsdom-origin"), "Origin {origin} is not allowed by Access-Control-Allow-Origin"),
    (WebKit, Some(Older), Blocked, "Cross-origin image load denied by Cross-Origin Resource Sharing policy"),
    (WebKit, Some(Older), Blocked, "denied by Cross-Origin Resource Sharing policy"),
    (WebKit, None, Blocked, "due to access control checks"),
    (WebKit, Some(Older), Cause("CorsDisabledScheme"), "Cross origin requests are only supported for HTTP"),
    (WebKit, Some(Older), Cause("MissingAllowOriginHeader"), "Cross-origin request has no Access-Control-Allow-Origin header"),
    // Firefox.
    (Firefox, None, Blocked, "Cross-Origin Request Blocked"),
    (Firefox, None, Blocked, "The Same Origin Policy disallows reading the remote resource"),
    (Firefox, None, Cause("PreflightInvalidStatus"), "CORS preflight response failed"),
    (Firefox, Some(Older), Cause("CORSAllowOriginNotMatchingOrigin"), "CORS header 'Access-Control-Allow-Origin' does not match"),
];
