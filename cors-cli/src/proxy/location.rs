//! Addresses in the headers of requests and responses.

use cors_browser::Url;
use http::header::{HOST, LOCATION, ORIGIN, REFERER};
use http::{HeaderMap, HeaderValue, Uri};

use super::upstream::{Mount, Upstream};

/// Rewrites a `Location` at the upstream's own origin to the same place at the proxy. Any
/// other `Location` is not changed: the proxy serves no other server.
pub(super) fn to_browser(headers: &mut HeaderMap, mount: &Mount, url: &Uri) {
    // Servers also write it in UTF-8.
    let location = headers.get(LOCATION).map(HeaderValue::as_bytes);
    let Some(location) = location.and_then(|line| std::str::from_utf8(line).ok()) else {
        return;
    };
    let Some(target) = Url::parse(&url.to_string())
        .ok()
        .and_then(|base| base.join(location).ok())
    else {
        return;
    };
    if target.origin().ascii_serialization() != mount.upstream.origin {
        return;
    }
    let rewritten = match mount.proxy_path(target.path()) {
        Some(path) => {
            let query = target.query().map(|query| format!("?{query}"));
            let fragment = target.fragment().map(|fragment| format!("#{fragment}"));
            // `//host` would be another server.
            let path = format!("/{}", path.trim_start_matches('/'));
            path + &query.unwrap_or_default() + &fragment.unwrap_or_default()
        }
        // A path that the proxy does not serve.
        None => target.to_string(),
    };
    if let Ok(value) = HeaderValue::from_str(&rewritten) {
        headers.insert(LOCATION, value);
    }
}

/// A page that came through the proxy has the upstream's origin as far as the upstream
/// can know: its checks against forged requests compare `Origin` and `Referer` with
/// `Host`. GET requests of such a page have no `Origin`.
pub(super) fn own_page_to_upstream(headers: &mut HeaderMap, upstream: &Upstream) {
    let Ok(origin) = HeaderValue::from_str(&upstream.origin) else {
        return;
    };
    if headers.contains_key(ORIGIN) {
        headers.insert(ORIGIN, origin);
    }
    let path = headers.get(REFERER).and_then(|referer| {
        let host = headers.get(HOST)?.as_bytes();
        let path = referer.as_bytes().strip_prefix(b"http://")?;
        let path = path.strip_prefix(host)?;
        let path = path.starts_with(b"/").then_some(path)?;
        HeaderValue::from_bytes(&[upstream.origin.as_bytes(), path].concat()).ok()
    });
    if let Some(referer) = path {
        headers.insert(REFERER, referer);
    }
}
