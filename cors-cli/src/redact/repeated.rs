//! Finds secrets wherever a text repeats them, in one pass. A pasted console can have thousands of
//! secrets.

use std::collections::{BTreeSet, HashMap, HashSet};

/// A secret that is shorter could be a part of any word.
pub(super) const SHORTEST: usize = 6;

/// Secrets, and their lengths by how they begin.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    secrets: HashSet<Vec<u8>>,
    lengths: HashMap<[u8; SHORTEST], BTreeSet<usize>>,
}

impl Repeated {
    pub(super) fn add(&mut self, secret: String) {
        if let Some(beginning) = secret.as_bytes().first_chunk() {
            let lengths = self.lengths.entry(*beginning).or_default();
            lengths.insert(secret.len());
            self.secrets.insert(secret.into_bytes());
        }
    }

    /// The text with `instead` in place of each secret. The longest secret is first: it can
    /// contain another one.
    pub(super) fn hide(&self, text: &str, instead: &str) -> String {
        let mut hidden = String::with_capacity(text.len());
        let mut copied = 0;
        let mut at = 0;
        while let Some(rest) = text.as_bytes().get(at..)
            && let Some(beginning) = rest.first_chunk()
        {
            match self.longest(beginning, rest) {
                Some(length) => {
                    hidden.push_str(text.get(copied..at).unwrap_or_default());
                    hidden.push_str(instead);
                    at += length;
                    copied = at;
                }
                None => at += 1,
            }
        }
        hidden + text.get(copied..).unwrap_or_default()
    }

    /// The length of the longest secret with which a text begins.
    fn longest(&self, beginning: &[u8; SHORTEST], text: &[u8]) -> Option<usize> {
        let mut lengths = self.lengths.get(beginning)?.iter().rev().copied();
        lengths.find(|length| {
            text.get(..*length)
                .is_some_and(|part| self.secrets.contains(part))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Repeated;

    #[test]
    fn the_longest_secret_is_hidden_at_each_place() {
        let mut secrets = Repeated::default();
        for secret in ["abcdef", "abcdefgh", "äbcdef", "short"] {
            secrets.add(secret.to_owned());
        }
        for (text, hidden) in [
            ("abcdef", "*"),
            ("abcdefgh abcdefg", "* *g"),
            ("éäbcdefé", "é*é"),
            ("aabcdefabcdef", "a**"),
            ("short abcde", "short abcde"),
            ("", ""),
        ] {
            assert_eq!(secrets.hide(text, "*"), hidden);
        }
    }
}
