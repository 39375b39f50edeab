//! Random trees of routers, routes, layers, fallbacks and policies against a naive
//! reading of them.
//!
//! A path has literal segments, `{id}` and `{*rest}`. Of the routes that match a path, the
//! reading takes the most literal one and the innermost policy that encloses it. Layers
//! count, spawn, reply early and fail. The environment variable `TREE_QUESTIONS` raises the
//! number of requests.

mod support;

use std::future::{Ready, ready};
use std::panic::UnwindSafe;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, any};
use cors_axum::{CorsMethodRouter, CorsRouter, Policy, cors};
use support::{Calls, actual, allowed, ask, granted, preflight, watch};
use tower::util::BoxCloneService;

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
const METHODS: [Method; 4] = [Method::GET, Method::HEAD, Method::PUT, Method::DELETE];

#[derive(Debug, Clone)]
enum Node {
    /// One call of `route`: a handler for each method, with a policy of its own or
    /// none; whether there is one for all others.
    Route {
        path: String,
        methods: Vec<(Method, Option<usize>)>,
        any: bool,
    },
    Service {
        path: String,
    },
    Nest {
        path: String,
        tree: Tree,
    },
    NestService {
        path: String,
    },
    Merge(Tree),
    Layer(Middleware),
    Fallback,
    NotAllowed,
}

/// What a layer does with a request.
#[derive(Debug, Clone, Copy)]
enum Middleware {
    /// It counts the request.
    Count,
    /// It runs the rest on another task.
    Spawn,
    /// It answers some requests itself.
    ReplyEarly,
    /// It replaces the response of some requests by an error.
    Fail,
}

impl Middleware {
    async fn run(self, request: Request, next: Next) -> Response {
        let is_chosen = request.uri().path().len().is_multiple_of(2);
        match self {
            Middleware::Count => watch(request, next).await,
            Middleware::Spawn => {
                let spawned = tokio::spawn(next.run(request));
                spawned.await.expect("the task does not panic")
            }
            Middleware::ReplyEarly if is_chosen => StatusCode::UNAUTHORIZED.into_response(),
            Middleware::Fail if is_chosen => {
                next.run(request).await;
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
            Middleware::ReplyEarly | Middleware::Fail => next.run(request).await,
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Tree {
    nodes: Vec<Node>,
    policy: Option<usize>,
    /// Whether the policy is given first of all.
    early: bool,
}

/// Numbers the handlers, so that a response says which one handled the request.
#[derive(Default)]
struct Numbers(usize);

impl Numbers {
    fn handler(&mut self) -> impl Fn() -> Ready<String> + Clone + Send + Sync + 'static {
        self.0 += 1;
        let number = self.0;
        move || ready(Calls::handler_number(number))
    }

    fn plain(&mut self) -> axum::Router {
        axum::Router::new().fallback(self.handler())
    }
}

fn filter(method: &Method) -> MethodFilter {
    MethodFilter::try_from(method.clone()).expect("a filter")
}

fn build(tree: &Tree, numbers: &mut Numbers) -> CorsRouter {
    let policy = tree.policy.map(|policy| POLICIES[policy]);
    let mut router = CorsRouter::new();
    if let Some(policy) = policy.filter(|_| tree.early) {
        router = router.cors(policy);
    }
    for node in &tree.nodes {
        router = match node {
            Node::Route { path, methods, any } => {
                let mut routes = CorsMethodRouter::new();
                for (method, policy) in methods {
                    let handler = numbers.handler();
                    routes = match policy {
                        Some(policy) => {
                            routes.on_with_cors(method.clone(), POLICIES[*policy], handler)
                        }
                        None => routes.on(filter(method), handler),
                    };
                }
                if *any {
                    routes = routes.fallback(numbers.handler());
                }
                router.route(path, routes)
            }
            Node::Service { path } => router.route_service(path, any(numbers.handler())),
            Node::Nest { path, tree } => router.nest(path, build(tree, numbers)),
            Node::NestService { path } => router.nest_service(path, numbers.plain()),
            Node::Merge(tree) => router.merge(build(tree, numbers)),
            Node::Layer(kind) => {
                let kind = *kind;
                router.layer(from_fn(move |request, next| kind.run(request, next)))
            }
            Node::Fallback => router.fallback(numbers.handler()),
            Node::NotAllowed => router.method_not_allowed_fallback(numbers.handler()),
        };
    }
    if let Some(policy) = policy.filter(|_| !tree.early) {
        router = router.cors(policy);
    }
    router
}

/// The same tree as an `axum::Router`, without policies.
fn without(tree: &Tree, numbers: &mut Numbers) -> axum::Router {
    let mut router = axum::Router::new();
    for node in &tree.nodes {
        router = match node {
            Node::Route { path, methods, any } => {
                let mut routes = MethodRouter::new();
                for (method, _) in methods {
                    routes = routes.on(filter(method), numbers.handler());
                }
                if *any {
                    routes = routes.fallback(numbers.handler());
                }
                router.route(path, routes)
            }
            Node::Service { path } => router.route_service(path, any(numbers.handler())),
            Node::Nest { path, tree } => router.nest(path, without(tree, numbers)),
            Node::NestService { path } => router.nest_service(path, numbers.plain()),
            Node::Merge(tree) => router.merge(without(tree, numbers)),
            Node::Layer(kind) => {
                let kind = *kind;
                router.layer(from_fn(move |request, next| kind.run(request, next)))
            }
            Node::Fallback => router.fallback(numbers.handler()),
            Node::NotAllowed => router.method_not_allowed_fallback(numbers.handler()),
        };
    }
    router
}

/// A route in the reading: its whole path, the policies of its methods, and the innermost
/// enclosing policy.
struct Seen {
    path: Vec<String>,
    methods: Vec<(Method, usize)>,
    enclosing: Option<usize>,
}

/// A path below which a nested router has a fallback or a policy.
struct Region {
    path: Vec<String>,
    enclosing: Option<usize>,
}

#[derive(Default)]
struct Reading {
    routes: Vec<Seen>,
    regions: Vec<Region>,
    /// The policy of the fallback at the root, if there is one.
    root: Option<Option<usize>>,
    enclosing: Option<usize>,
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').skip(1).map(str::to_owned).collect()
}

fn read(tree: &Tree, enclosing: Option<usize>) -> Reading {
    let enclosing = tree.policy.or(enclosing);
    let mut reading = Reading {
        enclosing,
        ..Reading::default()
    };
    for node in &tree.nodes {
        match node {
            Node::Route { path, methods, .. } => {
                let own = |(method, policy): &(Method, Option<usize>)| {
                    policy.map(|policy| (method.clone(), policy))
                };
                reading.routes.push(Seen {
                    path: segments(path),
                    methods: methods.iter().filter_map(own).collect(),
                    enclosing,
                });
            }
            Node::Service { path } => reading.routes.push(Seen {
                path: segments(path),
                methods: Vec::new(),
                enclosing,
            }),
            Node::NestService { path } => {
                for tail in ["", "/", "/{*rest}"] {
                    reading.routes.push(Seen {
                        path: segments(&format!("{path}{tail}")),
                        methods: Vec::new(),
                        enclosing,
                    });
                }
            }
            Node::Nest { path, tree } => {
                let inner = read(tree, enclosing);
                let prefix = segments(path);
                let join = |path: Vec<String>| match *path.as_slice() {
                    [ref only] if only.is_empty() => prefix.clone(),
                    _ => [prefix.clone(), path].concat(),
                };
                reading
                    .routes
                    .extend(inner.routes.into_iter().map(|seen| Seen {
                        path: join(seen.path),
                        ..seen
                    }));
                reading
                    .regions
                    .extend(inner.regions.into_iter().map(|region| Region {
                        path: join(region.path),
                        ..region
                    }));
                if inner.root.is_some() || tree.policy.is_some() {
                    reading.regions.push(Region {
                        path: prefix.clone(),
                        enclosing: inner.root.unwrap_or(tree.policy),
                    });
                }
            }
            Node::Merge(tree) => {
                let inner = read(tree, enclosing);
                reading.routes.extend(inner.routes);
                reading.regions.extend(inner.regions);
                reading.root = inner.root.or(reading.root);
            }
            Node::Fallback => reading.root = Some(enclosing),
            Node::Layer(_) | Node::NotAllowed => {}
        }
    }
    reading
}

/// How literally a pattern matches a path, segment by segment; `None` if it does
/// not.
fn literal(pattern: &[String], path: &[String]) -> Option<Vec<u8>> {
    match (pattern.split_first(), path.split_first()) {
        (None, None) => Some(Vec::new()),
        (Some((first, _)), Some((segment, rest))) if first.starts_with("{*") => {
            (!segment.is_empty() || !rest.is_empty()).then(|| vec![0])
        }
        (Some((first, pattern)), Some((segment, path))) => {
            let own = match first.starts_with('{') {
                true if segment.is_empty() => return None,
                true => 1,
                false if first == segment => 2,
                false => return None,
            };
            let mut all = vec![own];
            all.extend(literal(pattern, path)?);
            Some(all)
        }
        _ => None,
    }
}

impl Reading {
    /// The policy that applies.
    fn applicable(&self, app: usize, method: &Method, path: &str) -> usize {
        let path = segments(path);
        let how = |seen: &&Seen| literal(&seen.path, &path);
        let best = self
            .routes
            .iter()
            .filter(|seen| how(seen).is_some())
            .max_by_key(how);
        let Some(best) = best else {
            let is_below = |region: &&Region| {
                let prefix = path.get(..region.path.len());
                prefix.is_some_and(|prefix| literal(&region.path, prefix).is_some())
            };
            let below = self.regions.iter().filter(is_below);
            let innermost = below.max_by_key(|region| region.path.len());
            let enclosing = innermost.map_or(self.root.unwrap_or(self.enclosing), |region| {
                region.enclosing
            });
            return enclosing.unwrap_or(app);
        };
        let served = self.routes.iter().filter(|seen| seen.path == best.path);
        let methods: Vec<&(Method, usize)> = served.flat_map(|seen| &seen.methods).collect();
        let own = |wanted: &Method| methods.iter().find(|(known, _)| known == wanted);
        let own = own(method).or_else(|| (method == Method::HEAD).then(|| own(&Method::GET))?);
        own.map(|(_, policy)| *policy)
            .or(best.enclosing)
            .unwrap_or(app)
    }

    /// Whether a path is in two routers of different policies.
    fn is_contradictory(&self) -> bool {
        let differs = |seen: &Seen| {
            let same = self.routes.iter().filter(|other| other.path == seen.path);
            same.clone().any(|other| other.enclosing != seen.enclosing)
        };
        self.routes.iter().any(differs)
    }

    /// Whether two routers are nested at one path, so that a 404 there belongs to both.
    fn is_doubled(&self) -> bool {
        let same = |region: &Region| {
            let same = self
                .regions
                .iter()
                .filter(|other| other.path == region.path);
            same.count() > 1
        };
        self.regions.iter().any(same)
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

    fn policy(&mut self) -> Option<usize> {
        (self.roll(2) == 0).then(|| self.roll(3))
    }

    fn pick(&mut self, paths: &[&str]) -> String {
        paths[self.roll(paths.len())].to_owned()
    }

    fn tree(&mut self, depth: usize) -> Tree {
        let mut tree = Tree {
            nodes: Vec::new(),
            policy: self.policy(),
            early: self.roll(2) == 0,
        };
        for _ in 0..1 + self.roll(6) {
            let node = self.node(depth);
            tree.nodes.push(node);
        }
        tree
    }

    fn node(&mut self, depth: usize) -> Node {
        const ROUTES: [&str; 7] = ["/", "/a", "/b", "/{id}", "/a/{id}", "/a/b", "/c/{*rest}"];
        match self.roll(12) {
            0..4 => {
                let mut methods: Vec<(Method, Option<usize>)> = Vec::new();
                for _ in 0..1 + self.roll(3) {
                    let method = METHODS[self.roll(4)].clone();
                    let is_head = |known: &Method| {
                        [Method::GET, Method::HEAD].contains(known)
                            && [Method::GET, Method::HEAD].contains(&method)
                    };
                    if methods
                        .iter()
                        .all(|(known, _)| *known != method && !is_head(known))
                    {
                        methods.push((method, self.policy()));
                    }
                }
                Node::Route {
                    path: self.pick(&ROUTES),
                    methods,
                    any: self.roll(5) == 0,
                }
            }
            4 => Node::Service {
                path: self.pick(&ROUTES),
            },
            5..7 if depth < 2 => Node::Nest {
                path: self.pick(&["/a", "/b", "/x/{t}"]),
                tree: self.tree(depth + 1),
            },
            7 if depth < 2 => Node::Merge(self.tree(depth + 1)),
            8 => Node::NestService {
                path: self.pick(&["/b", "/s"]),
            },
            9 => Node::Layer(
                [
                    Middleware::Count,
                    Middleware::Spawn,
                    Middleware::ReplyEarly,
                    Middleware::Fail,
                ][self.roll(4)],
            ),
            10 => Node::Fallback,
            _ => Node::NotAllowed,
        }
    }
}

/// Every path of up to three of these, and some with a slash too many.
fn paths() -> Vec<String> {
    let segments = ["a", "b", "c", "s", "x"];
    let mut paths = vec!["/".to_owned()];
    let mut last = vec![String::new()];
    for _ in 0..3 {
        last = last
            .iter()
            .flat_map(|path| segments.map(|segment| format!("{path}/{segment}")))
            .collect();
        paths.extend(last.iter().cloned());
    }
    paths.extend(
        [
            "/x/1/a/2", "/x/1/b/a", "/a/x/1/a", "/c/1/2/3", "/s/", "/b/b/b/b",
        ]
        .map(str::to_owned),
    );
    paths
}

async fn text(response: Response) -> (u16, Vec<u8>) {
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 1000).await.expect("a body");
    (status, body.to_vec())
}

/// Builds a router, unless it is one that is refused, and says why.
fn built(build: impl FnOnce() -> axum::Router + UnwindSafe) -> Result<axum::Router, String> {
    // What the refused say is returned, and not printed.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let built = std::panic::catch_unwind(build);
    std::panic::set_hook(hook);
    built.map_err(|why| {
        let text = why.downcast_ref::<String>().cloned();
        text.or_else(|| why.downcast_ref::<&str>().map(|&text| text.to_owned()))
            .unwrap_or_default()
    })
}

#[tokio::test]
async fn random_trees_have_the_policies_of_a_naive_reading() {
    let questions = std::env::var("TREE_QUESTIONS").ok();
    let questions = questions.map_or(100_000, |number| number.parse().expect("a number"));
    let paths = paths();
    let (mut asked, mut held, mut refused) = (0, 0, 0);
    let mut seed = 0;
    while asked < questions {
        seed += 1;
        let tree = Dice(seed).tree(0);
        let reading = read(&tree, None);
        let app = built(|| build(&tree, &mut Numbers::default()).into_router(&A));
        let plain = built(|| without(&tree, &mut Numbers::default()));
        let (app, plain) = match (app, plain) {
            (Ok(app), Ok(plain)) => (app, plain),
            // axum refuses it too, or a path has two policies, or HEAD comes after a GET
            // that handles HEAD.
            (Err(why), plain)
                if plain.is_err()
                    || why.contains("different policies")
                    || why.contains("Handler for `HEAD ") =>
            {
                refused += 1;
                continue;
            }
            (app, plain) => panic!("{seed}: {app:?} and {plain:?} of {tree:#?}"),
        };
        assert!(!reading.is_contradictory(), "{seed}: {tree:#?}");
        if reading.is_doubled() {
            continue;
        }
        held += 1;
        let service = build(&tree, &mut Numbers::default()).into_service(&A);
        let apps = [BoxCloneService::new(app), BoxCloneService::new(service)];
        // Each tree gets another part of the requests.
        for (number, path) in paths.iter().enumerate() {
            if !(number + seed as usize).is_multiple_of(8) {
                continue;
            }
            for method in METHODS {
                let policy = POLICIES[reading.applicable(0, &method, path)];
                for (origin, app) in ORIGINS
                    .into_iter()
                    .flat_map(|o| apps.iter().map(move |a| (o, a)))
                {
                    let context = || format!("{seed}: {method} {path} {origin}: {tree:#?}");
                    let expected = policy.allows_origin(origin);
                    asked += 2;
                    Calls::take();
                    let response = ask(app, preflight(&method, path, origin)).await;
                    assert_eq!(granted(&response, &method), expected, "{}", context());
                    assert_eq!(Calls::take(), (0, 0), "{}", context());

                    let response = ask(app, actual(&method, path, origin)).await;
                    let readable = allowed(&response) == Some(origin);
                    assert_eq!(readable, expected, "{}", context());
                    let calls = Calls::take();
                    let found = (text(response).await, calls);
                    let response = ask(&plain, actual(&method, path, origin)).await;
                    let calls = Calls::take();
                    assert_eq!(found, (text(response).await, calls), "{}", context());
                }
            }
        }
    }
    println!("{asked} questions to {held} trees");
    assert!(refused < 4 * held, "{refused} refused, {held} held");
}
