//! A test that a table of policies agrees with the routes of an application.

use cors_browser::{Answer, Fetch, Response, Url};
use cors_engine::Policy;
use cors_engine::routes::{Policies, PolicyEntry};

use crate::outcome::Outcome;
use crate::page::Page;
use crate::server::Server;

/// A path that does not exist in any real application.
const UNKNOWN: &str = "/cors-test/this-path-does-not-exist";

/// Tests that every entry of [`Policies`] belongs to a route of the application, and that
/// exactly the pages that the policy allows can read the route.
///
/// The paths of `Policies` are written twice: there and in the router. This test fails
/// if you change one and forget the other:
///
/// ```
/// use cors_test::RouteCheck;
/// # use cors_engine::{Policy, cors, routes::Policies};
/// # use cors_test::{Request, Response, Server};
/// # static PUBLIC: Policy = cors! { origins = * };
/// # static PARTNERS: Policy = cors! { origins = ["https://partner.example"], methods = [PUT] };
/// # fn policies() -> Policies {
/// #     let policies = Policies::builder(&PUBLIC).route("PUT", "/orders/{id}", &PARTNERS);
/// #     policies.build().expect("policies")
/// # }
/// # struct App;
/// # impl Server for App {
/// #     async fn answer(&self, request: &Request) -> Result<Response, String> {
/// #         let origin = request.headers.get("origin").unwrap_or_default();
/// #         let is_allowed = PARTNERS.allows_origin(&origin);
/// #         let is_order = request.url.path().starts_with("/orders/");
/// #         let response = Response::new(if is_order { 200 } else { 404 });
/// #         Ok(if is_allowed {
/// #             let response = response.header("access-control-allow-methods", "PUT");
/// #             response.header("access-control-allow-origin", origin)
/// #         } else {
/// #             response
/// #         })
/// #     }
/// # }
///
/// # async fn run(app: App) {
/// // #[tokio::test]
/// // async fn every_policy_belongs_to_a_route() {
/// //     let app = cors_test::axum(app());
/// RouteCheck::new(&policies()).assert(&app).await;
/// // }
/// # }
/// # let mut run = std::pin::pin!(run(App));
/// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// # assert!(Future::poll(run.as_mut(), &mut context).is_ready());
/// ```
///
/// For each method of each entry, the test sends requests to a path that matches the
/// pattern: `/orders/{id}` becomes `/orders/1`. The handlers run, so use an application
/// whose data a test may change.
///
/// - A page of the server's own origin sends the method. The application has no such
///   route if the status is 404 or 405, or if the status and the body are the same as
///   for a path that does not exist.
/// - Pages of the origins in the table send the method too. A page that the entry's policy
///   allows must be able to read the response. Other pages must not.
///
/// The test cannot find a route that is missing in the table, because frameworks do not
/// list their routes. The policy of the application applies to such a route. A nested
/// prefix is tested only at the path that you [choose](RouteCheck::path), because a prefix
/// is not a route.
#[derive(Clone, Debug)]
#[must_use = "call `assert`"]
pub struct RouteCheck {
    policies: Policies,
    paths: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    cookies: Vec<String>,
}

impl RouteCheck {
    /// Creates a test of these policies.
    pub fn new(policies: &Policies) -> Self {
        Self {
            policies: policies.clone(),
            paths: Vec::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
        }
    }

    /// Chooses the path that is requested for a pattern. You need this to test a nested
    /// prefix, or if the handler answers 404 for the resource `1`.
    pub fn path(mut self, pattern: impl Into<String>, path: impl Into<String>) -> Self {
        self.paths.push((pattern.into(), path.into()));
        self
    }

    /// Adds a request header, such as a token. You need this if the application answers
    /// requests without a token with 401, both for routes and for unknown paths.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a cookie, such as `session=1`. You need this in the same case as
    /// [`header`](RouteCheck::header).
    pub fn cookie(mut self, cookie: impl Into<String>) -> Self {
        self.cookies.push(cookie.into());
        self
    }

    /// Runs the test.
    ///
    /// # Panics
    ///
    /// Panics if an entry has no route, or if a route has another policy. The message
    /// lists every such entry.
    pub async fn assert(self, server: &impl Server) {
        let origins = self.origins();
        let mut failures = Vec::new();
        for entry in self.policies.entries() {
            let Some(path) = self.path_of(&entry) else {
                continue;
            };
            for method in methods(&entry) {
                let name = format!("{method} {}", entry.path);
                if let Err(problem) = self.check_route(server, method, &path).await {
                    failures.push(format!("{name}: {problem}"));
                    continue;
                }
                for origin in &origins {
                    let outcome = fetch(server, origin, method, &path, entry.policy).await;
                    let is_allowed = entry.policy.allows_origin(origin);
                    if outcome.is_readable() != is_allowed {
                        let expected = if is_allowed {
                            "allows"
                        } else {
                            "does not allow"
                        };
                        failures.push(format!(
                            "{name}: its policy {expected} {origin}, but {outcome}"
                        ));
                    }
                }
            }
        }
        assert!(
            failures.is_empty(),
            "the routes of the application differ from its policies\n\n{}",
            failures.join("\n\n")
        );
    }

    /// One origin of every policy in the table, and an origin that is not in the table.
    fn origins(&self) -> Vec<String> {
        let policies = self.policies.entries().map(|entry| entry.policy);
        let policies = policies.chain([self.policies.application()]);
        let mut origins: Vec<String> = policies.filter_map(origin_of).collect();
        origins.push("https://unlisted.example".to_owned());
        origins.sort_unstable();
        origins.dedup();
        origins
    }

    fn path_of(&self, entry: &PolicyEntry<'_>) -> Option<String> {
        let chosen = self
            .paths
            .iter()
            .find(|(pattern, _)| pattern == entry.path)
            .map(|(_, path)| path.clone());
        chosen.or_else(|| entry.methods.map(|_| fill(entry.path)))
    }

    /// Checks whether the application has a route. The error says why it seems to have no
    /// such route.
    async fn check_route(
        &self,
        server: &impl Server,
        method: &str,
        path: &str,
    ) -> Result<(), String> {
        let response = self.send(server, method, path).await?;
        let unknown = self.send(server, method, UNKNOWN).await?;
        // The headers are not compared, because they depend on the policies of both paths.
        let is_unknown = (response.status, &response.body) == (unknown.status, &unknown.body);
        match response.status {
            404 => Err(format!(
                "the application answers {path} with 404. Correct the path in the policies, or \
                 choose an existing resource with `RouteCheck::path`"
            )),
            405 => Err(format!(
                "the application answers {path} with 405. Correct the method in the policies"
            )),
            status if is_unknown => Err(format!(
                "the application answers {path} with {status}, exactly like a path that does not \
                 exist. Correct the path in the policies, or authenticate the request with \
                 `RouteCheck::header` or `RouteCheck::cookie`"
            )),
            _ => Ok(()),
        }
    }

    /// The response to a page of the server's own origin, to which CORS does not apply.
    async fn send(
        &self,
        server: &impl Server,
        method: &str,
        path: &str,
    ) -> Result<Response, String> {
        let mut page = Page::at(&server.origin());
        for cookie in &self.cookies {
            page = page.with_cookie(cookie);
        }
        let fetch = Fetch::new(method, path);
        let headers = self.headers.iter();
        let fetch = headers.fold(fetch, |fetch, (name, value)| fetch.header(name, &**value));
        let outcome = page.fetch(server, fetch).await;
        match outcome.exchanges().first().map(|exchange| &exchange.answer) {
            Some(Answer::Response(response)) => Ok(response.clone()),
            _ => Err(outcome.to_string()),
        }
    }
}

/// A fetch by a page of this origin.
async fn fetch(
    server: &impl Server,
    origin: &str,
    method: &str,
    path: &str,
    policy: &Policy,
) -> Outcome {
    let fetch = Fetch::new(method, path).credentials(if policy.credentials() {
        cors_browser::Credentials::Include
    } else {
        cors_browser::Credentials::SameOrigin
    });
    Page::at(origin).fetch(server, fetch).await
}

/// The methods to test. In the table, GET includes HEAD, but not in every framework.
fn methods<'p>(entry: &PolicyEntry<'p>) -> impl Iterator<Item = &'p str> {
    let methods = entry.methods.unwrap_or_default();
    let has_get = methods.iter().any(|method| method == "GET");
    let nested = entry.methods.is_none().then_some("GET");
    let methods = methods.iter().map(String::as_str);
    methods
        .filter(move |method| !(has_get && *method == "HEAD"))
        .chain(nested)
}

/// A path that matches a pattern.
fn fill(pattern: &str) -> String {
    let segments = pattern
        .split('/')
        .map(|segment| match segment.starts_with('{') {
            true => "1",
            false => segment,
        });
    segments.collect::<Vec<_>>().join("/")
}

/// An origin that a policy allows. A policy without origins has none.
fn origin_of(policy: &Policy) -> Option<String> {
    policy.origins().find_map(|pattern| {
        let origin = match pattern {
            "*" => "https://any.example".to_owned(),
            _ => pattern
                .replace("://*.", "://www.")
                .trim_end_matches(":*")
                .replace('*', "a"),
        };
        let has_page = Url::parse(&origin).is_ok();
        (has_page && policy.allows_origin(&origin)).then_some(origin)
    })
}
