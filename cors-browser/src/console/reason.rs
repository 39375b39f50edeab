//! Lines of Firefox in words that the dictionary lacks: another language, or another
//! translation. The punctuation and the names of headers are the same in all of them.

/// What a line in unknown words says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// The names of the possible causes, the likeliest first.
    Causes(&'static [&'static str]),
    /// There was no HTTP response.
    NoResponse,
    /// The line only says that CORS blocked the request.
    Unknown,
}

const ALLOW_ORIGIN: &str = "access-control-allow-origin";

/// The causes that name another header.
const HEADERS: [(&str, &[&str]); 3] = [
    (
        "access-control-allow-credentials",
        &[
            "allow-credentials-not-true",
            "preflight-allow-credentials-not-true",
        ],
    ),
    (
        "access-control-allow-methods",
        &[
            "preflight-method-not-allowed",
            "preflight-allow-methods-unparsable",
        ],
    ),
    (
        "access-control-allow-headers",
        &[
            "preflight-header-not-allowed",
            "preflight-allow-headers-unparsable",
        ],
    ),
];

/// Reads the reason of a line about a URL.
pub(super) fn of(text: &str, url: Option<&str>) -> Reason {
    // The URL can contain the same words.
    let after_url = url.and_then(|url| text.split_once(url));
    let text = after_url.map_or(text, |(_, rest)| rest).to_lowercase();
    if let Some((_, causes)) = HEADERS.iter().find(|(name, _)| text.contains(name)) {
        return Reason::Causes(causes);
    }
    if let Some((_, after)) = text.split_once(ALLOW_ORIGIN) {
        return of_allow_origin(after);
    }
    if text.contains("preflight") {
        return Reason::Causes(&["preflight-status-not-ok", "preflight-redirect"]);
    }
    if text.contains("(null)") {
        return Reason::NoResponse;
    }
    Reason::Unknown
}

/// The causes that name `Access-Control-Allow-Origin`, by the value that follows.
fn of_allow_origin(after: &str) -> Reason {
    let after = after.trim_start_matches(|c: char| is_quotation_mark(c) || c.is_whitespace());
    let Some(end) = after.find([')', '）']) else {
        // The line was cut before the value.
        return Reason::Unknown;
    };
    let value = after[..end].split(is_quotation_mark).nth(1).map(str::trim);
    let is_other = |value: &str| value.contains("://") || value.contains([',', '(']);
    Reason::Causes(match value {
        Some("*") => &[
            "allow-origin-wildcard-with-credentials",
            "preflight-allow-origin-wildcard-with-credentials",
        ],
        Some(value) if is_other(value) => &[
            "allow-origin-mismatch",
            "preflight-allow-origin-mismatch",
            "allow-origin-multiple",
            "preflight-allow-origin-multiple",
        ],
        _ => &[
            "allow-origin-missing",
            "preflight-allow-origin-missing",
            "allow-origin-multiple",
            "preflight-allow-origin-multiple",
        ],
    })
}

/// The URL in a line with the punctuation of Firefox, or `None` if the text is no such line.
pub(super) fn url(text: &str) -> Option<&str> {
    text.lines()
        .find_map(url_of_line)
        .or_else(|| url_of_line(text))
}

/// A sentence with a colon and the URL comes first. Then brackets contain a colon and the word
/// `CORS`. A header, a policy or a status shows that Firefox wrote it.
fn url_of_line(line: &str) -> Option<&str> {
    let colon = line.find("://")?;
    let scheme = line[..colon]
        .bytes()
        .rev()
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let (sentence, rest) = line.split_at(colon - scheme);
    let is_end = |c: char| !c.is_ascii_graphic() || is_quotation_mark(c);
    let (url, rest) = rest.split_at(rest.find(is_end).unwrap_or(rest.len()));
    let (_, reason) = rest.split_once(['(', '（'])?;
    let (reason, status) = reason.split_once([')', '）'])?;
    let sentence = sentence.to_lowercase();
    let names_policy = ["cross-origin", "same origin", "same-origin"]
        .iter()
        .any(|words| sentence.contains(words));
    let names_header = reason
        .to_ascii_lowercase()
        .contains("access-control-allow-");
    let is_line = sentence.contains(COLONS)
        && reason.contains(COLONS)
        && reason.contains("CORS")
        && (names_policy || names_header || status.contains(COLONS));
    is_line.then(|| url.trim_end_matches(['.', ',']))
}

const COLONS: [char; 2] = [':', '：'];

fn is_quotation_mark(c: char) -> bool {
    matches!(
        c,
        '\'' | '"' | '`' | '‘' | '’' | '“' | '”' | '„' | '«' | '»' | '「' | '」'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_about_cors_is_no_line_of_firefox() {
        for text in [
            "See https://a.example/ (the page about CORS headers)",
            "Docs: https://a.example/ (CORS)",
            "I get CORS errors at https://a.example/ (Reason: none)",
            "We send 'Access-Control-Allow-Origin' (CORS: yes)",
        ] {
            assert_eq!(url(text), None, "{text}");
        }
    }

    #[test]
    fn the_url_of_a_line_in_an_unknown_language_is_found() {
        let line = "xx (yy): zz http://a.example/preflight, ‘qq’. (rr: ‘Access-Control-Allow-Origin’ CORS ss.) tt: 200.";
        assert_eq!(url(line), Some("http://a.example/preflight"));
    }

    #[test]
    fn a_reason_is_read_by_what_is_the_same_in_all_languages() {
        let missing = "allow-origin-missing";
        for (reason, name) in [
            ("x CORS ‘Access-Control-Allow-Origin’ y)", Some(missing)),
            (
                "CORS ‘Access-Control-Allow-Origin’, ‘https://b.example’ y)",
                Some("allow-origin-mismatch"),
            ),
            (
                "CORS ‘Access-Control-Allow-Origin’ y ‘*’ z)",
                Some("allow-origin-wildcard-with-credentials"),
            ),
            (
                "‘Access-Control-Allow-Methods’ta",
                Some("preflight-method-not-allowed"),
            ),
            ("CORS preflight y)", Some("preflight-status-not-ok")),
            ("CORS ‘Access-Control-Allow-Origin’ y", None),
            ("CORS y)", None),
        ] {
            let read = match of(reason, None) {
                Reason::Causes(causes) => causes.first().copied(),
                _ => None,
            };
            assert_eq!(read, name, "{reason}");
        }
        assert_eq!(of("CORS y). z: (null).", None), Reason::NoResponse);
    }
}
