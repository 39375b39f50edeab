//! The path of a nested router.

use std::cmp::Reverse;

/// The path of a nested router, such as `/tenants/{tenant}`.
///
/// A request below the path that matches no route gets the policy of the nested router.
/// If multiple prefixes match a path, the smallest is the one that axum would choose: a
/// literal segment comes before a parameter, and a longer path before a shorter one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Prefix {
    segments: Vec<Segment>,
    end: End,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Literal(String),
    /// A parameter, and the literal text before it, which is usually empty.
    Parameter(Reverse<String>),
    /// No more segments: it sorts a longer path before a shorter one.
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// The prefix ends in a `/`, and does not match without it.
    Slash,
    Segment,
}

impl Prefix {
    /// Parses a path that axum accepts.
    pub(crate) fn new(path: &str) -> Self {
        let (path, end) = match path.strip_suffix('/') {
            Some(path) => (path, End::Slash),
            None => (path, End::Segment),
        };
        let segments = path.split('/').skip(1).map(Segment::new);
        Prefix {
            segments: segments.chain([Segment::End]).collect(),
            end,
        }
    }

    /// Whether a path is the prefix or below it.
    pub(crate) fn matches(&self, path: &str) -> bool {
        let mut path = path;
        for segment in &self.segments {
            if *segment == Segment::End {
                break;
            }
            let Some(rest) = path.strip_prefix('/') else {
                return false;
            };
            let (first, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            if !segment.matches(first) {
                return false;
            }
            path = rest;
        }
        path.starts_with('/') || (path.is_empty() && self.end == End::Segment)
    }
}

impl Segment {
    fn new(segment: &str) -> Self {
        let mut literal = String::new();
        let mut chars = segment.chars().peekable();
        while let Some(char) = chars.next() {
            // A doubled brace is a literal one.
            let is_doubled = matches!(char, '{' | '}') && chars.next_if_eq(&char).is_some();
            if char == '{' && !is_doubled {
                return Segment::Parameter(Reverse(literal));
            }
            literal.push(char);
        }
        Segment::Literal(literal)
    }

    fn matches(&self, segment: &str) -> bool {
        match self {
            Segment::Literal(literal) => literal == segment,
            Segment::Parameter(Reverse(literal)) => {
                segment.len() > literal.len() && segment.starts_with(literal)
            }
            Segment::End => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Prefix;

    #[test]
    fn a_prefix_matches_itself_and_what_is_below() {
        for (prefix, path, expected) in [
            ("/a", "/a", true),
            ("/a", "/a/", true),
            ("/a", "/a/b/c", true),
            ("/a", "/ab", false),
            ("/a", "/", false),
            ("/a/", "/a/", true),
            ("/a/", "/a/b", true),
            ("/a/", "/a", false),
            ("/a/{id}", "/a/1", true),
            ("/a/{id}", "/a/1/b", true),
            ("/a/{id}", "/a/", false),
            ("/a/{id}", "/a", false),
            ("/a/v{id}/b", "/a/v1/b", true),
            ("/a/v{id}/b", "/a/v/b", false),
            ("/{{a}}", "/{a}", true),
            ("/{{a}}", "/b", false),
        ] {
            assert_eq!(
                Prefix::new(prefix).matches(path),
                expected,
                "{prefix} {path}"
            );
        }
    }

    #[test]
    fn the_most_specific_prefix_comes_first() {
        let sorted = [
            "/a/b",
            "/a/{id}/c",
            "/a/{id}",
            "/a",
            "/v{id}",
            "/{id}/a",
            "/{id}",
        ];
        let mut prefixes: Vec<Prefix> = sorted.map(Prefix::new).into();
        prefixes.reverse();
        prefixes.sort();
        assert_eq!(prefixes, sorted.map(Prefix::new));
    }

    #[test]
    fn the_names_of_parameters_do_not_matter() {
        assert_eq!(Prefix::new("/{a}/b"), Prefix::new("/{c}/b"));
    }
}
