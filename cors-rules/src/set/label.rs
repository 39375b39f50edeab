//! The hosts and labels that `*` and `*.` match.

use super::port::{self, MAX_PORT};
use crate::origin::{MAX_HOST, MAX_LABEL};

/// Whether a text is one or more labels, joined with dots.
pub(super) fn are_labels(text: &[u8]) -> bool {
    let mut rest = text;
    loop {
        let length = run(rest);
        match rest.get(length) {
            _ if !fits(length) => return false,
            None => return true,
            Some(b'.') => rest = &rest[length + 1..],
            Some(_) => return false,
        }
    }
}

/// The length of the label at the start of a text, if a dot follows it.
#[inline]
pub(super) fn length(text: &[u8]) -> Option<usize> {
    let length = run(text);
    (text.get(length) == Some(&b'.') && fits(length)).then_some(length)
}

/// The number of bytes at the start of a text that a label can contain.
#[inline(always)]
fn run(text: &[u8]) -> usize {
    let mut length = 0;
    while let Some(&byte) = text.get(length)
        && IN_LABEL[usize::from(byte)]
    {
        length += 1;
    }
    length
}

/// Whether the `*` of a label glob matches this text of at most `most` bytes.
pub(super) fn is_part(text: &[u8], most: usize) -> bool {
    (1..=most).contains(&text.len()) && run(text) == text.len()
}

/// Whether a text starts with a label in Punycode. Such a label is the encoding of another
/// name, whose start and end are not the start and end of the label.
#[inline]
pub(super) fn is_punycode(host: &[u8]) -> bool {
    host.starts_with(b"xn--")
}

fn fits(length: usize) -> bool {
    (1..=MAX_LABEL).contains(&length)
}

/// Whether a text is a host of a scheme whose hosts are ids.
pub(super) fn is_id(text: &[u8]) -> bool {
    (1..=MAX_HOST).contains(&text.len())
        && text
            .iter()
            .all(|&byte| byte == b'.' || IN_LABEL[usize::from(byte)])
}

/// Whether a host, with or without a port, is at most as long as hosts can be.
#[inline]
pub(super) fn is_short(authority: &[u8]) -> bool {
    let with_port = MAX_HOST + 1..=MAX_HOST + MAX_PORT;
    authority.len() <= MAX_HOST
        || with_port.contains(&authority.len()) && port::split(authority).0.len() <= MAX_HOST
}

/// For each byte, whether a label can contain it.
static IN_LABEL: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(byte as u8, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
        byte += 1;
    }
    table
};
