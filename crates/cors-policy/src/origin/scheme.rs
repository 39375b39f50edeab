//! What is known of schemes.

/// The port that browsers leave out of an origin of this scheme.
pub(super) fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

/// Whether hosts of this scheme are domains and addresses (URL Standard,
/// "special scheme").
pub(super) fn has_domains(scheme: &str) -> bool {
    matches!(scheme, "http" | "https")
}

/// Extensions, and applications built on a browser engine: what such a page
/// loads does not come over the network.
pub(super) fn is_app(scheme: &str) -> bool {
    matches!(
        scheme,
        "chrome-extension"
            | "moz-extension"
            | "safari-web-extension"
            | "capacitor"
            | "capacitor-electron"
            | "ionic"
            | "tauri"
            | "app"
            | "vscode-webview"
    )
}

/// Schemes whose hosts are ids that differ from installation to installation.
pub(super) fn has_varying_ids(scheme: &str) -> bool {
    matches!(
        scheme,
        "moz-extension" | "safari-web-extension" | "vscode-webview"
    )
}

/// Why no page has an origin of this scheme, and the scheme that was meant.
pub(super) fn never_an_origin(scheme: &str) -> Option<(&'static str, Option<&'static str>)> {
    Some(match scheme {
        "wss" => (
            "a WebSocket is opened by a page, and the page's origin is what the server is told",
            Some("https"),
        ),
        "ws" => (
            "a WebSocket is opened by a page, and the page's origin is what the server is told",
            Some("http"),
        ),
        "ftp" => ("browsers no longer open pages from ftp", None),
        "file" => (
            "a page from a file has the origin `null`, which every sandboxed frame can send too",
            None,
        ),
        "data" => (
            "a page from a data URL has the origin `null`, which everybody can send",
            None,
        ),
        "blob" | "filesystem" => (
            "a page from such a URL has the origin of the page that made it",
            None,
        ),
        "about" | "javascript" => (
            "such a page has the origin of the page that opened it",
            None,
        ),
        _ => return None,
    })
}
