//! A path pattern from the root of an application, across its scopes.

use actix_web::dev::ResourceDef;

/// How many dynamic parts a [`ResourceDef`] can have.
const MOST_PARTS: usize = 16;

#[derive(Debug)]
pub(crate) struct Pattern {
    text: String,
    /// How much of the text comes before the first dynamic part.
    literal: usize,
    /// `None` where it is more than one definition can hold.
    definition: Option<ResourceDef>,
}

impl Pattern {
    /// The pattern of a route.
    pub(crate) fn whole(text: String) -> Self {
        Self::new(text, ResourceDef::new)
    }

    /// The pattern of a scope.
    pub(crate) fn prefix(text: String) -> Self {
        Self::new(text, ResourceDef::prefix)
    }

    fn new(text: String, define: impl FnOnce(String) -> ResourceDef) -> Self {
        Pattern {
            literal: text.find('{').unwrap_or(text.len()),
            definition: renamed(&text).map(define),
            text,
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// How much of the path it matches. What it cannot tell, it matches: then
    /// nothing is granted that another policy might refuse.
    pub(crate) fn find(&self, path: &str) -> Option<usize> {
        if !path.starts_with(&self.text[..self.literal]) {
            return None;
        }
        match &self.definition {
            Some(definition) => definition.find_match(path),
            None => Some(0),
        }
    }
}

/// The pattern with a name of its own for every dynamic part: a scope and a
/// route inside may both have an `{id}`.
fn renamed(text: &str) -> Option<String> {
    let mut renamed = String::new();
    let (mut parts, mut depth, mut in_name) = (0, 0, false);
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        match (c, depth) {
            ('{', 1) => {
                in_name = true;
                parts += 1;
                renamed.push_str(&format!("{{part{parts}"));
                continue;
            }
            (':', 1) | ('}', 0) => in_name = false,
            _ => {}
        }
        if !in_name {
            renamed.push(c);
        }
    }
    (depth == 0 && parts <= MOST_PARTS).then_some(renamed)
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn parts_of_one_name() {
        let pattern = Pattern::whole("/users/{id}/posts/{id:[0-9]{2}}".to_owned());
        assert_eq!(pattern.find("/users/me/posts/17"), Some(18));
        assert_eq!(pattern.find("/users/me/posts/1"), None);
        let scope = Pattern::prefix("/s/{id:[a-z]+}".to_owned());
        assert_eq!(scope.find("/s/ab/c"), Some(5));
        assert_eq!(scope.find("/s/AB/c"), None);
        let tail = Pattern::whole("/files/{tail}*".to_owned());
        assert_eq!(tail.find("/files/a/b"), Some(10));
    }

    #[test]
    fn more_parts_than_a_definition_holds() {
        let pattern = Pattern::whole("/a".to_owned() + &"/{x}".repeat(17));
        assert_eq!(pattern.find("/a/b"), Some(0));
        assert_eq!(pattern.find("/b"), None);
    }
}
