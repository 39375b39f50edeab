//! Random trees of scopes and routes with policies on real routers, with guards,
//! `NormalizePath`, middleware that spawns requests, replies early or fails, and default
//! services.
//!
//! Handlers write which policy they are declared with. A response may be readable only
//! for origins of that policy. A preflight may be allowed only for origins of the policy
//! of what then serves the request. And without guards and rewriting, nothing is refused
//! that this policy allows.
//!
//! `CORS_TREES_QUESTIONS=1000000` asks that many questions for each kind of tree.

mod support;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ErrorUnauthorized;
use actix_web::guard::GuardContext;
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use actix_web::middleware::{Condition, Next, NormalizePath, TrailingSlash, from_fn};
use actix_web::test::{TestRequest, init_service};
use actix_web::web::ServiceConfig;
use actix_web::{App, Error, HttpResponse, guard, rt, web};
use cors_actix::{Cors, Policy, cors};
use support::{actual, preflight};

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

/// What the application's default service writes: a scope without one uses it with the
/// policy of the scope.
const DEFAULT: usize = 9;

/// A response of a handler that is declared with a policy.
fn by(policy: usize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("x-by", policy.to_string()))
        .finish()
}

/// Handlers for each pattern, method and policy.
macro_rules! handlers {
    ($($module:ident: $attribute:ident $pattern:literal;)+) => {
        $(mod $module {
            use super::{A, B, C, by, cors};
            use actix_web::{HttpResponse, $attribute};

            #[cors(A)]
            #[$attribute($pattern)]
            pub(crate) async fn a() -> HttpResponse { by(0) }
            #[cors(B)]
            #[$attribute($pattern)]
            pub(crate) async fn b() -> HttpResponse { by(1) }
            #[cors(C)]
            #[$attribute($pattern)]
            pub(crate) async fn c() -> HttpResponse { by(2) }
            #[cors(A)]
            #[$attribute($pattern, guard = "super::is_open")]
            pub(crate) async fn guarded_a() -> HttpResponse { by(0) }
            #[cors(B)]
            #[$attribute($pattern, guard = "super::is_open")]
            pub(crate) async fn guarded_b() -> HttpResponse { by(1) }
            #[cors(C)]
            #[$attribute($pattern, guard = "super::is_open")]
            pub(crate) async fn guarded_c() -> HttpResponse { by(2) }
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
        /// Whether a route without a policy has a name, as route attributes give it.
        named: bool,
    },
    Scope {
        pattern: &'static str,
        policy: Option<usize>,
        guarded: bool,
        /// Whether it has a default service.
        default: bool,
        inner: Vec<Node>,
    },
}

impl Node {
    fn is_guarded(&self) -> bool {
        match self {
            Node::Route { guarded, .. } => *guarded,
            Node::Scope { guarded, inner, .. } => *guarded || inner.iter().any(Node::is_guarded),
        }
    }
}

/// Registers nodes inside a scope or application with a policy.
fn build(config: &mut ServiceConfig, nodes: &[Node], outer: usize) {
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
                config.service(route.to(move || async move { by(outer) }));
            }
            Node::Scope {
                pattern,
                policy,
                guarded,
                default,
                inner,
            } => {
                let own = policy.unwrap_or(outer);
                let configure = |config: &mut ServiceConfig| {
                    build(config, inner, own);
                    if *default {
                        config.default_service(web::to(move || async move { by(own) }));
                    }
                };
                let early = from_fn(reply_early::<SCOPE>);
                match (policy, guarded) {
                    (Some(policy), true) => config.service(
                        cors_actix::scope(pattern, POLICIES[*policy])
                            .guard(guard::fn_guard(is_open))
                            .configure(configure)
                            .wrap(early),
                    ),
                    (Some(policy), false) => config.service(
                        cors_actix::scope(pattern, POLICIES[*policy])
                            .configure(configure)
                            .wrap(early),
                    ),
                    (None, true) => config.service(
                        web::scope(pattern)
                            .guard(guard::fn_guard(is_open))
                            .configure(configure)
                            .wrap(early),
                    ),
                    (None, false) => {
                        config.service(web::scope(pattern).configure(configure).wrap(early))
                    }
                };
            }
        }
    }
}

const APPLICATION: u8 = 0;
const SCOPE: u8 = 1;

/// A middleware that replies, or fails, before or after the request is handled.
async fn reply_early<const LEVEL: u8>(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let name = if LEVEL == SCOPE {
        "x-scope"
    } else {
        "x-application"
    };
    let header = request.headers().get(name).cloned();
    match header.as_ref().map(HeaderValue::as_bytes) {
        Some(b"reply") => {
            let response = HttpResponse::Unauthorized().finish();
            Ok(request.into_response(response).map_into_right_body())
        }
        Some(b"fail") => Err(ErrorUnauthorized("early")),
        Some(b"spawn") => {
            let handled = rt::spawn(async move { next.call(request).await });
            let response = handled.await.expect("the task does not panic")?;
            Ok(response.map_into_left_body())
        }
        _ => Ok(next.call(request).await?.map_into_left_body()),
    }
}

/// What one segment is matched by.
fn matches(pattern: &str, segment: &str) -> bool {
    !segment.is_empty() && (pattern == "/{any}" || pattern.strip_prefix('/') == Some(segment))
}

/// What the naive reading says of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reading {
    /// The policy that applies.
    policy: usize,
    /// Whether a route or a default service serves it.
    is_served: bool,
    /// Whether a route serves it.
    is_routed: bool,
    /// Whether the application has a default service.
    has_default: bool,
    /// Whether it is a shape in which the routes with policies decide although a route
    /// without one serves.
    is_accepted: bool,
}

/// Walks as the router does.
fn read(nodes: &[Node], method: &str, path: &[&str], open: bool, outer: Reading) -> Reading {
    let has_path = |node: &Node| match node {
        Node::Route { pattern, .. } => path.len() == 1 && matches(pattern, path[0]),
        Node::Scope { pattern, .. } => !path.is_empty() && matches(pattern, path[0]),
    };
    let takes = |node: &Node| match node {
        Node::Route { method: own, .. } => *own == method,
        Node::Scope { .. } => true,
    };
    let passes = |node: &Node| match node {
        Node::Route { guarded, .. } | Node::Scope { guarded, .. } => open || !guarded,
    };
    let has_own = |node: &Node| match node {
        Node::Route { policy, .. } | Node::Scope { policy, .. } => policy.is_some(),
    };
    let at = nodes
        .iter()
        .position(|node| has_path(node) && takes(node) && passes(node));
    let Some(at) = at else {
        return outer;
    };
    // The first route of the path shows the pattern of a route with a policy, and a name.
    let shows_policy = |first: &Node| match first {
        Node::Route {
            policy: None,
            named,
            pattern,
            ..
        } => {
            *named
                && nodes[at..].iter().any(|node| match node {
                    Node::Route {
                        policy: Some(_),
                        pattern: other,
                        ..
                    } => pattern == other,
                    _ => false,
                })
        }
        node => matches!(node, Node::Route { .. }),
    };
    let before = nodes[..at]
        .iter()
        .any(|node| has_path(node) && shows_policy(node));
    let after = nodes[at..]
        .iter()
        .any(|node| has_path(node) && takes(node) && has_own(node));
    match &nodes[at] {
        Node::Route { policy, named, .. } => Reading {
            policy: policy.unwrap_or(outer.policy),
            is_served: true,
            is_routed: true,
            has_default: outer.has_default,
            is_accepted: outer.is_accepted || policy.is_none() && after && (before || *named),
        },
        Node::Scope {
            policy,
            default,
            inner,
            ..
        } => {
            let outer = Reading {
                policy: policy.unwrap_or(outer.policy),
                is_served: *default || outer.has_default,
                is_accepted: outer.is_accepted || policy.is_none() && before && after,
                ..outer
            };
            read(inner, method, &path[1..], open, outer)
        }
    }
}

/// Whether every route and scope that can match a path has a policy and no guard, and
/// none comes after a scope that takes the path.
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
            Some((at, Node::Scope { inner, .. })) => {
                at + 1 == on_the_way.len()
                    && (path.len() > 1 || at == 0 && inner.is_empty())
                    && is_plain_to_see(inner, &path[1..])
            }
            _ => true,
        }
}

/// Whether a scope without a policy that has a guard matches a path: nothing shows that
/// there is a guard.
fn has_hidden_guard(nodes: &[Node], path: &[&str]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Scope {
            pattern,
            policy,
            guarded,
            inner,
            ..
        } => {
            path.first()
                .is_some_and(|segment| matches(pattern, segment))
                && (*guarded && policy.is_none() || has_hidden_guard(inner, &path[1..]))
        }
        Node::Route { .. } => false,
    })
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
            let is_scope = depth < 2 && self.roll(2) == 0;
            let policy = match kind {
                Kind::Annotated => Some(self.roll(3)),
                _ => self.policy(if is_scope { 2 } else { 3 }),
            };
            nodes.push(if is_scope {
                Node::Scope {
                    pattern,
                    policy,
                    guarded,
                    default: self.roll(3) == 0,
                    inner: self.nodes(depth + 1, kind),
                }
            } else {
                Node::Route {
                    method: METHODS[self.roll(3)],
                    pattern,
                    policy,
                    guarded,
                    named: self.roll(2) == 0,
                }
            });
        }
        nodes
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Every route and scope has a policy: every preflight is answered exactly.
    Annotated,
    /// Some have none.
    Plain,
    /// And guards decline requests.
    Guarded,
}

fn paths() -> Vec<String> {
    let segments = ["a", "b", "c"];
    let one = segments.iter().map(|first| format!("/{first}"));
    let two = segments
        .iter()
        .flat_map(|first| segments.map(|second| format!("/{first}/{second}")));
    let more = [
        "/a/b/c", "/a/a/a", "/b/a/b", "/c/c/c", "/", "/a/", "//a", "/a/b/", "/a//b", "//b//",
    ];
    one.chain(two).chain(more.map(str::to_owned)).collect()
}

/// The path that a `NormalizePath` makes of another.
fn normalized(path: &str, normalize: Option<TrailingSlash>) -> String {
    let Some(style) = normalize else {
        return path.to_owned();
    };
    let mut merged = path.to_owned();
    while merged.contains("//") {
        merged = merged.replace("//", "/");
    }
    if matches!(style, TrailingSlash::Trim) && merged.len() > 1 {
        merged.truncate(merged.trim_end_matches('/').len());
    }
    merged
}

/// Asks about one tree. Returns the number of questions, of preflights that could be
/// allowed, and of those that were.
async fn ask(seed: u64, kind: Kind) -> [usize; 3] {
    let mut dice = Dice(seed);
    let nodes = dice.nodes(0, kind);
    let normalize = match dice.roll(4) {
        0 => Some(TrailingSlash::Trim),
        1 => Some(TrailingSlash::MergeOnly),
        _ => None,
    };
    let has_default = dice.roll(2) == 0;
    let app = App::new()
        .configure(|config| {
            build(config, &nodes, 0);
            if has_default {
                config.default_service(web::to(|| async { by(DEFAULT) }));
            }
        })
        .wrap(from_fn(reply_early::<APPLICATION>))
        .wrap(Condition::new(
            normalize.is_some(),
            NormalizePath::new(normalize.unwrap_or_default()),
        ))
        .wrap(Cors::new(POLICIES[0]));
    let app = init_service(app).await;
    let outer = Reading {
        policy: 0,
        is_served: has_default,
        is_routed: false,
        has_default,
        is_accepted: false,
    };
    let is_exact = !nodes.iter().any(Node::is_guarded) && normalize.is_none();
    let mut counts = [0; 3];
    for path in paths() {
        let served_path = normalized(&path, normalize);
        let segments: Vec<&str> = served_path.split('/').skip(1).collect();
        let is_odd = path.contains("//") || path.len() > 1 && path.ends_with('/');
        let is_exact = is_exact && !is_odd;
        let is_hidden = has_hidden_guard(&nodes, &segments);
        for name in METHODS {
            let method = Method::from_bytes(name.as_bytes()).expect("a method");
            let readings = [false, true].map(|open| read(&nodes, name, &segments, open, outer));
            for origin in ORIGINS {
                let context = format!("{seed} {kind:?}: {name} {path} {origin} {normalize:?}");
                let request = || actual(&method, &path, origin);
                let before = respond(&app, preflight(&method, &path, origin)).await;
                let is_allowed = before.allows(&method);
                assert_eq!(before.by, None, "{context}");
                for (open, reading) in [false, true].into_iter().zip(readings) {
                    let mut request = request();
                    if open {
                        request = request.insert_header(("x-open", "1"));
                    }
                    if dice.roll(2) == 0 {
                        request = request.insert_header(("x-application", "spawn"));
                    }
                    if dice.roll(2) == 0 {
                        request = request.insert_header(("x-scope", "spawn"));
                    }
                    let response = respond(&app, request).await;
                    let context = format!("{context} {open} {reading:?}: {nodes:#?}");
                    assert_eq!(response.by.is_some(), reading.is_served, "{context}");
                    let expected = POLICIES[reading.policy].allows_origin(origin);
                    if reading.is_served {
                        let by = response.by.filter(|by| *by != DEFAULT);
                        assert_eq!(by.unwrap_or(reading.policy), reading.policy, "{context}");
                        assert!(expected || response.origin.is_none(), "{context}");
                        if !reading.is_accepted && !is_hidden {
                            assert!(expected || !is_allowed, "preflight {context}");
                        }
                        let is_sure = reading.is_routed || is_plain_to_see(&nodes, &segments);
                        if is_exact && is_sure && !reading.is_accepted {
                            assert_eq!(response.origin.is_some(), expected, "{context}");
                        }
                        counts[1] += usize::from(expected);
                        counts[2] += usize::from(expected && is_allowed);
                    }
                    if is_exact && is_plain_to_see(&nodes, &segments) && reading.is_served {
                        assert_eq!(is_allowed, expected, "preflight {context}");
                    }
                    counts[0] += 2;
                }
                for name in ["x-application", "x-scope"] {
                    let reply = if dice.roll(2) == 0 { "reply" } else { "fail" };
                    let early = respond(&app, request().insert_header((name, reply))).await;
                    // The page that may send the request may read why it failed.
                    if is_allowed && early.by.is_none() && is_exact && name == "x-application" {
                        assert!(early.origin.is_some(), "early {context}: {nodes:#?}");
                    }
                    counts[0] += 1;
                }
                let after = respond(&app, preflight(&method, &path, origin)).await;
                assert_eq!(before, after, "{context}");
            }
        }
    }
    counts
}

/// What a page could see of a response.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    status: u16,
    origin: Option<String>,
    methods: String,
    by: Option<usize>,
}

impl Seen {
    /// Whether a browser would send the request after this answer to a preflight.
    fn allows(&self, method: &Method) -> bool {
        let mut methods = self.methods.split(',');
        self.status == 204
            && self.origin.is_some()
            && (*method == Method::GET || methods.any(|name| name == method.as_str()))
    }
}

async fn respond<B: MessageBody>(
    app: &impl actix_web::dev::Service<
        actix_http::Request,
        Response = ServiceResponse<B>,
        Error = Error,
    >,
    request: TestRequest,
) -> Seen {
    let (status, headers) = match app.call(request.to_request()).await {
        Ok(response) => (response.status(), response.headers().clone()),
        Err(error) => {
            let response = error.error_response();
            (response.status(), response.headers().clone())
        }
    };
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    Seen {
        status: status.as_u16(),
        origin: text("access-control-allow-origin").map(str::to_owned),
        methods: text("access-control-allow-methods")
            .unwrap_or_default()
            .to_owned(),
        by: text("x-by").and_then(|by| by.parse().ok()),
    }
}

/// How many questions are asked about each kind of tree.
fn questions() -> usize {
    let variable = std::env::var("CORS_TREES_QUESTIONS");
    variable
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_000)
}

async fn ask_about(kind: Kind) -> [usize; 3] {
    let mut total = [0; 3];
    for seed in (kind as u64 * 1_000_000).. {
        if total[0] >= questions() {
            break;
        }
        let counts = ask(seed, kind).await;
        for (total, count) in total.iter_mut().zip(counts) {
            *total += count;
        }
    }
    println!("{kind:?}: {total:?}");
    total
}

#[actix_web::test]
async fn trees_in_which_every_route_has_a_policy() {
    ask_about(Kind::Annotated).await;
}

#[actix_web::test]
async fn trees_in_which_some_routes_have_none() {
    let [_, could_be, were] = ask_about(Kind::Plain).await;
    // What is refused for safety is the exception.
    assert!(were * 10 > could_be * 6, "{were} of {could_be}");
}

#[actix_web::test]
async fn trees_in_which_guards_decline_requests() {
    ask_about(Kind::Guarded).await;
}
