//! The rules for methods.

/// The method as it is sent. Six names are converted to upper case. All others are
/// unchanged.
///
/// Standard: [normalize](https://fetch.spec.whatwg.org/#concept-method-normalize).
pub(crate) fn normalize(method: &str) -> String {
    let upper = method.to_ascii_uppercase();
    match upper.as_str() {
        "DELETE" | "GET" | "HEAD" | "OPTIONS" | "POST" | "PUT" => upper,
        _ => method.to_owned(),
    }
}

/// Standard: [CORS-safelisted
/// method](https://fetch.spec.whatwg.org/#cors-safelisted-method).
pub(crate) fn is_safelisted(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "POST")
}

/// Standard: [forbidden method](https://fetch.spec.whatwg.org/#forbidden-method).
pub(crate) fn is_forbidden(method: &[u8]) -> bool {
    [&b"CONNECT"[..], b"TRACE", b"TRACK"]
        .iter()
        .any(|forbidden| method.eq_ignore_ascii_case(forbidden))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 10008 adds QUERY. Fetch neither converts nor safelists it.
    #[test]
    fn query_is_neither_converted_nor_safelisted() {
        assert_eq!(normalize("query"), "query");
        assert_eq!(normalize("QUERY"), "QUERY");
        assert!(!is_safelisted("QUERY") && !is_safelisted("query"));
        assert!(!is_forbidden(b"QUERY"));
    }

    #[test]
    fn patch_keeps_its_case() {
        assert_eq!(normalize("put"), "PUT");
        assert_eq!(normalize("Options"), "OPTIONS");
        assert_eq!(normalize("patch"), "patch");
        assert_eq!(normalize("chicken"), "chicken");
    }

    #[test]
    fn forbidden_in_any_case() {
        assert!(is_forbidden(b"tRaCe"));
        assert!(!is_forbidden(b"TRACES"));
        assert!(!is_safelisted("get"));
    }
}
