//! Builds the table.

use std::cmp::Reverse;
use std::hash::{BuildHasher, Hasher, RandomState};

use super::bytes::{displace, scale};
use super::key::Key;
use super::slot::Slot;
use super::{OriginSet, Shape};
use crate::origin::{OriginPattern, Port};

/// Creates a set of these patterns in a bounded number of steps.
// The function is large. With `dyn`, it is compiled once for all types of lists.
pub(super) fn build(
    patterns: &mut dyn Iterator<Item = &OriginPattern>,
    seeds: &mut dyn Iterator<Item = u64>,
) -> OriginSet<'static> {
    let mut keys: Vec<_> = patterns
        .map(|pattern| (Key::of(pattern), pattern))
        .collect();
    // A pattern with `:*` also matches an origin without a port, so it comes first and is
    // kept.
    keys.sort_unstable_by_key(|(key, pattern)| (key.rank(), pattern.port() != Port::Any));
    keys.dedup_by_key(|(key, _)| *key);

    let mut shape = Shape::NOTHING;
    let mut texts = Vec::new();
    let mut sorted = Vec::with_capacity(keys.len());
    for (key, pattern) in &keys {
        sorted.push(Slot::new(pattern, key, texts.len()).0);
        texts.extend_from_slice(key.head);
        texts.extend_from_slice(key.tail.unwrap_or_default());
        shape.admit(pattern, key);
    }

    let table = seeds.take(MAX_SEEDS).find_map(|seed| {
        // Hashes are multiples of the seed. An even seed would lose bits.
        shape.seed = seed | 1;
        let hashes: Vec<_> = keys.iter().map(|(key, _)| key.hash(shape.seed)).collect();
        place(&hashes, &sorted)
    });
    let (displacements, slots) = table.unwrap_or((Vec::new(), sorted));
    if displacements.is_empty() {
        shape.longest_other = shape.longest_other.max(shape.longest_exact);
    }
    OriginSet {
        shape,
        displacements: displacements.into(),
        slots: slots.into(),
        texts: texts.into(),
    }
}

/// Seeds that cannot be predicted.
pub(super) fn random_seeds() -> impl Iterator<Item = u64> {
    std::iter::repeat_with(|| RandomState::new().build_hasher().finish())
}

/// Finds a displacement for every bucket, so that no two keys share a slot. The
/// largest buckets are placed first, while most slots are free.
fn place(hashes: &[u64], sorted: &[u64]) -> Option<(Vec<u16>, Vec<u64>)> {
    let mut displacements = vec![0; hashes.len() / 4 + 1];
    let mut slots = vec![Slot::VACANT.0; hashes.len() + hashes.len() / 4 + 1];

    let buckets = displacements.len();
    let bucket_of = |key: usize| scale(hashes[key], buckets);
    let mut keys: Vec<usize> = (0..hashes.len()).collect();
    keys.sort_unstable_by_key(|&key| hashes[key]);
    let mut buckets: Vec<_> = keys
        .chunk_by(|&a, &b| bucket_of(a) == bucket_of(b))
        .collect();
    buckets.sort_by_key(|bucket| Reverse(bucket.len()));

    for bucket in buckets {
        if bucket.len() > MAX_BUCKET {
            return None;
        }
        let mut tries = 0..=u16::MAX;
        let displacement =
            tries.find(|&by| try_place_bucket(&mut slots, bucket, by, hashes, sorted))?;
        displacements[bucket_of(bucket[0])] = displacement;
    }
    Some((displacements, slots))
}

/// Puts the keys of a bucket into their slots, or none of them if a slot is taken.
fn try_place_bucket(
    slots: &mut [u64],
    bucket: &[usize],
    by: u16,
    hashes: &[u64],
    sorted: &[u64],
) -> bool {
    let length = slots.len();
    let at = |key: usize| scale(displace(hashes[key], by), length);
    for (placed, &key) in bucket.iter().enumerate() {
        if slots[at(key)] != Slot::VACANT.0 {
            for &key in &bucket[..placed] {
                slots[at(key)] = Slot::VACANT.0;
            }
            return false;
        }
        slots[at(key)] = sorted[key];
    }
    true
}

/// The number of seeds that are tried. Even one failure is rare.
const MAX_SEEDS: usize = 16;
/// Buckets have four keys on average. If a bucket has more keys than this, an attacker has
/// chosen the patterns.
const MAX_BUCKET: usize = 64;
