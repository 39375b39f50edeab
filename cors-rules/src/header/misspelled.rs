//! Finds the common header that a misspelled name means.

/// Common headers of requests and responses. Each name has 8 letters or more, because
/// other names are often one letter away from a shorter name.
const COMMON: &[&str] = &[
    "accept-language",
    "accept-ranges",
    "apollo-require-preflight",
    "apollographql-client-name",
    "apollographql-client-version",
    "authorization",
    "cache-control",
    "connect-protocol-version",
    "connect-timeout-ms",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-range",
    "content-type",
    "deprecation",
    "grpc-message",
    "grpc-status",
    "grpc-timeout",
    "idempotency-key",
    "if-modified-since",
    "if-none-match",
    "if-unmodified-since",
    "last-event-id",
    "last-modified",
    "location",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
    "sentry-trace",
    "server-timing",
    "traceparent",
    "tracestate",
    "tus-resumable",
    "upload-length",
    "upload-metadata",
    "upload-offset",
    "user-agent",
    "www-authenticate",
    "x-access-token",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-user-agent",
    "x-auth-token",
    "x-correlation-id",
    "x-csrf-token",
    "x-forwarded-for",
    "x-grpc-web",
    "x-http-method-override",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-request-id",
    "x-requested-with",
    "x-total-count",
    "x-user-agent",
    "x-xsrf-token",
];

/// Other names in use that are one letter away from a common one.
const KNOWN: [&str; 1] = ["x-oauth-token"];

/// The common header that a misspelled name means. The name is in lower case.
pub(crate) fn meant(name: &str) -> Option<&'static str> {
    let mut common = COMMON.iter().copied();
    if COMMON.contains(&name) || KNOWN.contains(&name) {
        return None;
    }
    common.find(|common| is_one_mistake(name, common))
}

/// Whether one letter is missing, extra, replaced or swapped with its neighbour, or only
/// hyphens are missing.
///
/// An extra letter at the start or the end is no mistake: `x-total-counts` can be another
/// header. Hyphens of a name with `x-` are no mistake either, because services write them
/// differently: `x-csrftoken`.
fn is_one_mistake(name: &str, common: &str) -> bool {
    let start = prefix(name.bytes(), common.bytes());
    let (name_rest, common_rest) = (&name.as_bytes()[start..], &common.as_bytes()[start..]);
    let end = prefix(
        name_rest.iter().rev().copied(),
        common_rest.iter().rev().copied(),
    );
    let name_rest = &name_rest[..name_rest.len() - end];
    let common_rest = &common_rest[..common_rest.len() - end];
    let is_extension = start == common.len() || end == common.len();
    let has_hyphen = [name_rest, common_rest].concat().contains(&b'-');
    match (name_rest, common_rest) {
        _ if has_hyphen && common.starts_with("x-") => false,
        ([_], []) => !is_extension,
        ([], [_]) | ([_], [_]) => true,
        (&[a, b], &[c, d]) if a == d && b == c => true,
        _ => {
            let is_letter = |byte: &u8| *byte != b'-';
            !common.starts_with("x-")
                && name.len() < common.len()
                && name.bytes().eq(common.bytes().filter(is_letter))
        }
    }
}

/// The number of bytes at the start that are equal.
fn prefix(a: impl Iterator<Item = u8>, b: impl Iterator<Item = u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_names_have_eight_letters_and_are_in_order() {
        assert!(COMMON.is_sorted());
        for name in COMMON {
            let letters = name.bytes().filter(u8::is_ascii_alphabetic).count();
            assert!(letters >= 8, "{name}");
            assert_eq!(meant(name), None);
        }
    }

    #[test]
    fn known_names_would_be_reported_otherwise() {
        for name in KNOWN {
            assert!(COMMON.iter().any(|common| is_one_mistake(name, common)));
        }
    }

    #[test]
    fn one_mistake_is_found() {
        for (written, meant_) in [
            ("autorization", "authorization"),
            ("authorisation", "authorization"),
            ("authroization", "authorization"),
            ("authhorization", "authorization"),
            ("uthorization", "authorization"),
            ("authorizatio", "authorization"),
            ("contenttype", "content-type"),
            ("content_type", "content-type"),
            ("contnet-type", "content-type"),
            ("content-tipe", "content-type"),
            ("ifmodifiedsince", "if-modified-since"),
            ("trace-parent", "traceparent"),
            ("x-requested-wiht", "x-requested-with"),
            ("x-crsf-token", "x-csrf-token"),
            ("x-corelation-id", "x-correlation-id"),
            ("content-lenght", "content-length"),
        ] {
            assert_eq!(meant(written), Some(meant_), "{written}");
        }
    }

    #[test]
    fn more_than_one_mistake_is_another_name() {
        for name in [
            "autorisation",
            "authorizations",
            "x-authorization",
            "xauthorization",
            "x-total-counts",
            "x-requestid",
            "x-content-type",
            "content-type2",
            "typecontent",
            "e-tag",
            "",
        ] {
            assert_eq!(meant(name), None, "{name}");
        }
    }
}
