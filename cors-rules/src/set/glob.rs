//! Matches origins against label globs, such as `https://preview-*.example.com`.

use super::bytes::{combine, step};
use super::key::{Key, hash_text, tag};
use super::port::MAX_PORT;
use super::slot::Slot;
use super::{OriginSet, label};
use crate::origin::{MAX_HOST, MAX_LABEL};

impl OriginSet<'_> {
    /// Whether a label glob matches this origin, and this port. 0 means no port.
    ///
    /// A label has few splits into the text before the `*`, the text that the `*` matches,
    /// and the text after it. Each split with the lengths of a pattern is looked up. The
    /// hashes of all texts are computed first, so a look-up reads the label only if it finds
    /// a key.
    #[inline(never)]
    pub(super) fn contains_glob(&self, head: &[u8], authority: &[u8], port: u16) -> bool {
        let Some(length) = label::length(authority) else {
            return false;
        };
        if label::is_punycode(authority) {
            return false;
        }
        let (label, rest) = authority.split_at(length);
        let mut ends = [0; MAX_LABEL];
        let mut hash = hash_text(self.shape.seed, rest);
        for (end, byte) in ends.iter_mut().zip(label.iter().rev()) {
            *end = hash;
            hash = step(hash, *byte);
        }
        let mut hash = hash_text(self.shape.seed, head);
        for (start, byte) in label.iter().enumerate() {
            if self.shape.glob_starts >> start & 1 == 1 {
                let mut lengths = self.shape.glob_ends;
                // The `*` matches at least one byte.
                while let Some(end) = next(&mut lengths)
                    && start + end < length
                {
                    let hash = combine(hash, ends[end]);
                    let slot =
                        self.find_glob(hash, head, &label[..start], &authority[length - end..]);
                    if slot.is_some_and(|slot| slot.takes_port(port)) {
                        return true;
                    }
                }
            }
            hash = step(hash, *byte);
        }
        false
    }

    /// Looks up the texts before and after the `*` of a label.
    fn find_glob(&self, hash: u64, head: &[u8], start: &[u8], tail: &[u8]) -> Option<Slot> {
        if self.is_sorted() {
            return self.search_glob(head, start, tail);
        }
        let length = head.len() + start.len() + 1 + tail.len();
        self.find(hash, tag(true, length), |text| {
            let rest = text
                .strip_prefix(head)
                .and_then(|text| text.strip_prefix(start))
                .and_then(|text| text.strip_prefix(b"*"));
            rest.is_some_and(|rest| rest.starts_with(tail))
        })
    }

    #[cold]
    fn search_glob(&self, head: &[u8], start: &[u8], tail: &[u8]) -> Option<Slot> {
        let mut text = [b'*'; MAX_HOST + MAX_PORT + 1];
        let text = text.get_mut(..start.len() + 1 + tail.len())?;
        text[..start.len()].copy_from_slice(start);
        text[start.len() + 1..].copy_from_slice(tail);
        self.search(Key::star(head, text))
    }
}

/// Takes the smallest length from a set of lengths.
fn next(lengths: &mut u64) -> Option<usize> {
    let length = lengths.trailing_zeros();
    *lengths &= lengths.wrapping_sub(1);
    (length < u64::BITS).then_some(length as usize)
}
