//! Random trees of routes, scopes, guards and plain filters against a naive
//! reading: the tree walked by hand, first match first, with the innermost policy
//! of the place.

mod support;

use cors_warp::{BoxedRoutes, Policy, cors, path, plain, route, scope};
use support::{Calls, actual, allowed, ask, granted, preflight, with};
use warp::Filter;
use warp::http::{Method, StatusCode};

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
const METHODS: [&str; 3] = ["GET", "PUT", "DELETE"];
/// A text, or a parameter that takes `1` and `2`.
const SEGMENTS: [&str; 4] = ["1", "2", "a", "{}"];

#[derive(Debug, Clone)]
enum Node {
    Route {
        method: &'static str,
        segment: &'static str,
        policy: Option<usize>,
        /// Rejects what has no token, behind its place.
        picky: bool,
    },
    Scope {
        segment: &'static str,
        policy: Option<usize>,
        guarded: bool,
        inside: Vec<Node>,
    },
    Plain {
        picky: bool,
    },
}

macro_rules! with_policy {
    ($scope:expr, $policy:expr, $inside:expr) => {
        match $policy {
            Some(policy) => $scope.cors(POLICIES[*policy]).to($inside).boxed(),
            None => $scope.to($inside).boxed(),
        }
    };
}
fn build(nodes: &[Node], calls: &Calls) -> BoxedRoutes {
    let never = route(Method::TRACE, path!("never")).to(|place| place.map(warp::reply));
    let mut routes = never.boxed();
    for node in nodes {
        routes = routes.or(one(node, calls)).boxed();
    }
    routes
}

fn one(node: &Node, calls: &Calls) -> BoxedRoutes {
    let handler = {
        let calls = calls.clone();
        move || calls.handler()
    };
    let pick = {
        let auth = calls.auth();
        move |picky: bool| match picky {
            true => auth.clone().boxed(),
            false => warp::any().boxed(),
        }
    };
    match node {
        Node::Route {
            method,
            segment,
            policy,
            picky,
        } => {
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            let pick = pick(*picky);
            match *segment {
                "{}" => {
                    let mut place = route(method, path!(u32));
                    if let Some(policy) = policy {
                        place = place.cors(POLICIES[*policy]);
                    }
                    let handler = move |_: u32| handler();
                    place.to(|place| place.and(pick).map(handler)).boxed()
                }
                text => {
                    // The scope has no policy: the route's own is the only one.
                    let mut place = route(method, path!());
                    if let Some(policy) = policy {
                        place = place.cors(POLICIES[*policy]);
                    }
                    let routes = place.to(|place| place.and(pick).map(handler));
                    scope(path(text)).to(routes).boxed()
                }
            }
        }
        Node::Scope {
            segment,
            policy,
            guarded,
            inside,
        } => {
            let mut inside = build(inside, calls);
            if *guarded {
                inside = inside.guarded(calls.auth()).boxed();
            }
            match *segment {
                "{}" => with_policy!(scope(path!(u32 / ..)), policy, inside),
                text => with_policy!(scope(path(text)), policy, inside),
            }
        }
        Node::Plain { picky } => plain(pick(*picky).map(handler)).boxed(),
    }
}

fn matches(own: &str, segment: &str) -> bool {
    own == segment || own == "{}" && segment.parse::<u32>().is_ok()
}

/// Something that may serve: by whose policy, and whether it asks for a token.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    policy: usize,
    needs_token: bool,
}

/// What may serve a request, in order: routes, then plain filters; and the
/// innermost scopes of the path.
#[derive(Debug, Default)]
struct Reading {
    routes: Vec<Candidate>,
    plain: Vec<Candidate>,
    scopes: Vec<usize>,
}

fn read(
    nodes: &[Node],
    method: &str,
    path: &[&str],
    around: usize,
    token: bool,
    reading: &mut Reading,
) -> bool {
    let mut is_in_scope = false;
    for node in nodes {
        match node {
            Node::Route {
                method: own,
                segment,
                policy,
                picky,
            } => {
                if *own == method && path.len() == 1 && matches(segment, path[0]) {
                    reading.routes.push(Candidate {
                        policy: policy.unwrap_or(around),
                        needs_token: token || *picky,
                    });
                }
            }
            Node::Scope {
                segment,
                policy,
                guarded,
                inside,
            } => {
                if path.first().is_some_and(|first| matches(segment, first)) {
                    let inner = policy.unwrap_or(around);
                    let token = token || *guarded;
                    let deeper = read(inside, method, &path[1..], inner, token, reading);
                    if let (false, Some(policy)) = (deeper, policy) {
                        reading.scopes.push(*policy);
                    }
                    is_in_scope |= deeper || policy.is_some();
                }
            }
            Node::Plain { picky } => reading.plain.push(Candidate {
                policy: around,
                needs_token: token || *picky,
            }),
        }
    }
    is_in_scope
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

    fn nodes(&mut self, depth: usize) -> Vec<Node> {
        let count = self.roll(5);
        (0..count)
            .map(|_| match self.roll(6) {
                0 => Node::Plain {
                    picky: self.roll(2) == 0,
                },
                1 | 2 if depth < 2 => Node::Scope {
                    segment: SEGMENTS[self.roll(4)],
                    policy: self.policy(),
                    guarded: self.roll(3) == 0,
                    inside: self.nodes(depth + 1),
                },
                _ => Node::Route {
                    method: METHODS[self.roll(3)],
                    segment: SEGMENTS[self.roll(4)],
                    policy: self.policy(),
                    picky: self.roll(4) == 0,
                },
            })
            .collect()
    }
}

fn paths() -> Vec<Vec<&'static str>> {
    let one = ["1", "2", "a", "b"].map(|first| vec![first]);
    let two = [
        ["1", "1"],
        ["1", "2"],
        ["1", "a"],
        ["2", "1"],
        ["2", "b"],
        ["a", "1"],
        ["a", "2"],
        ["a", "a"],
        ["b", "1"],
    ];
    let three = [
        ["1", "1", "1"],
        ["a", "1", "2"],
        ["2", "a", "1"],
        ["1", "a", "b"],
    ];
    one.into_iter()
        .chain(two.map(Vec::from))
        .chain(three.map(Vec::from))
        .collect()
}

fn all_allow(policies: &[usize], origin: &str) -> bool {
    policies
        .iter()
        .all(|policy| POLICIES[*policy].allows_origin(origin))
}

async fn compare(seed: u64) {
    let nodes = Dice(seed).nodes(0);
    let calls = Calls::default();
    let app = build(&nodes, &calls).cors(&A);
    for segments in paths() {
        let path = format!("/{}", segments.join("/"));
        for name in METHODS {
            let method = Method::from_bytes(name.as_bytes()).expect("a method");
            let mut reading = Reading::default();
            if !read(&nodes, name, &segments, 0, false, &mut reading) {
                reading.scopes.push(0);
            }
            let governing = match reading.routes.first() {
                Some(route) => vec![route.policy],
                None => reading.scopes.clone(),
            };
            for origin in ORIGINS {
                let context = format!("{seed}: {method} {path} {origin}: {nodes:#?}");
                let response = ask(&app, preflight(&method, &path, origin)).await;
                let expected = all_allow(&governing, origin);
                assert_eq!(granted(&response, &method), expected, "{context}");
                assert_eq!(calls.take(), (0, 0), "{context}");
                for token in [false, true] {
                    let mut request = actual(&method, &path, origin);
                    if token {
                        request = with(request, "x-token", "1");
                    }
                    let response = ask(&app, request).await;
                    let serves = |candidate: &&Candidate| token || !candidate.needs_token;
                    let route = reading.routes.iter().position(|route| serves(&route));
                    let is_served = route.is_some() || reading.plain.iter().any(|p| serves(&p));
                    let mut readers = governing.clone();
                    match route {
                        Some(index) => readers.push(reading.routes[index].policy),
                        None if is_served && !reading.routes.is_empty() => {
                            readers.extend(&reading.scopes);
                        }
                        None => {}
                    }
                    let status = response.status();
                    assert_eq!(status == StatusCode::OK, is_served, "{token} {context}");
                    assert_eq!(calls.take().0, usize::from(is_served), "{token} {context}");
                    let expected = Some(origin).filter(|origin| all_allow(&readers, origin));
                    assert_eq!(allowed(&response), expected, "{token} {context}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_thousand_trees() {
    for seed in 0..1000 {
        compare(seed).await;
    }
}
