//! The requests.

use crate::policy::APP;

/// A request as it is sent.
pub(crate) struct Request {
    /// The name in the tables.
    pub(crate) name: &'static str,
    pub(crate) text: String,
}

/// All requests.
pub(crate) fn all() -> Vec<Request> {
    let mut all = vec![ordinary(), preflight()];
    all.extend(hostile());
    all
}

/// A request by a page of an allowed origin.
pub(crate) fn ordinary() -> Request {
    request("GET", "GET", &[("Origin", APP)])
}

/// A preflight of a browser.
pub(crate) fn preflight() -> Request {
    let headers = [
        ("Origin", APP),
        (METHOD, "PUT"),
        (HEADERS, "authorization,content-type"),
    ];
    request("preflight", "OPTIONS", &headers)
}

/// Requests that no browser sends.
pub(crate) fn hostile() -> [Request; 4] {
    const KIB: usize = 1024;
    let method = "M".repeat(4 * KIB);
    let names = "x-name,".repeat(16 * KIB / 7);
    let commas = ",".repeat(1_000);
    let origin = format!("https://{}example.com", "a.".repeat(8 * KIB));
    let preflight = |name, origin, method, headers| {
        let headers = [("Origin", origin), (METHOD, method), (HEADERS, headers)];
        request(name, "OPTIONS", &headers)
    };
    let usual = "content-type";
    [
        preflight("method of 4 KiB", APP, &method, usual),
        preflight("names of 16 KiB", APP, "PUT", &names),
        preflight("1 000 commas", APP, "PUT", &commas),
        preflight("origin of 16 KiB", &origin, "PUT", usual),
    ]
}

const METHOD: &str = "Access-Control-Request-Method";
const HEADERS: &str = "Access-Control-Request-Headers";

fn request(name: &'static str, method: &str, headers: &[(&str, &str)]) -> Request {
    let mut text = format!("{method} / HTTP/1.1\r\nHost: api.example.com\r\n");
    for (name, value) in headers {
        text.extend([*name, ": ", *value, "\r\n"]);
    }
    text.push_str("\r\n");
    Request { name, text }
}
