//! Hosts and labels: what `*` and `*.` stand for.

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

/// How long the label is that a text starts with, if a dot follows.
#[inline]
pub(super) fn length(text: &[u8]) -> Option<usize> {
    let length = run(text);
    (text.get(length) == Some(&b'.') && fits(length)).then_some(length)
}

/// How many bytes, from the left, may stand in a label.
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

fn fits(length: usize) -> bool {
    (1..=MAX_LABEL).contains(&length)
}

/// Whether a text is a host of a scheme whose hosts have no structure.
pub(super) fn is_id(text: &[u8]) -> bool {
    (1..=MAX_HOST).contains(&text.len())
        && text
            .iter()
            .all(|&byte| byte == b'.' || IN_LABEL[usize::from(byte)])
}

/// Whether a host, with its port if it has one, is no longer than hosts are.
#[inline]
pub(super) fn is_short(authority: &[u8]) -> bool {
    let with_port = MAX_HOST + 1..=MAX_HOST + MAX_PORT;
    authority.len() <= MAX_HOST
        || with_port.contains(&authority.len()) && port::split(authority).0.len() <= MAX_HOST
}

/// Whether a byte may stand in a label, by the byte.
static IN_LABEL: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(byte as u8, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
        byte += 1;
    }
    table
};
