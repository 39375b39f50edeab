//! The policies that are served.

use crate::policy::Policy;
use crate::server::Site;

/// Everything that a list can grant, to one page.
pub(crate) const LISTED: &str = "listed";
/// The same with credentials.
pub(crate) const SESSION: &str = "session";
/// Nothing beyond the origin.
pub(crate) const MINIMAL: &str = "minimal";
/// Everything to everybody.
pub(crate) const ANYONE: &str = "anyone";
/// `*` for headers, and nothing beside it.
pub(crate) const STAR: &str = "star";
/// `*` beside credentials, which browsers take for a name.
pub(crate) const ECHO: &str = "echo";
/// Patterns of origins.
pub(crate) const PATTERNS: &str = "patterns";

/// Methods of one URL that different pages may use, and scopes in scopes.
pub(crate) const PLACES: &str = "places";

/// Those of servers that have one.
pub(crate) const ALL: [&str; 7] = [LISTED, SESSION, MINIMAL, ANYONE, STAR, ECHO, PATTERNS];

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
    let anyone = Policy {
        name: ANYONE,
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
        ..anyone.clone()
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
        name: PLACES,
        base: listed.clone(),
        places: vec![
            ("PUT /a", put.clone()),
            ("DELETE /a", delete_of_another),
            ("PUT /both", put.clone()),
            ("DELETE /both", delete),
            ("/scope", patterns.clone()),
            ("GET /scope/open", anyone.clone()),
            ("/scope/inner", minimal.clone()),
            ("PUT /scope/inner/x", put),
        ],
    };
    let alone = [minimal, listed, anyone, session, star, echo, patterns];
    alone.into_iter().map(site).chain([places]).collect()
}

fn site(policy: Policy) -> Site {
    Site {
        name: policy.name,
        base: policy,
        places: Vec::new(),
    }
}
