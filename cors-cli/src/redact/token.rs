//! Tokens that are recognized by how they begin, wherever they are.

/// How tokens of well-known issuers begin. `eyJ` begins a JSON Web Token: it is `{"` in Base64.
const BEGINNINGS: [&str; 20] = [
    "eyJ",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "npm_",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "rk_test_",
    "whsec_",
    "xoxa-",
    "xoxb-",
    "xoxp-",
    "AKIA",
    "AIza",
    "ya29.",
];

/// A shorter word is a name, such as `eyJar`.
const SHORTEST: usize = 16;

/// The text without its tokens.
pub(super) fn hide_tokens(text: &str) -> String {
    let mut hidden = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c| !is_of_token(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        hidden.push_str(if is_token(word) { "redacted" } else { word });
        let start = after.find(is_of_token).unwrap_or(after.len());
        let (separators, after) = after.split_at(start);
        hidden.push_str(separators);
        rest = after;
    }
    hidden
}

fn is_token(word: &str) -> bool {
    word.len() >= SHORTEST
        && BEGINNINGS
            .iter()
            .any(|beginning| word.starts_with(beginning))
}

fn is_of_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::hide_tokens;

    #[test]
    fn tokens_are_hidden_wherever_they_are() {
        for (text, hidden) in [
            (
                "https://a.example/reset/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.a-b_c/x",
                "https://a.example/reset/redacted/x",
            ),
            (
                "key ghp_abcdefghijklmnopqrstuvwxyz0123456789, é",
                "key redacted, é",
            ),
            ("(sk_live_51abcdefghij)", "(redacted)"),
            ("xoxb-1234567890-abcdef", "redacted"),
            ("AKIAIOSFODNN7EXAMPLE", "redacted"),
            ("eyJar/eyJ", "eyJar/eyJ"),
            ("npm_config.js:7", "npm_config.js:7"),
        ] {
            assert_eq!(hide_tokens(text), hidden);
        }
    }
}
