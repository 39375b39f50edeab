//! Finds the entries that overlap with an entry, without comparing all entries.

use std::collections::HashMap;

use crate::routes::pattern::Segment;
use crate::routes::url_entry::Entry;

/// An entry that overlaps with more entries is not compared with them. A file can have very
/// many routes.
const MOST: usize = 500;

/// Later segments of a path are not indexed.
const MAX_DEPTH: usize = 32;

/// The entries in a tree by the segments of their paths.
#[derive(Debug)]
pub(super) struct Overlaps<'e> {
    nodes: Vec<Node<'e>>,
}

#[derive(Debug, Default)]
struct Node<'e> {
    children: HashMap<&'e Segment, usize>,
    entries: Vec<&'e Entry>,
}

impl<'e> Overlaps<'e> {
    pub(super) fn new(entries: &'e [Entry]) -> Self {
        let mut nodes = vec![Node::default()];
        for entry in entries {
            let mut at = 0;
            for segment in entry.pattern.segments().iter().take(MAX_DEPTH) {
                let next = nodes.len();
                at = *nodes[at].children.entry(segment).or_insert(next);
                if at == next {
                    nodes.push(Node::default());
                }
            }
            nodes[at].entries.push(entry);
        }
        Overlaps { nodes }
    }

    /// The entries for which a path may match both patterns, or one may be below the other,
    /// in the order in which they were written. `None` if there are too many.
    pub(super) fn with(&self, segments: &[Segment]) -> Option<Vec<&'e Entry>> {
        let mut found: Vec<&Entry> = Vec::new();
        let mut left = MOST;
        let mut open = vec![(0, 0)];
        while let Some((at, depth)) = open.pop() {
            let Node { children, entries } = &self.nodes[at];
            left = left.checked_sub(1 + entries.len())?;
            found.extend(entries);
            if let Some(segment @ Segment::Literal(_)) = segments.get(depth) {
                let next = [segment, &Segment::Param, &Segment::Rest];
                let next = next.into_iter().filter_map(|segment| children.get(segment));
                open.extend(next.map(|child| (*child, depth + 1)));
            } else if children.len() <= left {
                open.extend(children.values().map(|child| (*child, depth + 1)));
            } else {
                return None;
            }
        }
        found.retain(|entry| overlaps(entry.pattern.segments(), segments));
        found.sort_unstable_by_key(|entry| entry.index);
        Some(found)
    }
}

fn overlaps(one: &[Segment], other: &[Segment]) -> bool {
    one.iter().zip(other).all(|pair| match pair {
        (Segment::Literal(one), Segment::Literal(other)) => one == other,
        _ => true,
    })
}
