//! Addresses of webhooks: everybody who has one can post.

use super::character::is_end_of_url;

/// What is before the secret. A transcript of curl has the host in another line.
const BEGINNINGS: [&str; 6] = [
    "/services/T",
    "/workflows/T",
    "/triggers/T",
    "/api/webhooks/",
    "/webhookb2/",
    // A bot of Telegram has a number.
    "/bot",
];

/// A shorter part of a path is a name or a number.
const SHORTEST: usize = 20;

/// The text without the secrets of webhooks.
pub(super) fn hide_webhooks(text: &str) -> String {
    let mut hidden = String::with_capacity(text.len());
    let mut rest = text;
    let is_end = |c: char| matches!(c, '?' | '#') || is_end_of_url(c);
    while let Some(start) = rest.find('/') {
        let (before, path) = rest.split_at(start);
        hidden.push_str(before);
        let beginning = BEGINNINGS.iter().find(|one| path.starts_with(**one));
        let Some(beginning) = beginning else {
            hidden.push('/');
            rest = path.get(1..).unwrap_or_default();
            continue;
        };
        let (secret, after) = path.split_at(path.find(is_end).unwrap_or(path.len()));
        let secret = secret.get(beginning.len()..).unwrap_or_default();
        hidden.push_str(beginning);
        let is_bot = secret.starts_with(|c: char| c.is_ascii_digit());
        let is_secret = is_secret(secret) && (*beginning != "/bot" || is_bot);
        hidden.push_str(if is_secret { "redacted" } else { secret });
        rest = after;
    }
    hidden + rest
}

/// Whether one part of the path is a token.
fn is_secret(path: &str) -> bool {
    let is_token =
        |part: &str| part.len() >= SHORTEST && part.contains(|c: char| c.is_ascii_digit());
    path.split('/').any(is_token)
}

#[cfg(test)]
mod tests {
    use super::hide_webhooks;

    #[test]
    fn the_secrets_of_webhooks_are_hidden() {
        for (text, hidden) in [
            (
                "POST https://hooks.slack.com/services/T0AB12CD3/B0AB12CD3/abcDEF123456ghiJKL789012 net::ERR_FAILED",
                "POST https://hooks.slack.com/services/Tredacted net::ERR_FAILED",
            ),
            (
                "> POST /services/T0AB12CD3/B0AB12CD3/abcDEF123456ghiJKL789012 HTTP/1.1",
                "> POST /services/Tredacted HTTP/1.1",
            ),
            (
                "'https://discord.com/api/webhooks/123456789012345678/aB3-_dEfGhIjKlMnOpQrStUv?wait=true'",
                "'https://discord.com/api/webhooks/redacted?wait=true'",
            ),
            (
                "https://api.telegram.org/bot123456789:AAbbCCddEEffGGhhIIjj/sendMessage",
                "https://api.telegram.org/botredacted",
            ),
            (
                "https://a.example/services/Tools/é, https://a.example/api/webhooks/stripe",
                "https://a.example/services/Tools/é, https://a.example/api/webhooks/stripe",
            ),
            (
                "https://a.example/bottles/0123456789abcdef0123",
                "https://a.example/bottles/0123456789abcdef0123",
            ),
        ] {
            assert_eq!(hide_webhooks(text), hidden);
        }
    }
}
