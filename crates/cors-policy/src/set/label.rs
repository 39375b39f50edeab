//! Labels: what `*.` stands for.

use crate::origin::{MAX_HOST, MAX_LABEL};

/// Whether a text is one or more labels, joined with dots.
///
/// # Errors
///
/// How many bytes, from the left, are labels as they should be. To cut the
/// text at any dot beyond them leaves it as wrong as it is.
pub(super) fn check(text: &[u8]) -> Result<(), usize> {
    match fits(text.len()) && every(text, is_in_label) {
        true => Ok(()),
        false => check_each(text),
    }
}

/// Whether a text is what `*` alone stands for: a host of a scheme whose hosts
/// have no further structure.
pub(super) fn is_id(text: &[u8]) -> bool {
    (1..=MAX_HOST).contains(&text.len()) && every(text, is_in_id)
}

fn check_each(text: &[u8]) -> Result<(), usize> {
    let mut rest = text;
    loop {
        let good = (text.len() - rest.len()).saturating_sub(1);
        let end = rest.iter().position(|&byte| !IN_LABEL[usize::from(byte)]);
        let (label, behind) = rest.split_at(end.unwrap_or(rest.len()));
        match behind {
            _ if !fits(label.len()) => return Err(good),
            [] => return Ok(()),
            [b'.', more @ ..] => rest = more,
            _ => return Err(good),
        }
    }
}

fn fits(length: usize) -> bool {
    (1..=MAX_LABEL).contains(&length)
}

// Without short circuits, so that the compiler can test many bytes at once.
const fn is_in_label(byte: u8) -> bool {
    (byte.wrapping_sub(b'a') < 26)
        | (byte.wrapping_sub(b'0') < 10)
        | (byte == b'-')
        | (byte == b'_')
}

const fn is_in_id(byte: u8) -> bool {
    is_in_label(byte) | (byte == b'.')
}

static IN_LABEL: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = is_in_label(byte as u8);
        byte += 1;
    }
    table
};

/// Whether a condition holds for every byte.
#[inline(always)]
fn every(text: &[u8], holds: impl Fn(u8) -> bool) -> bool {
    let of_block = |block: &[u8; 16]| block.iter().fold(true, |all, &byte| all & holds(byte));
    if let Some(last) = text.last_chunk() {
        return text.as_chunks().0.iter().all(of_block) && of_block(last);
    }
    if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        let mut block = [0; 16];
        block[..8].copy_from_slice(first);
        block[8..].copy_from_slice(last);
        return of_block(&block);
    }
    text.iter().all(|&byte| holds(byte))
}
