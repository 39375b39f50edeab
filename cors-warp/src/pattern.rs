//! Path patterns. They match the same paths as warp's path filters.

use std::fmt;
use std::str::FromStr;

use cors_engine::routes::PathPattern;

/// A pattern for the part of a path that enclosing filters have not consumed, without the
/// leading slash.
///
/// warp compares and parses segments as they were sent, and does not decode them. `//`
/// contains an empty segment. One slash at the end is ignored.
#[derive(Clone)]
pub(crate) struct Pattern {
    segments: Vec<Segment>,
    end: End,
    /// The segments before the first parameter.
    literal_prefix: String,
    /// The pattern in messages: `/orders/{u32}`.
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// Nothing may follow.
    Exact,
    /// Other segments may follow. The inner entries match them.
    Prefix,
    /// Other segments may follow. They are part of the match.
    Rest,
}

/// A segment of a pattern.
#[derive(Debug, Clone)]
pub struct Segment(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Literal(String),
    Param {
        ty: &'static str,
        matches: fn(&str) -> bool,
    },
}

impl Segment {
    /// A segment with this text.
    pub fn literal(text: &str) -> Self {
        Segment(Kind::Literal(text.to_owned()))
    }

    /// A segment that can be parsed as a type.
    pub fn param<T: FromStr>(ty: &'static str) -> Self {
        Segment(Kind::Param {
            ty,
            matches: |text| text.parse::<T>().is_ok(),
        })
    }

    fn matches(&self, segment: &str) -> bool {
        match &self.0 {
            Kind::Literal(text) => text == segment,
            Kind::Param { matches, .. } => !segment.is_empty() && matches(segment),
        }
    }
}

impl Pattern {
    pub(crate) fn exact(segments: Vec<Segment>) -> Self {
        Self::new(segments, End::Exact)
    }

    pub(crate) fn prefix(segments: Vec<Segment>) -> Self {
        Self::new(segments, End::Prefix)
    }

    fn new(segments: Vec<Segment>, end: End) -> Self {
        let literals = segments.iter().map_while(|segment| match &segment.0 {
            Kind::Literal(text) => Some(text.as_str()),
            Kind::Param { .. } => None,
        });
        Pattern {
            literal_prefix: literals.collect::<Vec<_>>().join("/"),
            text: segments
                .iter()
                .map(|segment| format!("/{segment}"))
                .collect(),
            segments,
            end,
        }
    }

    /// The pattern of a route, which matches whole paths.
    pub(crate) fn of_route(mut self) -> Self {
        if self.end == End::Prefix {
            self.end = End::Rest;
        }
        self
    }

    /// This pattern, followed by another one.
    pub(crate) fn join(&self, inner: &Pattern) -> Self {
        let segments = self.segments.iter().chain(&inner.segments);
        Self::new(segments.cloned().collect(), inner.end)
    }
}

impl PathPattern for Pattern {
    fn match_len(&self, path: &str) -> Option<usize> {
        let mut rest = path;
        for segment in &self.segments {
            // Segments are short, so a simple loop is faster than `memchr`.
            let (first, after) = match rest.bytes().position(|byte| byte == b'/') {
                Some(slash) => (&rest[..slash], &rest[slash + 1..]),
                None => (rest, ""),
            };
            if !segment.matches(first) {
                return None;
            }
            rest = after;
        }
        match self.end {
            End::Exact if !rest.is_empty() => None,
            End::Prefix => Some(path.len() - rest.len()),
            End::Exact | End::Rest => Some(path.len()),
        }
    }

    fn literal_prefix(&self) -> &str {
        &self.literal_prefix
    }

    fn as_str(&self) -> &str {
        if self.text.is_empty() {
            "/"
        } else {
            &self.text
        }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Literal(text) => f.write_str(text),
            Kind::Param { ty, .. } => write!(f, "{{{ty}}}"),
        }
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
