//! Which layer wrote a response, as far as its headers show.

use cors_browser::Response;

/// Headers by which servers and proxies name themselves.
const NAMES: [&str; 8] = [
    "server",
    "via",
    "x-powered-by",
    "x-cache",
    "x-served-by",
    "cf-ray",
    "x-amz-cf-id",
    "x-envoy-upstream-service-time",
];

/// The headers of a response that name a layer.
pub(super) fn of(response: &Response) -> Vec<(&'static str, String)> {
    let value = |name: &'static str| {
        let value = response.headers.get(name)?;
        Some((name, cors_browser::text(&value)))
    };
    NAMES.into_iter().filter_map(value).collect()
}

/// In words, such as `server: nginx, via: 1.1 varnish`.
pub(super) fn describe(layers: &[(&'static str, String)]) -> String {
    let lines = layers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"));
    match layers.is_empty() {
        true => "it names no server".to_owned(),
        false => lines.collect::<Vec<_>>().join(", "),
    }
}

/// Whether different layers wrote the responses. Only headers that both layers of a
/// chain would set are compared.
pub(super) fn differ(one: &Response, other: &Response) -> bool {
    ["server", "via", "x-powered-by"]
        .into_iter()
        .any(|name| one.headers.get(name) != other.headers.get(name))
}
