//! Random trees of scopes, routes and policies against a naive reading: the
//! router walked by hand, with the innermost policy of the place that serves.

mod support;

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

/// A handler for each pattern, method and policy.
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
        })+

        fn register(config: &mut ServiceConfig, method: &str, pattern: &str, policy: usize) {
            $(if stringify!($attribute).eq_ignore_ascii_case(method) && pattern == $pattern {
                match policy {
                    0 => config.service($module::a),
                    1 => config.service($module::b),
                    _ => config.service($module::c),
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
            } => {
                register(config, method, pattern, *policy);
            }
            Node::Route {
                method,
                pattern,
                policy: None,
            } => {
                let method = Method::from_bytes(method.as_bytes()).expect("a method");
                let route = web::resource(*pattern).guard(guard::Method(method));
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
                    move |context| !guarded || context.head().headers().contains_key("x-open")
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
    /// Whether something else has the path of a scope that it enters: nobody
    /// outside can tell which method that takes, nor that the scope has no guard.
    is_doubtful: bool,
}

/// Walks as the router does.
fn read(nodes: &[Node], method: &str, path: &[&str], open: bool, around: usize) -> Reading {
    let is_there = |node: &&Node| match node {
        Node::Route {
            method: own,
            pattern,
            ..
        } => path.len() == 1 && *own == method && matches(pattern, path[0]),
        Node::Scope { pattern, .. } => !path.is_empty() && matches(pattern, path[0]),
    };
    let is_closed = |node: &&Node| matches!(node, Node::Scope { guarded: true, .. }) && !open;
    let has_path = |node: &Node| matches!(node, Node::Route { pattern, .. } if path.len() == 1 && matches(pattern, path[0]));
    let several = nodes.iter().filter(is_there).count() > 1 || nodes.iter().any(has_path);
    match nodes.iter().filter(is_there).find(|node| !is_closed(node)) {
        None => Reading {
            policy: around,
            is_served: false,
            is_own: false,
            is_doubtful: several,
        },
        Some(Node::Route { policy, .. }) => Reading {
            policy: policy.unwrap_or(around),
            is_served: true,
            is_own: policy.is_some(),
            is_doubtful: false,
        },
        Some(Node::Scope { policy, inside, .. }) => {
            let reading = read(inside, method, &path[1..], open, policy.unwrap_or(around));
            Reading {
                is_doubtful: several || reading.is_doubtful,
                ..reading
            }
        }
    }
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
            if depth < 2 && self.roll(2) == 0 {
                let pattern = PATTERNS[self.roll(3)];
                let is_route =
                    |node: &Node| matches!(node, Node::Route { pattern: p, .. } if *p == pattern);
                if nodes.iter().any(is_route) {
                    continue;
                }
                nodes.push(Node::Scope {
                    pattern,
                    policy: match kind {
                        Kind::Annotated => Some(self.roll(3)),
                        _ => self.policy(2),
                    },
                    guarded: kind == Kind::Guarded && self.roll(3) == 0,
                    inside: self.nodes(depth + 1, kind),
                });
                continue;
            }
            let (method, pattern) = (METHODS[self.roll(3)], PATTERNS[self.roll(3)]);
            let policy = match kind {
                Kind::Annotated => Some(self.roll(3)),
                _ => self.policy(3),
            };
            // Two of one method and pattern: the second is dead, and where the
            // first has no policy that is seen only once it serves.
            let is_same = |node: &Node| matches!(node, Node::Route { method: m, pattern: p, .. } if (*m, *p) == (method, pattern));
            // A scope and a route of one pattern look the same at that path.
            let is_scope =
                |node: &Node| matches!(node, Node::Scope { pattern: p, .. } if *p == pattern);
            if !nodes.iter().any(is_same) && !nodes.iter().any(is_scope) {
                nodes.push(Node::Route {
                    method,
                    pattern,
                    policy,
                });
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
    /// And scopes turn requests down.
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
    if kind == Kind::Plain {
        // What serves behind a route of another method is seen once it does.
        for (path, method) in paths().iter().flat_map(|path| METHODS.map(|m| (path, m))) {
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            call_service(&app, actual(&method, path, ORIGINS[0]).to_request()).await;
        }
    }
    for path in paths() {
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        for name in METHODS {
            let method = Method::from_bytes(name.as_bytes()).expect("a method");
            for open in [false, true] {
                let reading = read(&nodes, name, &segments, open, 0);
                for origin in ORIGINS {
                    let expected = POLICIES[reading.policy].allows_origin(origin.as_bytes());
                    Calls::take();
                    let request = preflight(&method, &path, origin).to_request();
                    let response = call_service(&app, request).await;
                    let found = granted(&response, &method);
                    assert_eq!(Calls::take(), (0, 0));
                    let context = format!("{seed}: {method} {path} {origin} {open}: {nodes:#?}");
                    match kind {
                        Kind::Annotated if !reading.is_doubtful => {
                            assert_eq!(found, expected, "{context}");
                        }
                        // Who is let in is known only to the guards.
                        Kind::Guarded => {}
                        // A scope in which nothing has a policy is known to nobody.
                        Kind::Plain if !reading.is_served => {}
                        // Never more than the policy grants.
                        _ => assert!(expected || !found, "{context}"),
                    }
                    wanted += usize::from(expected);
                    right += usize::from(expected && found);

                    let mut request = actual(&method, &path, origin);
                    if open {
                        request = request.insert_header(("x-open", "1"));
                    }
                    let response = call_service(&app, request.to_request()).await;
                    let readable = allowed(&response) == Some(origin);
                    match reading.is_own {
                        true => assert_eq!(readable, expected, "{context}"),
                        // It cannot be told why nobody served it.
                        false if !reading.is_served && kind != Kind::Annotated => {}
                        false => assert!(expected || !readable, "{context}"),
                    }
                }
            }
        }
    }
    (right, wanted)
}

#[actix_web::test]
async fn trees_in_which_every_route_has_a_policy() {
    for seed in 0..300 {
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
    assert!(right * 10 > wanted * 8, "{right} of {wanted}");
}

#[actix_web::test]
async fn trees_whose_scopes_turn_requests_down() {
    for seed in 2000..2300 {
        compare(seed, Kind::Guarded).await;
    }
}
