//! The values in the slots of a sentence: URLs, origins, methods, statuses.

use super::words::{Word, Words};

/// The number of spaces that may be around and in a value.
pub(super) fn most_gaps(name: &str) -> usize {
    match name {
        "value" | "schemes" | "detail" => 60,
        "kind" | "url" | "more" => 6,
        _ => 4,
    }
}

pub(super) fn between<'t>(text: &Words<'t>, from: usize, to: usize) -> &'t str {
    let start = from.checked_sub(1).and_then(|at| text.list.get(at));
    let end = text.list.get(to);
    let start = start.map_or(0, |word| word.end);
    let end = end.map_or(text.text.len(), |word| word.start);
    text.text.get(start..end).map_or("", clean)
}

/// Whether a bracket is closed between two words and not opened there.
pub(super) fn is_closed(text: &Words<'_>, from: usize, to: usize) -> bool {
    let start = from.checked_sub(1).and_then(|at| text.list.get(at));
    let end = to.checked_sub(1).and_then(|at| text.list.get(at));
    let (Some(start), Some(end)) = (start, end) else {
        return false;
    };
    let value = text.text.get(start.end..end.end).unwrap_or_default();
    value.contains([')', '）']) && !value.contains(['(', '（'])
}

/// A value at the end of a sentence, after its last word.
pub(super) fn after<'t>(text: &Words<'t>, name: &str, last: &Word) -> &'t str {
    /// No value is longer. A text can have thousands of sentences in one line.
    const MOST_BYTES: usize = 8192;
    let rest = text.text.get(last.end..).unwrap_or_default();
    let mut ends = (0..=rest.len().min(MOST_BYTES)).rev();
    let end = ends.find(|end| rest.is_char_boundary(*end));
    let rest = &rest[..end.unwrap_or_default()];
    clean(to_the_end(name, rest))
}

/// The rest of the line, or the next word.
fn to_the_end<'t>(name: &str, rest: &'t str) -> &'t str {
    let rest = rest.trim_start_matches([' ', ':', '\u{a0}', '：']);
    let end = match name {
        "value" | "schemes" | "detail" => rest.find('\n'),
        // A name such as `404.html` is no status.
        "status" => rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | ':')),
        _ => rest.find(char::is_whitespace),
    };
    rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
}

/// Whether a value is the status of a response.
pub(super) fn is_status(value: &str) -> bool {
    value.len() == 3 && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// The value without the quotation marks and the punctuation of the sentence.
fn clean(text: &str) -> &str {
    const PAIRS: [(char, char); 9] = [
        ('\'', '\''),
        ('"', '"'),
        ('`', '`'),
        ('‘', '’'),
        ('“', '”'),
        ('«', '»'),
        ('「', '」'),
        ('„', '”'),
        ('<', '>'),
    ];
    let text = text
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '\\'))
        .trim_start_matches([':', '：'])
        .trim();
    let text = text.split_once("](").map_or(text, |(shown, _)| shown);
    let text = without_escapes(text);
    for (open, close) in PAIRS {
        if let Some(inner) = text.strip_prefix(open)
            && let Some((inner, _)) = inner.rsplit_once(close)
        {
            return inner.trim_end_matches('\\');
        }
    }
    let open = |c: char| {
        matches!(
            c,
            '\'' | '"' | '`' | '‘' | '“' | '(' | '、' | '，' | '（' | '[' | '<' | '„'
        )
    };
    let close = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '\'' | '"'
                    | '`'
                    | '’'
                    | '”'
                    | '('
                    | ')'
                    | '（'
                    | '）'
                    | '['
                    | ']'
                    | '>'
                    | '.'
                    | ','
                    | ':'
                    | ';'
                    | '…'
                    | '。'
            )
    };
    text.trim_start_matches(open).trim_end_matches(close)
}

/// The text without the quotation marks of HTML around it.
fn without_escapes(text: &str) -> &str {
    const MARKS: [&str; 10] = [
        "&#39;", "&#x27;", "&apos;", "&quot;", "&lsquo;", "&rsquo;", "&ldquo;", "&rdquo;", "&lt;",
        "&gt;",
    ];
    let before = MARKS.iter().find_map(|mark| text.strip_prefix(mark));
    let text = before.unwrap_or(text);
    let after = MARKS.iter().find_map(|mark| text.strip_suffix(mark));
    after.unwrap_or(text)
}
