//! The policies of the servers.

use crate::policy::Policy;

/// Everything that a list can allow, for one page.
pub(crate) const LISTED: &str = "listed";
/// The same lists with credentials.
pub(crate) const SESSION: &str = "session";
/// Only the origin.
pub(crate) const MINIMAL: &str = "minimal";
/// Everything for every origin.
pub(crate) const ANY_ORIGIN: &str = "any-origin";
/// Only `*` for headers.
pub(crate) const STAR: &str = "star";
/// `*` with credentials, which browsers take for a name.
pub(crate) const ECHO: &str = "echo";
/// Patterns of origins.
pub(crate) const PATTERNS: &str = "patterns";

/// Different policies for the methods of one URL, and nested scopes.
pub(crate) const ROUTES: &str = "routes";

/// The policies that have their own server.
pub(crate) const ALL: [&str; 7] = [LISTED, SESSION, MINIMAL, ANY_ORIGIN, STAR, ECHO, PATTERNS];

/// One policy, or multiple policies on one server.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) name: &'static str,
    pub(crate) base: Policy,
    /// `PUT /path` for a route or `/path` for a scope, and its policy.
    pub(crate) places: Vec<(&'static str, Policy)>,
}

impl Site {
    /// The innermost policy for a method and a path.
    pub(crate) fn policy(&self, method: &str, path: &str) -> &Policy {
        let route = format!("{method} {path}");
        let exact = self.places.iter().find(|(place, _)| *place == route);
        let holds = |scope: &str| {
            let rest = path.strip_prefix(scope);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let innermost = || {
            let scopes = self.places.iter().filter(|(place, _)| holds(place));
            scopes.max_by_key(|(place, _)| place.len())
        };
        exact
            .or_else(innermost)
            .map_or(&self.base, |(_, policy)| policy)
    }
}

pub(crate) fn sites(pages: [u16; 2]) -> Vec<Site> {
    let page = format!("http://localhost:{}", pages[0]);
    let minimal = Policy {
        name: MINIMAL,
        origins: vec![page],
        methods: &[],
        headers: &[],
        expose: &[],
        credentials: false,
        max_age: None,
    };
    let listed = Policy {
        name: LISTED,
        methods: &["GET", "PUT", "DELETE"],
        headers: &["authorization", "content-type", "if-none-match", "x-custom"],
        expose: &["etag", "x-request-id"],
        max_age: Some(600),
        ..minimal.clone()
    };
    let any_origin = Policy {
        name: ANY_ORIGIN,
        origins: vec!["*".to_owned()],
        methods: &["*"],
        headers: &["*", "authorization"],
        expose: &["*"],
        max_age: Some(0),
        ..minimal.clone()
    };
    let session = Policy {
        name: SESSION,
        credentials: true,
        ..listed.clone()
    };
    let star = Policy {
        name: STAR,
        headers: &["*"],
        max_age: Some(600),
        ..any_origin.clone()
    };
    let echo = Policy {
        name: ECHO,
        methods: &["*"],
        headers: &["*"],
        credentials: true,
        ..listed.clone()
    };
    let patterns = Policy {
        name: PATTERNS,
        origins: vec![
            "http://localhost:*".to_owned(),
            "http://*.localhost:*".to_owned(),
        ],
        ..listed.clone()
    };
    let put = Policy {
        name: "put",
        methods: &["PUT"],
        max_age: Some(600),
        ..minimal.clone()
    };
    let delete = Policy {
        name: "delete",
        methods: &["DELETE"],
        headers: &["x-custom"],
        expose: &["etag"],
        credentials: true,
        ..put.clone()
    };
    let delete_of_another = Policy {
        name: "delete-of-another",
        origins: vec![format!("http://localhost:{}", pages[1])],
        ..delete.clone()
    };
    let places = Site {
        name: ROUTES,
        base: listed.clone(),
        places: vec![
            ("PUT /a", put.clone()),
            ("DELETE /a", delete_of_another),
            ("PUT /both", put.clone()),
            ("DELETE /both", delete),
            ("/scope", patterns.clone()),
            ("GET /scope/open", any_origin.clone()),
            ("/scope/inner", minimal.clone()),
            ("PUT /scope/inner/x", put),
        ],
    };
    let alone = [minimal, listed, any_origin, session, star, echo, patterns];
    alone.into_iter().map(site).chain([places]).collect()
}

fn site(policy: Policy) -> Site {
    Site {
        name: policy.name,
        base: policy,
        places: Vec::new(),
    }
}
