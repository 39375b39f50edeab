//! An index that finds the entries that can match a path, without comparing all entries.

use std::collections::BTreeMap;

/// Maps literal prefixes of patterns to the positions of the entries.
#[derive(Debug)]
pub(super) struct Index {
    /// Sorted by prefix. The positions of each prefix are in order.
    by_prefix: Vec<(Box<str>, Vec<usize>)>,
    /// Whether a prefix has this number of starts that are shorter. See [`starts`].
    depths: [bool; MAX_DEPTH + 1],
}

/// Longer prefixes are cut, so that the number of look-ups per path is bounded.
const MAX_DEPTH: usize = 8;

impl Index {
    pub(super) fn new<'p>(prefixes: impl Iterator<Item = &'p str>) -> Self {
        let mut by_prefix: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut depths = [false; MAX_DEPTH + 1];
        for (position, prefix) in prefixes.enumerate() {
            let cut = starts(prefix).zip(&mut depths).last();
            let Some((prefix, depth)) = cut else { continue };
            *depth = true;
            by_prefix.entry(prefix).or_default().push(position);
        }
        let by_prefix = by_prefix.into_iter();
        Index {
            by_prefix: by_prefix
                .map(|(prefix, positions)| (prefix.into(), positions))
                .collect(),
            depths,
        }
    }

    /// The positions of the entries that can match a path, in order.
    pub(super) fn candidates<'i>(&'i self, path: &str) -> impl Iterator<Item = usize> + use<'i> {
        let mut lists: [&[usize]; MAX_DEPTH + 1] = [&[]; MAX_DEPTH + 1];
        let mut len = 0;
        for (prefix, has_depth) in starts(path).zip(self.depths) {
            if !has_depth {
                continue;
            }
            let found = self
                .by_prefix
                .binary_search_by(|(known, _)| (**known).cmp(prefix));
            if let Ok(at) = found {
                lists[len] = &self.by_prefix[at].1;
                len += 1;
            }
        }
        std::iter::from_fn(move || {
            let next = match &mut lists[..len] {
                [only] => only,
                lists => lists
                    .iter_mut()
                    .min_by_key(|list| list.first().unwrap_or(&usize::MAX))?,
            };
            let (position, rest) = next.split_first()?;
            *next = rest;
            Some(*position)
        })
    }
}

/// The starts of a path that end before a `/` or at the end of the path. For `/a/b`, these
/// are the empty start, `/a` and `/a/b`.
fn starts(path: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let end = next?;
        next = path.as_bytes().get(end + 1..).map(|rest| {
            // Segments are short, so a simple loop is faster than `memchr`.
            let slash = rest.iter().position(|byte| *byte == b'/');
            slash.map_or(path.len(), |slash| end + 1 + slash)
        });
        Some(&path[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(prefixes: &[&str], path: &str) -> Vec<usize> {
        Index::new(prefixes.iter().copied())
            .candidates(path)
            .collect()
    }

    #[test]
    fn a_prefix_has_whole_segments() {
        let prefixes = ["", "/a", "/a/b", "/ab", "/a"];
        assert_eq!(candidates(&prefixes, "/a"), [0, 1, 4]);
        assert_eq!(candidates(&prefixes, "/a/b/c"), [0, 1, 2, 4]);
        assert_eq!(candidates(&prefixes, "/ab"), [0, 3]);
        assert_eq!(candidates(&prefixes, "/abc"), [0]);
        assert_eq!(candidates(&prefixes, ""), [0]);
        assert_eq!(candidates(&prefixes, "a"), [0]);
    }

    #[test]
    fn prefixes_without_a_leading_slash_are_found() {
        assert_eq!(candidates(&["a"], "a/b"), [0]);
        assert_eq!(candidates(&["a/b", "a", "b"], "a/b/c"), [0, 1]);
        assert_eq!(candidates(&["a"], "a"), [0]);
        assert!(candidates(&["a"], "/a").is_empty());
    }

    #[test]
    fn a_path_with_a_trailing_slash_has_the_prefix_before_it() {
        assert_eq!(candidates(&["/a"], "/a/"), [0]);
        assert_eq!(candidates(&["/a/"], "/a/"), [0]);
        assert!(candidates(&["/a/"], "/a").is_empty());
    }

    #[test]
    fn a_long_prefix_is_cut() {
        let long = "/1/2/3/4/5/6/7/8/9/10";
        assert_eq!(candidates(&[long], &format!("{long}/11")), [0]);
        assert_eq!(candidates(&[long], "/1/2/3/4/5/6/7/8"), [0]);
        assert!(candidates(&[long], "/1/2/3/4/5/6/7").is_empty());
    }
}
