//! The CORS check.

use crate::cause::CheckFailure;
use crate::header::Headers;

/// Whether an origin may read a response.
///
/// The standard only defines whether the check fails. This function also returns the
/// reason. Like the consoles of browsers, it distinguishes multiple values and a `*` with
/// credentials from other wrong values.
///
/// Standard: [CORS check](https://fetch.spec.whatwg.org/#concept-cors-check).
pub(crate) fn cors_check(
    headers: &Headers,
    origin: &str,
    with_credentials: bool,
) -> Result<(), CheckFailure> {
    let Some(allowed) = headers.get("access-control-allow-origin") else {
        return Err(CheckFailure::AllowOriginMissing);
    };
    if !with_credentials && allowed == b"*" {
        return Ok(());
    }
    if allowed != origin.as_bytes() {
        return Err(mismatch(headers, allowed, origin));
    }
    if !with_credentials {
        return Ok(());
    }
    match headers.get("access-control-allow-credentials") {
        Some(value) if value == b"true" => Ok(()),
        value => Err(CheckFailure::AllowCredentialsNotTrue { value }),
    }
}

fn mismatch(headers: &Headers, value: Vec<u8>, origin: &str) -> CheckFailure {
    let origin = origin.to_owned();
    if value == b"*" {
        CheckFailure::AllowOriginWildcardWithCredentials
    } else if value.contains(&b',') {
        let lines = headers.lines("access-control-allow-origin");
        CheckFailure::AllowOriginMultiple {
            lines: lines.map(<[u8]>::to_vec).collect(),
            origin,
        }
    } else {
        CheckFailure::AllowOriginMismatch { value, origin }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "https://a.example";

    fn check(lines: &[(&str, &str)], with_credentials: bool) -> Result<(), CheckFailure> {
        cors_check(&lines.iter().copied().collect(), ORIGIN, with_credentials)
    }

    fn allow(origin: &str) -> (&str, &str) {
        ("Access-Control-Allow-Origin", origin)
    }

    #[test]
    fn without_credentials_the_origin_or_the_star() {
        assert_eq!(check(&[allow("*")], false), Ok(()));
        assert_eq!(check(&[allow(ORIGIN)], false), Ok(()));
        assert_eq!(check(&[], false), Err(CheckFailure::AllowOriginMissing));
        for wrong in ["https://a.example/", "HTTPS://a.example", "null", "", "* ,"] {
            assert!(check(&[allow(wrong)], false).is_err(), "{wrong}");
        }
    }

    #[test]
    fn with_credentials_the_origin_and_true() {
        let credentials = |value| ("access-control-allow-credentials", value);
        assert_eq!(check(&[allow(ORIGIN), credentials("true")], true), Ok(()));
        assert_eq!(
            check(&[allow("*"), credentials("true")], true),
            Err(CheckFailure::AllowOriginWildcardWithCredentials)
        );
        for lines in [&["True"][..], &["true, true"], &["true", "true"], &[]] {
            let mut headers = vec![allow(ORIGIN)];
            headers.extend(lines.iter().map(|value| credentials(*value)));
            let value = (!lines.is_empty()).then(|| lines.join(", ").into_bytes());
            let failure = CheckFailure::AllowCredentialsNotTrue { value };
            assert_eq!(check(&headers, true), Err(failure));
        }
    }

    #[test]
    fn two_lines_are_several_values_even_if_they_agree() {
        let lines = vec![b"*".to_vec(), b"*".to_vec()];
        let failure = CheckFailure::AllowOriginMultiple {
            lines,
            origin: ORIGIN.into(),
        };
        assert_eq!(check(&[allow("*"), allow("*")], false), Err(failure));
    }
}
