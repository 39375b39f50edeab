//! The paths of all entries, sorted, so that a look-up does not compare every path.

use std::ops::Range;

use crate::routes::pattern::Segment;

/// The segments of each path once. Paths with the same start are next to each other.
pub(super) struct Paths<'e>(Vec<&'e [Segment]>);

/// The most groups that one look-up visits. Only paths with parameters in many combinations
/// have more.
const MOST_GROUPS: usize = 200;

/// Neighbouring paths whose first `depth` segments are the same.
struct Group {
    range: Range<usize>,
    depth: usize,
}

impl<'e> Paths<'e> {
    pub(super) fn new(mut paths: Vec<&'e [Segment]>) -> Self {
        paths.sort_unstable();
        paths.dedup();
        Paths(paths)
    }

    /// The position of a path.
    pub(super) fn position(&self, path: &[Segment]) -> usize {
        self.0.partition_point(|other| *other < path)
    }

    /// The positions of the prefixes that cover a path, each with its number of segments.
    /// A prefix covers a path if everything that the path matches starts with the prefix.
    /// `None` if too many paths are similar.
    pub(super) fn covering(&self, path: &[Segment]) -> Option<Vec<(usize, usize)>> {
        let mut covering = Vec::new();
        let mut groups = vec![self.all()];
        let mut visited = 0;
        while let Some(mut group) = groups.pop() {
            visited += 1;
            if visited > MOST_GROUPS {
                return None;
            }
            if let Some(end) = self.split_end(&mut group) {
                covering.push((group.depth, end));
            }
            let Some(segment) = path.get(group.depth) else {
                continue;
            };
            let wider: &[Segment] = match segment {
                Segment::Literal(text) if text.is_empty() => &[],
                Segment::Literal(_) | Segment::Param => &[Segment::Param, Segment::Rest],
                Segment::Rest => &[Segment::Rest],
            };
            groups.extend(wider.iter().filter_map(|wide| self.inner(&group, wide)));
            if matches!(segment, Segment::Literal(_)) {
                groups.extend(self.inner(&group, segment));
            }
        }
        Some(covering)
    }

    /// Whether a path that overlaps with a path passes a test of ranges. Two paths
    /// overlap if something may match both, or if one may be below the other. `None` if too
    /// many paths are similar.
    pub(super) fn any_overlapping(
        &self,
        path: &[Segment],
        mut test: impl FnMut(&Range<usize>) -> bool,
    ) -> Option<bool> {
        let is_literal = |segment: &Segment| matches!(segment, Segment::Literal(_));
        let after_literals = path.iter().rposition(is_literal).map_or(0, |last| last + 1);
        let mut groups = vec![self.all()];
        let mut visited = 0;
        while let Some(mut group) = groups.pop() {
            visited += 1;
            // If no path of a group passes, neither does a part of it.
            if !test(&group.range) {
                continue;
            }
            if group.depth >= after_literals {
                return Some(true);
            }
            if let Some(end) = self.split_end(&mut group)
                && test(&(end..end + 1))
            {
                return Some(true);
            }
            let segment = &path[group.depth];
            if is_literal(segment) {
                for other in [segment, &Segment::Param, &Segment::Rest] {
                    groups.extend(self.inner(&group, other));
                }
            } else {
                while let Some(path) = self.0[group.range.clone()].first()
                    && let Some(inner) = self.inner(&group, &path[group.depth])
                {
                    group.range.start = inner.range.end;
                    groups.push(inner);
                    if groups.len() > MOST_GROUPS {
                        return None;
                    }
                }
            }
            if visited > MOST_GROUPS {
                return None;
            }
        }
        Some(false)
    }

    fn all(&self) -> Group {
        Group {
            range: 0..self.0.len(),
            depth: 0,
        }
    }

    /// Removes the path that has no further segment from a group. It is the first one.
    fn split_end(&self, group: &mut Group) -> Option<usize> {
        let start = group.range.start;
        let first = self.0[group.range.clone()].first()?;
        if first.len() > group.depth {
            return None;
        }
        group.range.start += 1;
        Some(start)
    }

    /// The paths of a group with this next segment. Every path of the group must have one.
    fn inner(&self, group: &Group, segment: &Segment) -> Option<Group> {
        let Group { range, depth } = group;
        let paths = &self.0[range.clone()];
        let start = paths.partition_point(|path| path[*depth] < *segment);
        let length = paths[start..].partition_point(|path| path[*depth] == *segment);
        let start = range.start + start;
        (length > 0).then(|| Group {
            range: start..start + length,
            depth: depth + 1,
        })
    }
}
