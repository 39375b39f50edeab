//! Lists of tokens. The headers that allow methods, allow headers and expose headers have
//! this form.

use crate::bytes::{is_token, trim_tab_or_space};
use crate::header::Headers;

/// The first part of a list that is not a token. The whole list is then invalid.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadToken(pub(crate) Vec<u8>);

/// The tokens in all lines of a header, or `None` if there is no such header.
///
/// Empty elements are ignored, and so are spaces and tabs around a comma (RFC 9110,
/// section 5.6.1). Anything else that is not a token makes the header invalid.
///
/// Standard: [extract header list
/// values](https://fetch.spec.whatwg.org/#extract-header-list-values) with the
/// ABNF `#method` or `#field-name`.
pub(crate) fn tokens(headers: &Headers, name: &str) -> Result<Option<Vec<String>>, BadToken> {
    if !headers.contains(name) {
        return Ok(None);
    }
    let mut tokens = Vec::new();
    for line in headers.lines(name) {
        for element in line.split(|&byte| byte == b',') {
            let element = trim_tab_or_space(element);
            if element.is_empty() {
                continue;
            }
            match std::str::from_utf8(element) {
                Ok(token) if is_token(element) => tokens.push(token.to_owned()),
                _ => return Err(BadToken(element.to_vec())),
            }
        }
    }
    Ok(Some(tokens))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(lines: &[&str]) -> Result<Option<Vec<String>>, BadToken> {
        tokens(&lines.iter().map(|line| ("x", *line)).collect(), "X")
    }

    #[test]
    fn empty_elements_are_ignored() {
        let list = |lines: &[&str]| parse(lines).map(Option::unwrap_or_default);
        assert_eq!(
            list(&[" a ,\tb,, c,"]),
            Ok(vec!["a".into(), "b".into(), "c".into()])
        );
        assert_eq!(
            list(&["a", "b, a"]),
            Ok(vec!["a".into(), "b".into(), "a".into()])
        );
        assert_eq!(parse(&["", " , "]), Ok(Some(Vec::new())));
        assert_eq!(parse(&[]), Ok(None));
    }

    #[test]
    fn one_invalid_token_makes_the_list_invalid() {
        for (line, bad) in [
            ("a b", "a b"),
            ("a, \"b\"", "\"b\""),
            ("a;q=1", "a;q=1"),
            ("a:b", "a:b"),
            ("\u{b}a", "\u{b}a"),
            ("é", "é"),
        ] {
            assert_eq!(parse(&["ok", line]), Err(BadToken(bad.into())), "{line}");
        }
    }
}
