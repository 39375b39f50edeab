//! Every resource of an application, in the order in which the router asks them.
//!
//! A [`ResourceMap`] answers for a path with the first resource that has it. What
//! comes behind, which may serve another method, it tells nobody but through
//! `{:?}`. Where that cannot be read, nothing is known, and no more is granted
//! than every policy grants.

use actix_web::dev::{ResourceDef, ResourceMap};

use crate::printed::Printed;

/// A resource, or a scope.
pub(crate) struct Resource {
    pub(crate) pattern: Pattern,
    pub(crate) name: Option<String>,
    /// What a scope has inside.
    pub(crate) inside: Option<Vec<Resource>>,
}

/// What a resource matches of the path, or of what the scopes round it leave.
pub(crate) struct Pattern {
    /// As it was written, each of several.
    texts: Vec<String>,
    /// What every path of a single one begins with.
    literal: String,
    is_prefix: bool,
    /// Its segments, where each is a text or any, `None`: then no regular
    /// expression need be run.
    segments: Option<Vec<Option<String>>>,
    definition: ResourceDef,
}

/// All of an application; `None` if it cannot be told.
pub(crate) fn all(map: &ResourceMap) -> Option<Vec<Resource>> {
    let printed = format!("{map:?}");
    Resource::read(&Printed::read(&printed)?)?.inside
}

impl Resource {
    fn read(printed: &Printed<'_>) -> Option<Self> {
        let definition = printed.field("pattern")?;
        let inside = match printed.field("nodes")?.option()? {
            Some(Printed::List(nodes)) => {
                let nodes: Option<Vec<_>> = nodes.iter().map(Resource::read).collect();
                Some(nodes?)
            }
            Some(_) => return None,
            None => None,
        };
        let name = definition.field("name")?.option()?;
        Some(Resource {
            pattern: Pattern::read(definition)?,
            name: name.and_then(Printed::text).map(str::to_owned),
            inside,
        })
    }
}

impl Pattern {
    fn read(printed: &Printed<'_>) -> Option<Self> {
        let text = |printed: &Printed<'_>| printed.text().map(str::to_owned);
        let texts: Option<Vec<String>> = match printed.field("patterns")? {
            Printed::Tuple("Single", values) => values.iter().map(text).collect(),
            Printed::Tuple("List", values) => match values.first()? {
                Printed::List(values) => values.iter().map(text).collect(),
                _ => None,
            },
            _ => None,
        };
        let is_prefix = match printed.field("is_prefix")? {
            Printed::Tuple("true", _) => true,
            Printed::Tuple("false", _) => false,
            _ => return None,
        };
        Some(Pattern::new(texts?, is_prefix))
    }

    fn new(texts: Vec<String>, is_prefix: bool) -> Self {
        let literal = match &texts[..] {
            [one] => one.split('{').next().unwrap_or_default().to_owned(),
            _ => String::new(),
        };
        Pattern {
            is_prefix,
            segments: match &texts[..] {
                [one] if !is_prefix && one.contains('{') => segments(one),
                _ => None,
            },
            definition: match (is_prefix, &texts[..]) {
                (true, _) => ResourceDef::prefix(texts.clone()),
                // One of a single pattern is compared, one of several searched.
                (false, [one]) => ResourceDef::new(one.as_str()),
                (false, _) => ResourceDef::new(texts.clone()),
            },
            texts,
            literal,
        }
    }

    /// How much of the path it matches.
    pub(crate) fn find(&self, path: &str) -> Option<usize> {
        if !path.starts_with(&*self.literal) {
            return None;
        }
        if let Some(segments) = &self.segments {
            let mut rest = path.split('/');
            let is_next = |own: &Option<String>| match (own, rest.next()) {
                (Some(text), Some(segment)) => text == segment,
                (None, Some(segment)) => !segment.is_empty(),
                (_, None) => false,
            };
            let is_it = segments.iter().all(is_next) && rest.next().is_none();
            return is_it.then_some(path.len());
        }
        match self.is_prefix {
            true => self.definition.find_match(path),
            // The whole of it or nothing, which is sooner found out.
            false => self.definition.is_match(path).then_some(path.len()),
        }
    }

    /// The first segment of every path that it matches, if they have but one.
    pub(crate) fn segment(&self) -> Option<&str> {
        let [text] = &self.texts[..] else {
            return None;
        };
        let is_whole = text.len() == self.literal.len() && !text.ends_with('*');
        let literal = self.literal.strip_prefix('/').unwrap_or(&self.literal);
        let segment = match literal.split_once('/') {
            Some((segment, _)) => segment,
            None if is_whole => literal,
            None => return None,
        };
        Some(segment).filter(|segment| !segment.is_empty())
    }

    pub(crate) fn is(&self, other: &Pattern) -> bool {
        self.texts == other.texts
    }

    /// Whether that of a scope has every path of another, as the texts have it.
    pub(crate) fn is_over(&self, other: &Pattern) -> bool {
        let has = |text: &String| {
            let is_beneath = |own: &String| {
                let rest = text.strip_prefix(own.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            self.texts.iter().any(is_beneath) || self.find(text).is_some()
        };
        other.texts.iter().all(has)
    }

    pub(crate) fn has(&self, text: &str) -> bool {
        self.texts == [text]
    }

    /// Whether it ends in a slash.
    pub(crate) fn ends_in_slash(&self) -> bool {
        self.texts.iter().any(|text| text.ends_with('/'))
    }
}

/// The segments of a pattern that takes each for a text or as a whole.
fn segments(text: &str) -> Option<Vec<Option<String>>> {
    let special = ['{', '}', ':', '*'];
    let segments = text.split('/').map(|segment| {
        let name = segment
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'));
        let plain = name.unwrap_or(segment);
        (!plain.contains(special)).then(|| name.is_none().then(|| segment.to_owned()))
    });
    segments.collect()
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.texts.join(" or "))
    }
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.texts.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use actix_web::dev::{ResourceDef, ResourceMap};

    use super::{Pattern, all};

    /// What is compared by segments is what actix-web matches.
    #[test]
    fn patterns_without_regular_expressions() {
        let patterns = [
            "/x/{id}",
            "/{a}/{b}",
            "/{a}",
            "/x/{id}/",
            "/x/{id}/y",
            "{a}",
            "/x/{id:.*}",
            "/x/{t}*",
            "/x{id}",
            "/x/{a}{b}",
            "/x/a:b/{id}",
            "/x/",
            "",
        ];
        let plain = patterns.map(|text| Pattern::new(vec![text.to_owned()], false));
        let compared = plain.iter().filter(|pattern| pattern.segments.is_some());
        assert_eq!(compared.count(), 6);
        let segments = ["", "x", "y", "7", "a:b", "é\n"];
        let two = segments
            .iter()
            .flat_map(|a| segments.map(|b| format!("{a}/{b}")));
        let three = two
            .clone()
            .flat_map(|ab| segments.map(|c| format!("{ab}/{c}")));
        let four = three
            .clone()
            .flat_map(|abc| segments.map(|d| format!("{abc}/{d}")));
        let paths = segments.iter().map(|&a| a.to_owned());
        for path in paths.chain(two).chain(three).chain(four) {
            for (pattern, text) in plain.iter().zip(patterns) {
                let expected = ResourceDef::new(text).find_match(&path);
                assert_eq!(pattern.find(&path), expected, "{text} of {path:?}");
            }
        }
    }

    /// Fails with the first actix-web that prints its resources otherwise.
    #[test]
    fn everything_that_a_map_of_resources_holds() {
        let mut scope = ResourceMap::new(ResourceDef::root_prefix("/s/{tenant:[a-z]+}"));
        let mut named = ResourceDef::new(r"/x/{id:\d{2}}");
        named.set_name("na\u{1}me \"1\"");
        scope.add(&mut named, None);
        scope.add(&mut ResourceDef::new(""), None);
        let mut root = ResourceMap::new(ResourceDef::prefix(""));
        let mut edge = ResourceDef::root_prefix("/s/{tenant:[a-z]+}");
        root.add(&mut edge, Some(Rc::new(scope)));
        root.add(&mut ResourceDef::new(["/a", "/b/{c}"]), None);
        let resources = all(&root).expect("readable");
        let [scope, two] = &resources[..] else {
            panic!("{} resources", resources.len());
        };
        assert_eq!(scope.pattern.find("/s/acme/x/17"), Some(7));
        assert_eq!(scope.pattern.find("/s/ACME/x/17"), None);
        let inside = scope.inside.as_deref().expect("a scope");
        assert_eq!(inside[0].name.as_deref(), Some("na\u{1}me \"1\""));
        assert_eq!(inside[0].pattern.find("/x/17"), Some(5));
        assert_eq!(inside[0].pattern.find("/x/1"), None);
        assert_eq!(inside[1].pattern.find(""), Some(0));
        assert_eq!(two.pattern.find("/b/1"), Some(4));
        let segments = [&scope.pattern, &inside[0].pattern, &two.pattern].map(|p| p.segment());
        assert_eq!(segments, [Some("s"), Some("x"), None]);
        assert!(two.inside.is_none() && two.name.is_none());
    }
}
