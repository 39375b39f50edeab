//! Names that suggest a secret.

/// Whether the name of a header or of a part of a query suggests a secret. This is the one
/// rule for everything that is printed or recorded. A harmless value that is hidden costs
/// less than a secret that is not.
pub(crate) fn is_secret(name: &str) -> bool {
    const PARTS: [&str; 22] = [
        "auth",
        "cookie",
        "token",
        "key",
        "secret",
        "session",
        "sid",
        "pass",
        "pwd",
        "sig",
        "code",
        "state",
        "csrf",
        "xsrf",
        "jwt",
        "credential",
        "nonce",
        "otp",
        "ticket",
        "saml",
        "assertion",
        "verifier",
    ];
    let name = name.to_ascii_lowercase();
    // What a server writes into these headers is no secret of the user.
    let is_of_protocol = name.starts_with("access-control-")
        || matches!(&*name, "www-authenticate" | "proxy-authenticate");
    !is_of_protocol && PARTS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn names_of_secrets_are_known() {
        for name in [
            "authorization",
            "proxy-authorization",
            "set-cookie",
            "x-api-key",
            "X-Api_Key",
            "access_token",
            "X-XSRF-TOKEN",
            "X-Amz-Signature",
            "sig",
            "code",
            "passphrase",
            "x-otp",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "accept",
            "accept-encoding",
            "content-encoding",
            "transfer-encoding",
            "sec-websocket-version",
            "access-control-allow-credentials",
            "www-authenticate",
            "origin",
            "page",
            "status",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
