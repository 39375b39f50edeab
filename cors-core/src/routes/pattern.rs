//! The path patterns of [`Policies`](crate::routes::Policies).

use cors_rules::{RoutePath, RouteSegment};

use crate::routes::entry::PathPattern;

/// A route path, matched segment by segment.
#[derive(Debug, Clone)]
pub(super) struct UrlPattern {
    text: String,
    segments: Vec<Segment>,
    /// The length of the literal segments at the start of the text, in bytes.
    literal: usize,
    /// Whether the pattern also matches the start of a path, not only whole paths.
    is_prefix: bool,
}

/// Sorted by specificity: at the same position, a literal has precedence over a parameter,
/// and a parameter has precedence over the rest of the path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Segment {
    Literal(String),
    Param,
    Rest,
}

impl UrlPattern {
    pub(super) fn new(path: &RoutePath, is_prefix: bool) -> Self {
        let mut segments: Vec<Segment> = path
            .segments()
            .map(|segment| match segment {
                RouteSegment::Literal(text) => Segment::Literal(text.to_owned()),
                RouteSegment::Param(_) => Segment::Param,
                RouteSegment::Rest(_) => Segment::Rest,
            })
            .collect();
        if is_prefix {
            // `/a/` and `/a` nest the same paths.
            segments.pop_if(|last| *last == Segment::Literal(String::new()));
        }
        let literals = segments.iter().map_while(|segment| match segment {
            Segment::Literal(text) => Some(text.len() + 1),
            _ => None,
        });
        UrlPattern {
            text: path.as_str().to_owned(),
            literal: literals.sum(),
            segments,
            is_prefix,
        }
    }

    pub(super) fn segments(&self) -> &[Segment] {
        &self.segments
    }
}

impl PathPattern for UrlPattern {
    fn match_len(&self, path: &str) -> Option<usize> {
        let mut rest = path;
        for segment in &self.segments {
            rest = rest.strip_prefix('/')?;
            let end = rest.find('/').unwrap_or(rest.len());
            match segment {
                Segment::Literal(text) if *text == rest[..end] => rest = &rest[end..],
                Segment::Param if end > 0 => rest = &rest[end..],
                Segment::Rest if !rest.is_empty() => rest = "",
                _ => return None,
            }
        }
        let is_match = rest.is_empty() || self.is_prefix && rest.starts_with('/');
        is_match.then(|| path.len() - rest.len())
    }

    fn literal_prefix(&self) -> &str {
        &self.text[..self.literal]
    }

    fn as_str(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_matches(pattern: &str, is_prefix: bool, cases: &[(&str, Option<usize>)]) {
        let path = pattern.parse().expect("a path");
        let url_pattern = UrlPattern::new(&path, is_prefix);
        for (path, len) in cases {
            assert_eq!(url_pattern.match_len(path), *len, "{pattern} {path}");
            if len.is_some() {
                assert!(path.starts_with(url_pattern.literal_prefix()));
            }
        }
    }

    #[test]
    fn a_route_matches_whole_paths() {
        assert_matches(
            "/orders/{id}",
            false,
            &[
                ("/orders/5", Some(9)),
                ("/orders/%2F", Some(11)),
                ("/orders/", None),
                ("/orders", None),
                ("/orders/5/", None),
                ("/orders/5/6", None),
                ("/Orders/5", None),
                ("/orders2/5", None),
                ("orders/5", None),
                ("", None),
                ("*", None),
            ],
        );
        assert_matches("/", false, &[("/", Some(1)), ("", None), ("//", None)]);
        assert_matches("/a/", false, &[("/a/", Some(3)), ("/a", None)]);
    }

    #[test]
    fn the_rest_is_not_empty() {
        assert_matches(
            "/files/{*path}",
            false,
            &[
                ("/files/a", Some(8)),
                ("/files/a/b/", Some(11)),
                ("/files/", None),
                ("/files", None),
            ],
        );
    }

    #[test]
    fn a_nested_prefix_ends_with_a_segment() {
        let below_a = [
            ("/a", Some(2)),
            ("/a/", Some(2)),
            ("/a/b", Some(2)),
            ("/ab", None),
            ("/", None),
        ];
        assert_matches("/a", true, &below_a);
        assert_matches("/a/", true, &below_a);
        assert_matches("/{tenant}/a", true, &[("/t/a/b", Some(4)), ("/t/b", None)]);
        assert_matches("/", true, &[("/a", Some(0)), ("", Some(0)), ("*", None)]);
    }
}
