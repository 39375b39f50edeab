//! Random trees of scopes, routes and policies against a naive reading: the
//! router walked by hand, with the innermost policy of the place that serves.

mod support;

use actix_web::guard::GuardContext;
use actix_web::http::Method;
use actix_web::test::{call_service, init_service};
use actix_web::web::ServiceConfig;
use actix_web::{App, guard, web};
use cors_actix::{Cors, Policy, cors};
use support::{Calls, actual, allowed, granted, preflight};

#[cors(origins = ["https://a.example"], methods = [PUT, DELETE])]
static A: Policy;
#[cors(origins = ["https://b.example"], methods = [PUT, DELETE])]
static B: Policy;
#[cors(origins = ["https://a.example", "https://c.example"], methods = [PUT, DELETE])]
static C: Policy;

static POLICIES: [&Policy; 3] = [&A, &B, &C];
const ORIGINS: [&str; 3] = [
    "https://a.example",
    "https://b.example",
    "https://c.example",
];
const PATTERNS: [&str; 3] = ["/a", "/{any}", "/b"];
const METHODS: [&str; 3] = ["GET", "PUT", "DELETE"];

fn is_open(context: &GuardContext<'_>) -> bool {
    context.head().headers().contains_key("x-open")
}

/// Handlers for each pattern, method and policy.
macro_rules! handlers {
    ($($module:ident: $attribute:ident $pattern:literal;)+) => {
        $(mod $module {
            use super::{A, B, C, Calls, cors};
            use actix_web::{HttpResponse, $attribute};

            #[cors(A)]
            #[$attribute($pattern)]
            pub(crate) async fn a() -> HttpResponse { Calls::handler() }
            #[cors(B)]
            #[$attribute($pattern)]
            pub(crate) async fn b() -> HttpResponse { Calls::handler() }
            #[cors(C)]
            #[$attribute($pattern)]
            pub(crate) async fn c() -> HttpResponse { Calls::handler() }
            #[cors(A)]
            #[$attribute($pattern, guard = "super::is_open")]
            pub(crate) async fn guarded_a() -> HttpResponse { Calls::handler() }
            #[cors(B)]
            #[$attribute($pattern, guard = "super::is_open")]
            pub(crate) async fn guarded_b() -> HttpResponse { Calls::handler() }
            #[cors(C)]
            #[$attribute($pattern, guard = "super::is_open")]
            pub(crate) async fn guarded_c() -> HttpResponse { Calls::handler() }
        })+

        fn register(
            config: &mut ServiceConfig,
            method: &str,
            pattern: &str,
            policy: usize,
            guarded: bool,
        ) {
            $(if stringify!($attribute).eq_ignore_ascii_case(method) && pattern == $pattern {
                match (policy, guarded) {
                    (0, false) => config.service($module::a),
                    (1, false) => config.service($module::b),
                    (_, false) => config.service($module::c),
                    (0, true) => config.service($module::guarded_a),
                    (1, true) => config.service($module::guarded_b),
                    (_, true) => config.service($module::guarded_c),
                };
            })+
        }
    };
}

handlers! {
    get_a: get "/a"; put_a: put "/a"; delete_a: delete "/a";
    get_any: get "/{any}"; put_any: put "/{any}"; delete_any: delete "/{any}";
    get_b: get "/b"; put_b: put "/b"; delete_b: delete "/b";
}

#[derive(Debug)]
enum Node {
    Route {
        method: &'static str,
        pattern: &'static str,
        policy: Option<usize>,
        guarded: bool,
        /// Whether one without a policy has a name, as route attributes give it.
        named: bool,
    },
    Scope {
        pattern: &'static str,
        policy: Option<usize>,
        guarded: bool,
        inside: Vec<Node>,
    },
}

fn build(config: &mut ServiceConfig, nodes: &[Node]) {
    for node in nodes {
        match node {
            Node::Route {
                method,
                pattern,
                policy: Some(policy),
                guarded,
                ..
            } => {
                register(config, method, pattern, *policy, *guarded);
            }
            Node::Route {
                method,
                pattern,
                policy: None,
                guarded,
                named,
            } => {
                let method = Method::from_bytes(method.as_bytes()).expect("a method");
                let mut route = web::resource(*pattern).guard(guard::Method(method));
                if *guarded {
                    route = route.guard(guard::fn_guard(is_open));
                }
                if *named {
                    route = route.name("named");
                }
                config.service(route.to(|| async { Calls::handler() }));
            }
            Node::Scope {
                pattern,
                policy,
                guarded,
                inside,
            } => {
                let guard = guard::fn_guard({
                    let guarded = *guarded;
                    move |context| !guarded || is_open(context)
                });
                match policy {
                    Some(policy) => config.service(
                        cors_actix::scope(pattern, POLICIES[*policy])
                            .guard(guard)
                            .configure(|config| build(config, inside)),
                    ),
                    None => config.service(
                        web::scope(pattern)
                            .guard(guard)
                            .configure(|config| build(config, inside)),
                    ),
                };
            }
        }
    }
}

/// What one segment is matched by.
fn matches(pattern: &str, segment: &str) -> bool {
    pattern == "/{any}" || pattern.strip_prefix('/') == Some(segment)
}

/// What the naive reading says of a request.
struct Reading {
    /// The policy that governs.
    policy: usize,
    /// Whether a route serves it.
    is_served: bool,
    /// Whether that route has the policy.
    is_own: bool,
}

/// Walks as the router does.
fn read(nodes: &[Node], method: &str, path: &[&str], open: bool, around: usize) -> Reading {
    let is_there = |node: &&Node| match node {
        Node::Route {
            method: own,
            pattern,
            guarded,
            ..
        } => path.len() == 1 && *own == method && matches(pattern, path[0]) && (open || !guarded),
        Node::Scope {
            pattern, guarded, ..
        } => !path.is_empty() && matches(pattern, path[0]) && (open || !guarded),
    };
    match nodes.iter().find(is_there) {
        None => Reading {
            policy: around,
            is_served: false,
            is_own: false,
        },
        Some(Node::Route { policy, .. }) => Reading {
            policy: policy.unwrap_or(around),
            is_served: true,
            is_own: policy.is_some(),
        },
        Some(Node::Scope { policy, inside, .. }) => {
            read(inside, method, &path[1..], open, policy.unwrap_or(around))
        }
    }
}

/// Whether nothing on the way of a path is without a policy, has a guard, or
/// stands where a scope before it takes everything: then nothing is in doubt.
fn is_plain_to_see(nodes: &[Node], path: &[&str]) -> bool {
    let has_path = |node: &&Node| match node {
        Node::Route { pattern, .. } => path.len() == 1 && matches(pattern, path[0]),
        Node::Scope { pattern, .. } => !path.is_empty() && matches(pattern, path[0]),
    };
    let on_the_way: Vec<&Node> = nodes.iter().filter(has_path).collect();
    let is_sure = |node: &Node| match node {
        Node::Route {
            policy, guarded, ..
        }
        | Node::Scope {
            policy, guarded, ..
        } => policy.is_some() && !guarded,
    };
    let scope = on_the_way
        .iter()
        .position(|node| matches!(node, Node::Scope { .. }));
    on_the_way.iter().all(|node| is_sure(node))
        && match scope.map(|at| (at, on_the_way[at])) {
            Some((at, Node::Scope { inside, .. })) => {
                at + 1 == on_the_way.len() && is_plain_to_see(inside, &path[1..])
            }
            _ => true,
        }
}

/// Whether a scope with a guard stands before a wider pattern that has the path
/// too: nothing shows that it has one.
fn is_guard_unseen(nodes: &[Node], path: &[&str]) -> bool {
    let mut is_behind = None;
    for node in nodes {
        let (Node::Route { pattern, .. } | Node::Scope { pattern, .. }) = node;
        if path.is_empty() || !matches(pattern, path[0]) {
            continue;
        }
        match node {
            Node::Route { .. } if path.len() > 1 => {}
            _ if is_behind.is_some_and(|scope| scope != "/{any}" && scope != *pattern) => {
                return true;
            }
            Node::Route { .. } => {}
            Node::Scope {
                guarded, inside, ..
            } => {
                if is_guard_unseen(inside, &path[1..]) {
                    return true;
                }
                if *guarded {
                    is_behind = Some(*pattern);
                }
            }
        }
    }
    false
}

/// Numbers that look random, the same each time (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn policy(&mut self, chance: usize) -> Option<usize> {
        (self.roll(chance) > 0).then(|| self.roll(3))
    }

    fn nodes(&mut self, depth: usize, kind: Kind) -> Vec<Node> {
        let mut nodes: Vec<Node> = Vec::new();
        for _ in 0..self.roll(5) {
            let pattern = PATTERNS[self.roll(3)];
            let guarded = kind == Kind::Guarded && self.roll(3) == 0;
            let node = match depth < 2 && self.roll(2) == 0 {
                true => Node::Scope {
                    pattern,
                    policy: match kind {
                        Kind::Annotated => Some(self.roll(3)),
                        _ => self.policy(2),
                    },
                    guarded,
                    inside: self.nodes(depth + 1, kind),
                },
                false => Node::Route {
                    method: METHODS[self.roll(3)],
                    pattern,
                    policy: match kind {
                        Kind::Annotated => Some(self.roll(3)),
                        _ => self.policy(3),
                    },
                    guarded,
                    named: self.roll(2) == 0,
                },
            };
            // A name says that it takes one method, which nobody can check: not
            // that a second route of the same is dead.
            let is_dead = |other: &Node| match (other, &node) {
                (
                    Node::Route {
                        method,
                        pattern,
                        policy: None,
                        named: true,
                        ..
                    },
                    Node::Route {
                        method: m,
                        pattern: p,
                        policy: Some(_),
                        ..
                    },
                ) => method == m && pattern == p,
                _ => false,
            };
            if !nodes.iter().any(is_dead) {
                nodes.push(node);
            }
        }
        nodes
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Every route has a policy: every preflight is answered exactly.
    Annotated,
    /// Some have none.
    Plain,
    /// And guards turn requests down.
    Guarded,
}

fn paths() -> Vec<String> {
    let segments = ["a", "b", "c"];
    let one = segments.iter().map(|first| format!("/{first}"));
    let two = segments
        .iter()
        .flat_map(|first| segments.map(|second| format!("/{first}/{second}")));
    let three = ["/a/b/c", "/a/a/a", "/b/a/b", "/c/c/c"].map(str::to_owned);
    one.chain(two).chain(three).collect()
}

async fn compare(seed: u64, kind: Kind) -> (usize, usize) {
    let nodes = Dice(seed).nodes(0, kind);
    let app = App::new()
        .configure(|config| build(config, &nodes))
        .wrap(Cors::new(POLICIES[0]));
    let app = init_service(app).await;
    let (mut right, mut wanted) = (0, 0);
    let paths = paths();
    let cases = paths
        .iter()
        .flat_map(|path| METHODS.map(|method| (path, method)));
    // Every preflight comes before the first request that shows what serves it.
    for (path, name) in cases.clone() {
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let method = Method::from_bytes(name.as_bytes()).expect("a method");
        let readings = [false, true].map(|open| read(&nodes, name, &segments, open, 0));
        let is_plain_to_see = is_plain_to_see(&nodes, &segments);
        let is_guard_unseen = is_guard_unseen(&nodes, &segments);
        for origin in ORIGINS {
            let request = preflight(&method, path, origin).to_request();
            let response = call_service(&app, request).await;
            let found = granted(&response, &method);
            assert_eq!(Calls::take(), (0, 0));
            for reading in &readings {
                let expected = POLICIES[reading.policy].allows_origin(origin.as_bytes());
                let context = || format!("{seed}: {method} {path} {origin}: {nodes:#?}");
                if is_plain_to_see {
                    assert_eq!(found, expected, "{}", context());
                } else if reading.is_served && !is_guard_unseen {
                    assert!(expected || !found, "{}", context());
                }
                if reading.is_served {
                    wanted += usize::from(expected);
                    right += usize::from(expected && found);
                }
            }
        }
    }
    for (path, name) in cases {
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let method = Method::from_bytes(name.as_bytes()).expect("a method");
        for (open, origin) in ORIGINS.iter().flat_map(|o| [(false, o), (true, o)]) {
            let reading = read(&nodes, name, &segments, open, 0);
            let expected = POLICIES[reading.policy].allows_origin(origin.as_bytes());
            let mut request = actual(&method, path, origin);
            if open {
                request = request.insert_header(("x-open", "1"));
            }
            let response = call_service(&app, request.to_request()).await;
            let readable = allowed(&response) == Some(origin);
            assert_eq!(Calls::take(), (usize::from(reading.is_served), 0));
            let context = format!("{seed}: {method} {path} {origin} {open}: {nodes:#?}");
            if reading.is_own {
                assert_eq!(readable, expected, "{context}");
            } else if reading.is_served {
                assert!(expected || !readable, "{context}");
            }
        }
    }
    (right, wanted)
}

#[actix_web::test]
async fn trees_in_which_every_route_has_a_policy() {
    for seed in 0..400 {
        compare(seed, Kind::Annotated).await;
    }
}

#[actix_web::test]
async fn trees_in_which_some_routes_have_none() {
    let (mut right, mut wanted) = (0, 0);
    for seed in 1000..1300 {
        let (r, w) = compare(seed, Kind::Plain).await;
        right += r;
        wanted += w;
    }
    // What is refused for safety is the exception.
    assert!(right * 10 > wanted * 6, "{right} of {wanted}");
}

#[actix_web::test]
async fn trees_in_which_guards_turn_requests_down() {
    for seed in 2000..2300 {
        compare(seed, Kind::Guarded).await;
    }
}
