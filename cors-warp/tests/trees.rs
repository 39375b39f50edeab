//! Random trees of routes, scopes, guards and plain filters. Each handler names the policy
//! that it was declared with, in the header `x-by`.
//!
//! `CORS_QUESTIONS` sets how many requests are sent.

mod support;

use std::env;

use cors_warp::{BoxedRoutes, Policy, cors, path, plain, route, scope};
use support::{actual, allowed, ask, granted, header, preflight, with};
use warp::filters::BoxedFilter;
use warp::http::{Method, StatusCode};
use warp::reject::{self, Reject};
use warp::reply::{Response, with_header};
use warp::{Filter, Rejection, Reply};

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
const METHODS: [Method; 3] = [Method::GET, Method::PUT, Method::DELETE];
/// The guards of a tree need `1` or `2` in the token.
const TOKENS: [&str; 4] = ["-", "1", "2", "12"];
const PATHS: [&str; 12] = [
    "/1", "/a", "/b", "/1/1", "/1/a", "/a/1", "/a/a", "/b/1", "/a/1/1", "/1/a/b", "/a/", "/a//1",
];

const ROUTE_PATHS: usize = 5;
const SCOPE_PATHS: usize = 3;

#[derive(Debug, Clone)]
enum Node {
    Route {
        method: Method,
        path: usize,
        policy: Option<usize>,
        guard: Option<u8>,
    },
    Scope {
        path: usize,
        policy: Option<usize>,
        guard: Option<u8>,
        nodes: Vec<Node>,
    },
    Plain {
        guard: Option<u8>,
    },
}

/// Rejects requests whose token lacks a digit; `None` accepts everything.
fn guard(digit: Option<u8>) -> BoxedFilter<()> {
    let Some(digit) = digit else {
        return warp::any().boxed();
    };
    warp::header::<String>("x-token")
        .and_then(move |token: String| {
            let has = token.contains(char::from(b'0' + digit));
            std::future::ready(has.then_some(()).ok_or_else(|| reject::custom(NoToken)))
        })
        .untuple_one()
        .boxed()
}

#[derive(Debug)]
struct NoToken;
impl Reject for NoToken {}

/// A rejection does not need a task of its own this way.
async fn recovered(_: Rejection) -> Result<StatusCode, Rejection> {
    Ok(StatusCode::UNAUTHORIZED)
}

fn served(by: &str) -> Response {
    with_header("served", "x-by", by).into_response()
}

fn build(nodes: &[Node], enclosing: usize) -> BoxedRoutes {
    // A list may be empty, and this matches no request of the test.
    let none = route(Method::TRACE, path!("none")).to(|none| none.map(warp::reply));
    let routes = nodes.iter().map(|node| build_one(node, enclosing));
    routes.fold(none.boxed(), |routes, next| routes.or(next).boxed())
}

fn build_one(node: &Node, enclosing: usize) -> BoxedRoutes {
    /// A handler that needs the guard, or one that cannot reject.
    macro_rules! route {
        ($path:expr, $node:expr, [$($param:ident),*]) => {{
            let Node::Route { method, policy, guard: digit, .. } = $node else {
                unreachable!();
            };
            let mut here = route(method.clone(), $path);
            if let Some(policy) = policy {
                here = here.cors(POLICIES[*policy]);
            }
            let by = policy.unwrap_or(enclosing).to_string();
            let handler = move |$($param: String),*| {
                $(drop($param);)*
                served(&by)
            };
            match digit {
                Some(_) => here.to(|here| here.and(guard(*digit)).map(handler)).boxed(),
                None => here.to(|here| here.map(handler)).boxed(),
            }
        }};
    }
    match node {
        Node::Route { path: 0, .. } => route!(path!("a"), node, []),
        Node::Route { path: 1, .. } => route!(path!(String), node, [one]),
        Node::Route { path: 2, .. } => route!(path!("a" / String), node, [one]),
        Node::Route { path: 3, .. } => route!(path!("a" / ..), node, []),
        Node::Route { .. } => route!(path!(String / "a"), node, [one]),
        Node::Scope {
            path,
            policy,
            guard: digit,
            nodes,
        } => {
            let mut inner = build(nodes, policy.unwrap_or(enclosing));
            if digit.is_some() {
                inner = inner.guarded(guard(*digit)).boxed();
            }
            macro_rules! scope {
                ($path:expr) => {
                    match policy {
                        Some(policy) => scope($path).cors(POLICIES[*policy]).to(inner).boxed(),
                        None => scope($path).to(inner).boxed(),
                    }
                };
            }
            match path {
                0 => scope!(cors_warp::path("a")),
                1 => scope!(path!(u32 / ..)),
                _ => scope!(path!("a" / u32 / ..)),
            }
        }
        Node::Plain { guard: digit } => plain(guard(*digit).map(|| served("plain"))).boxed(),
    }
}

/// The policies of the innermost scopes of a path.
fn innermost(nodes: &[Node], path: &str) -> Vec<usize> {
    let mut found = Vec::new();
    for node in nodes {
        let Node::Scope {
            path: kind,
            policy,
            nodes,
            ..
        } = node
        else {
            continue;
        };
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        let (second, third) = rest.split_once('/').unwrap_or((rest, ""));
        let is_number = |segment: &str| segment.parse::<u32>().is_ok();
        let rest = match kind {
            0 if first == "a" => rest,
            1 if is_number(first) => rest,
            2 if first == "a" && is_number(second) => third,
            _ => continue,
        };
        let inner = innermost(nodes, rest);
        if inner.is_empty() {
            found.extend(policy);
        }
        found.extend(inner);
    }
    found
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

    fn policy(&mut self) -> Option<usize> {
        (self.roll(3) > 0).then(|| self.roll(3))
    }

    fn guard(&mut self, has_guards: bool) -> Option<u8> {
        (has_guards && self.roll(3) == 0).then(|| 1 + self.roll(2) as u8)
    }

    fn nodes(&mut self, depth: usize, has_guards: bool) -> Vec<Node> {
        let count = self.roll(6);
        (0..count)
            .map(|_| match self.roll(6) {
                0 => Node::Plain {
                    guard: self.guard(has_guards),
                },
                1 | 2 if depth < 2 => Node::Scope {
                    path: self.roll(SCOPE_PATHS),
                    policy: self.policy(),
                    guard: self.guard(has_guards),
                    nodes: self.nodes(depth + 1, has_guards),
                },
                _ => Node::Route {
                    method: METHODS[self.roll(3)].clone(),
                    path: self.roll(ROUTE_PATHS),
                    policy: self.policy(),
                    guard: self.guard(has_guards),
                },
            })
            .collect()
    }
}

/// Asks a tree everything; returns the number of requests.
async fn check(seed: u64, has_guards: bool) -> usize {
    let nodes = Dice(seed).nodes(0, has_guards);
    let app = build(&nodes, 0).recover(recovered).cors(&A);
    let mut questions = 0;
    for path in PATHS {
        let mut enclosing = innermost(&nodes, &path[1..]);
        if enclosing.is_empty() {
            enclosing.push(0);
        }
        for method in METHODS {
            for origin in ORIGINS {
                let context = format!("{seed}: {method} {path} {origin}: {nodes:#?}");
                let may = |policy: usize| POLICIES[policy].allows_origin(origin);
                let enclosing_may = enclosing.iter().all(|policy| may(*policy));
                let answer = ask(&app, preflight(&method, path, origin)).await;
                assert!(header(&answer, "x-by").is_empty(), "{context}");
                let is_granted = granted(&answer, &method);
                let tokens = if has_guards {
                    &TOKENS[..]
                } else {
                    &TOKENS[..1]
                };
                questions += 1 + tokens.len();
                for token in tokens {
                    let request = with(actual(&method, path, origin), "x-token", token);
                    let response = ask(&app, request).await;
                    let by = match header(&response, "x-by")[..] {
                        ["plain"] => enclosing_may,
                        [policy] => may(policy.parse().expect("a number")),
                        // Rejected: there is no route, or only routes with guards.
                        _ if has_guards => continue,
                        _ => enclosing_may,
                    };
                    let is_readable = allowed(&response).is_some();
                    assert!(by || !is_readable, "foreign: {token} {context}");
                    assert!(by || !is_granted, "foreign preflight: {token} {context}");
                    if !has_guards {
                        assert_eq!(is_readable, by, "{context}");
                        assert_eq!(is_granted, by, "preflight: {context}");
                    }
                }
            }
        }
    }
    questions
}

async fn check_trees(has_guards: bool) {
    let questions = env::var("CORS_QUESTIONS").ok();
    let questions = questions.map_or(60_000, |count| count.parse().expect("a number"));
    let (mut asked, mut seed) = (0, 0);
    while asked < questions / 2 {
        asked += check(seed, has_guards).await;
        seed += 1;
    }
    println!("{asked} requests to {seed} trees");
}

/// What no rejection complicates is allowed exactly what its policy allows.
#[tokio::test]
async fn without_guards_the_policy_of_what_serves_decides_exactly() {
    check_trees(false).await;
}

/// Whatever rejects, nothing is allowed that the policy of what serves does not allow.
#[tokio::test]
async fn with_guards_no_policy_of_another_handler_is_granted() {
    check_trees(true).await;
}
