//! Keeps the secrets of a pasted text out of everything that is printed.

mod command;
mod found;
mod pairs;
mod words;

use crate::redact::hide_in_urls;
use found::Found;

/// The text without the secrets of commands, headers, bodies, cookies and URLs, wherever the text
/// repeats them. Rather too much is redacted than too little.
pub(super) fn without_secrets(text: &str) -> String {
    let mut found = Found::default();
    found.add_urls(text);
    let text = hide_in_urls(&command::without_secrets(text, &mut found));
    let text = pairs::without_secrets(&text, &mut found);
    found.hide(&text)
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn a_message_without_secrets_does_not_change() {
        for text in [
            "Access to fetch at 'https://a.example/x?page=1' from origin 'https://b.example' has \
             been blocked by CORS policy: Request header field authorization is not allowed by \
             Access-Control-Allow-Headers in preflight response.",
            "(Reason: invalid token ‘a b’ in CORS header ‘Access-Control-Allow-Headers’).",
            "SyntaxError: Unexpected token: <",
            "app.js:7 Invalid token: abc",
            "AxiosError {code: \"ERR_NETWORK\", status: 0}",
            "Error Domain=NSURLErrorDomain Code=-1001",
            "Cookie “sid” has been rejected because it has the “SameSite=None” attribute.",
            "< WWW-Authenticate: Basic realm=\"a\"",
            "It doesn't work, and curl doesn't show why: the token isn't sent",
            "$ curl -si -X PUT -HOrigin:https://b.example -H 'Accept: */*' --compressed \\\n  \
             'https://a.example/x' | head",
        ] {
            assert_eq!(without_secrets(text), text);
        }
    }
}
