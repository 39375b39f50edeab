//! Functions that hash and compare texts, sixteen bytes at a time.

/// Adds a text to a hash.
///
/// Each step folds sixteen bytes with one multiplication. The last sixteen bytes
/// overlap the block before, so the tag must contain the length of the text.
///
/// Collisions do not help an attacker who chooses origins, because a look-up compares at
/// most one key. If an attacker could choose patterns, the seed is random.
#[inline]
pub(super) fn absorb(state: u64, tag: u64, text: &[u8]) -> u64 {
    let state = state.wrapping_mul(2 * tag + 1);
    match blocks(text) {
        Some((first, rest, last)) => {
            let state = middle(rest).iter().fold(mix(state, first), mix);
            mix(state, last)
        }
        None => {
            let (first, last) = ends(text);
            fold(first ^ ODD, last ^ state)
        }
    }
}

/// Adds one byte to a hash.
#[inline]
pub(super) fn step(state: u64, byte: u8) -> u64 {
    fold(u64::from(byte) ^ ODD, state)
}

/// Combines the hashes of two texts.
#[inline]
pub(super) fn combine(one: u64, other: u64) -> u64 {
    fold(one ^ ODD, other)
}

/// Scales a hash to a number below `length`.
#[inline]
pub(super) fn scale(hash: u64, length: usize) -> usize {
    ((u128::from(hash) * length as u128) >> 64) as usize
}

/// The hash for the second of two look-ups.
#[inline]
pub(super) fn displace(hash: u64, by: u16) -> u64 {
    (hash ^ u64::from(by).wrapping_mul(ODD)).wrapping_mul(ODD)
}

/// Whether two texts are equal. Unlike `==`, it compiles to code without a call.
#[inline(always)]
pub(super) fn equal(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    match (blocks(one), blocks(other)) {
        (Some((first, rest, last)), Some((others_first, others_rest, others_last))) => {
            differ(first, others_first) | differ(last, others_last) == 0
                && (rest.len() <= 16
                    || middle(rest)
                        .iter()
                        .zip(middle(others_rest))
                        .all(|(a, b)| differ(a, b) == 0))
        }
        _ => ends(one) == ends(other),
    }
}

/// An ASCII text does not contain these bytes, so no factor becomes zero.
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(state: u64, block: &[u8; 16]) -> u64 {
    let block = u128::from_le_bytes(*block);
    fold(block as u64 ^ ODD, (block >> 64) as u64 ^ state)
}

fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

fn differ(one: &[u8; 16], other: &[u8; 16]) -> u128 {
    u128::from_le_bytes(*one) ^ u128::from_le_bytes(*other)
}

/// Splits a text of sixteen bytes or more into the first sixteen bytes, the rest, and
/// the last sixteen bytes.
#[inline]
fn blocks(text: &[u8]) -> Option<(&[u8; 16], &[u8], &[u8; 16])> {
    let (first, rest) = text.split_first_chunk()?;
    Some((first, rest, text.last_chunk()?))
}

/// The blocks after the first that the last block does not cover.
#[inline]
fn middle(rest: &[u8]) -> &[[u8; 16]] {
    match rest {
        [middle @ .., _] if middle.len() >= 16 => middle.as_chunks().0,
        _ => &[],
    }
}

/// All bytes of a text of at most fifteen: the first eight and the last eight.
#[inline]
fn ends(text: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return (u64::from(first), u64::from(last));
    }
    let byte = |at| text.get(at).map_or(0, |&byte: &u8| u64::from(byte));
    (byte(0), byte(1) << 8 | byte(2))
}
