//! Names that suggest a secret.

/// Whether the name of a header or of a part of a query suggests a secret. This is the one
/// rule for everything that is printed or recorded. A harmless value that is hidden costs
/// less than a secret that is not.
pub(crate) fn is_secret(name: &str) -> bool {
    const PARTS: [&str; 30] = [
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
        "cred",
        "nonce",
        "otp",
        "ticket",
        "saml",
        "assertion",
        "verifier",
        "bearer",
        "hmac",
        "magic",
        "invite",
        "private",
        "reset_link",
        "reset-link",
        "resetlink",
    ];
    // `shipping` has a `pin`. `refresh` is mostly no secret, and `X-RateLimit-Reset` never is.
    const WORDS: [&str; 2] = ["pin", "pw"];
    const NAMES: [&str; 2] = ["hash", "reset"];
    let name = name.to_ascii_lowercase();
    // What a server writes into these headers is no secret of the user.
    let is_of_protocol = name.starts_with("access-control-")
        || matches!(&*name, "www-authenticate" | "proxy-authenticate");
    let mut words = name.split(['-', '_', '.', '[', ']']);
    !is_of_protocol
        && (PARTS.iter().any(|part| name.contains(part))
            || words.any(|word| WORDS.contains(&word))
            || NAMES.contains(&&*name))
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
            "pw",
            "user_pin",
            "bearer",
            "cred",
            "hmac",
            "magic",
            "invite",
            "private",
            "hash",
            "reset",
            "reset_link",
            "resetLink",
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
            "shipping",
            "refresh",
            "x-ratelimit-reset",
            "access-control-request-private-network",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
