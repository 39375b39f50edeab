//! The path pattern of a route or a scope with a policy.

use actix_web::dev::{ResourceDef, ResourceMap};
use cors_engine::routes::PathPattern;

use crate::registry::{Entry, HiddenPath, Route};

/// How many dynamic segments a [`ResourceDef`] can have.
const MAX_SEGMENTS: usize = 16;

/// The pattern of a route or a scope with a policy, from the root of the application
/// or from the nearest scope with a policy.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    /// The pattern as a user could write it in one piece.
    text: String,
    /// How much of the text is the same in every path: whole segments.
    literal: usize,
    /// The scopes around the route; the scope itself.
    prefix: Prefix,
    /// The pattern of the route itself.
    own: Option<ResourceDef>,
    hidden: HiddenPath,
}

/// The patterns of nested scopes.
#[derive(Debug, Clone)]
enum Prefix {
    None,
    One(ResourceDef),
    /// It has more dynamic segments than one definition can have. It is taken to match
    /// any path, so that nothing is allowed that another policy refuses.
    Unknown,
}

impl Pattern {
    /// The pattern of an entry, without the text of the scopes that are outside of it
    /// in the table.
    pub(crate) fn new(entry: &Entry, prefix: &str) -> Self {
        let own = entry.route.as_ref().map(Route::completed);
        let text = format!("{prefix}{}", own.as_deref().unwrap_or_default());
        // actix-web takes a pattern that ends in a bare `*` for the empty path.
        let end = if own.as_ref().is_some_and(|own| own.ends_with('*')) {
            prefix.len()
        } else {
            text.len()
        };
        let literal = match text[..end].find(['{', '*']) {
            Some(dynamic) => text[..dynamic].rfind('/').unwrap_or_default(),
            None => end,
        };
        Pattern {
            literal,
            prefix: Prefix::new(prefix),
            own: own.map(ResourceDef::new),
            hidden: entry.hidden.clone(),
            text,
        }
    }

    /// The bytes of a path that the scopes of the pattern consume.
    fn prefix_len(&self, path: &str) -> Option<usize> {
        match &self.prefix {
            Prefix::None => Some(0),
            Prefix::One(definition) => definition.find_match(path),
            Prefix::Unknown => Some(path.len()),
        }
    }

    pub(crate) fn is_route(&self) -> bool {
        self.own.is_some()
    }

    /// Whether the pattern includes scopes around the route.
    pub(crate) fn is_in_scope(&self) -> bool {
        !matches!(self.prefix, Prefix::None)
    }

    /// Whether requests of this path arrive at the scope of the route, or at the
    /// scope, if no guard declines them.
    pub(crate) fn is_reached(&self, map: &ResourceMap, path: &str) -> bool {
        let len = self.prefix_len(path);
        len.is_some_and(|len| self.hidden.is_reached(map, &path[..len]))
    }
}

impl PathPattern for Pattern {
    fn match_len(&self, path: &str) -> Option<usize> {
        if !path.starts_with(&self.text[..self.literal]) {
            return None;
        }
        let len = self.prefix_len(path)?;
        match &self.own {
            Some(_) if matches!(self.prefix, Prefix::Unknown) => Some(len),
            Some(own) => Some(len + own.find_match(&path[len..])?),
            None => Some(len),
        }
    }

    fn literal_prefix(&self) -> &str {
        &self.text[..self.literal]
    }

    fn as_str(&self) -> &str {
        &self.text
    }
}

impl Prefix {
    fn new(text: &str) -> Self {
        if text.is_empty() {
            return Prefix::None;
        }
        let unique = with_unique_names(text);
        unique.map_or(Prefix::Unknown, |unique| {
            Prefix::One(ResourceDef::prefix(unique))
        })
    }
}

/// The pattern with a different name for every dynamic segment, because two nested scopes
/// may both have an `{id}`.
fn with_unique_names(text: &str) -> Option<String> {
    let mut unique = String::new();
    let (mut segments, mut depth, mut is_in_name) = (0, 0, false);
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        match (c, depth) {
            ('{', 1) => {
                is_in_name = true;
                segments += 1;
                unique.push_str(&format!("{{segment{segments}"));
                continue;
            }
            (':', 1) | ('}', 0) => is_in_name = false,
            _ => {}
        }
        if !is_in_name {
            unique.push(c);
        }
    }
    (depth == 0 && segments <= MAX_SEGMENTS).then_some(unique)
}
