//! Policies by URL for any framework.

use std::collections::HashSet;
use std::sync::Arc;

use cors_rules::{Problem, Problems, RoutePath};

use crate::adapter::{CompiledPolicy, HeaderMap};
use crate::policy::Policy;
use crate::policy_request::PolicyRequest;
use crate::routes::check::check;
use crate::routes::compiled::CompiledRoutes;
use crate::routes::entry::{Route, RouteEntry, Scope};
use crate::routes::pattern::{Segment, UrlPattern};
use crate::routes::spelling::spellings;
use crate::routes::table::RouteTable;
use crate::routes::url_entry::Entry;
use crate::shared::SharedPolicy;
use crate::source::{ApplicablePolicy, Compile, CompiledSource, PolicySource, RequestPolicies};

/// Policies by URL: the policy of the application, and policies for some of its paths.
///
/// You can pass it to every adapter instead of a policy, with any router:
///
/// ```
/// use cors_engine::routes::Policies;
/// use cors_engine::{Policy, cors};
///
/// static PUBLIC: Policy = cors! { origins = * };
/// static PARTNERS: Policy = cors! {
///     origins = ["https://partner.example"],
///     methods = [PUT],
/// };
///
/// let policies = Policies::builder(&PUBLIC)
///     .route("PUT", "/orders/{id}", &PARTNERS)
///     .nest("/partners", &PARTNERS)
///     .without_cors("/health")
///     .build()?;
/// # Ok::<(), cors_engine::Problems>(())
/// ```
///
/// A route has precedence over a nested prefix, and a nested prefix over the
/// application's policy. If two routes match, the more specific one applies: segment by
/// segment, a literal has precedence over `{name}`, and `{name}` over `{*rest}`. If two
/// nested prefixes match, the longer one applies. The order of the calls does not
/// matter. A route for GET also applies to HEAD, unless there is a route for HEAD.
///
/// You write the paths twice, here and in the router, and they can drift apart. A test
/// with `RouteCheck` of `cors-test` detects this.
///
/// Write whole paths: they are compared with the path that the layer receives. So put
/// the layer outside of routers that remove a prefix. Put middleware that rewrites paths
/// outside of the layer, so that layer and router see the same path.
///
/// # Unusual paths
///
/// Routers and middleware differ on `//`, `.` and `..`, percent-encoded characters, `;`
/// and a trailing slash. If a path contains one of these, all spellings of the path are
/// looked up. If they have different policies, the request gets only what all of these
/// policies allow. So if you write an entry for `/orders/`, write one for `/orders` too.
#[derive(Clone)]
pub struct Policies(Arc<Contents>);

pub(super) struct Contents {
    application: SharedPolicy,
    /// The most specific first.
    entries: Vec<Entry>,
}

/// An entry of [`Policies`]. See [`Policies::entries`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyEntry<'p> {
    /// The methods; `None` for a nested prefix, which applies to every method.
    pub methods: Option<&'p [String]>,
    /// The path pattern as it was written.
    pub path: &'p str,
    /// The policy.
    pub policy: &'p Policy,
}

impl Policies {
    /// Starts with the policy of the application: a `&'static Policy`, an
    /// `Arc<Policy>` or a `Policy`.
    pub fn builder(application: impl Into<SharedPolicy>) -> PoliciesBuilder {
        PoliciesBuilder {
            application: application.into(),
            written: Vec::new(),
        }
    }

    /// The policy of the application.
    pub fn application(&self) -> &Policy {
        &self.0.application
    }

    /// The entries, the most specific first.
    pub fn entries(&self) -> impl Iterator<Item = PolicyEntry<'_>> {
        self.0.entries.iter().map(|entry| PolicyEntry {
            methods: entry.methods.as_deref(),
            path: crate::routes::PathPattern::as_str(&entry.pattern),
            policy: &entry.policy,
        })
    }

    /// The entries, each with the name of its policy in a file.
    #[cfg(feature = "serde")]
    pub(crate) fn named_entries(&self) -> impl Iterator<Item = (PolicyEntry<'_>, Option<&str>)> {
        let names = self.0.entries.iter().map(|entry| entry.name.as_deref());
        self.entries().zip(names)
    }

    fn table(&self) -> RouteTable<UrlPattern> {
        let entries = self.0.entries.iter().map(|entry| {
            let (pattern, policy) = (entry.pattern.clone(), Some(entry.policy.clone()));
            match &entry.methods {
                Some(methods) => RouteEntry::Route(Route {
                    pattern,
                    methods: methods.clone(),
                    policy,
                    may_decline: false,
                }),
                None => RouteEntry::Scope(Scope {
                    pattern,
                    policy,
                    entries: Vec::new(),
                    may_decline: false,
                }),
            }
        });
        RouteTable::new(self.0.application.clone(), entries.collect())
    }
}

/// Builds [`Policies`]. Nothing is checked before [`build`](PoliciesBuilder::build),
/// which reports all problems at once.
#[derive(Debug, Clone)]
#[must_use]
pub struct PoliciesBuilder {
    application: SharedPolicy,
    written: Vec<Written>,
}

/// An entry as it was written.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    /// The position in the order of the calls, or in a file.
    pub(crate) index: usize,
    pub(crate) methods: Option<Vec<String>>,
    pub(crate) path: String,
    pub(crate) policy: SharedPolicy,
    /// Whether this is the policy that was written. It is not if that policy has problems.
    pub(crate) is_known: bool,
    pub(crate) name: Option<String>,
}

impl Written {
    /// The key of the path in a file.
    pub(super) fn key(&self) -> &'static str {
        if self.methods.is_some() {
            "path"
        } else {
            "nest"
        }
    }
}

impl PoliciesBuilder {
    /// Sets the policy of one method of a path. The path is a pattern: literal segments,
    /// `{name}` for one segment, and `{*rest}` at the end for one or more.
    pub fn route(
        self,
        method: impl AsRef<str>,
        path: &str,
        policy: impl Into<SharedPolicy>,
    ) -> Self {
        let index = self.written.len();
        self.with(Written {
            index,
            methods: Some(vec![method.as_ref().to_owned()]),
            path: path.to_owned(),
            policy: policy.into(),
            is_known: true,
            name: None,
        })
    }

    /// Sets the policy of a path and everything below it.
    pub fn nest(self, path: &str, policy: impl Into<SharedPolicy>) -> Self {
        let index = self.written.len();
        self.with(Written {
            index,
            methods: None,
            path: path.to_owned(),
            policy: policy.into(),
            is_known: true,
            name: None,
        })
    }

    /// Switches CORS off for a path and everything below it: no page of another origin can
    /// read the responses.
    pub fn without_cors(self, path: &str) -> Self {
        self.nest(path, Policy::NONE)
    }

    /// Builds the policies.
    ///
    /// # Errors
    ///
    /// Every problem, in the order of the calls. The rules are `route-path-invalid`,
    /// `route-duplicate`, `route-method-not-allowed` and the rules about methods.
    pub fn build(self) -> Result<Policies, Problems> {
        self.build_with_notes().map(|(policies, _)| policies)
    }

    /// Builds the policies, and returns the notes (rule `route-shadowed`).
    ///
    /// # Errors
    ///
    /// As [`build`](PoliciesBuilder::build).
    pub fn build_with_notes(self) -> Result<(Policies, Vec<Problem>), Problems> {
        let mut problems = Vec::new();
        let mut entries = Vec::new();
        for written in self.written {
            let key = written.key();
            match RoutePath::parse(&written.path, key, written.index) {
                Ok(path) => entries.push(Entry {
                    index: written.index,
                    pattern: UrlPattern::new(&path, written.methods.is_none()),
                    methods: written.methods,
                    policy: written.policy,
                    is_known: written.is_known,
                    name: written.name,
                }),
                Err(problem) => problems.push(problem),
            }
        }
        check(&entries, &mut problems);
        problems.sort_by_key(|problem| match problem.location {
            cors_rules::Location::Route(index) => index,
            _ => 0,
        });
        let notes = Problems::check(problems)?;
        add_head(&mut entries);
        // Routes come before nested prefixes, and longer prefixes come before shorter ones.
        entries.sort_by(|a, b| {
            let (a_segments, b_segments) = (a.pattern.segments(), b.pattern.segments());
            let by_kind = a.methods.is_none().cmp(&b.methods.is_none());
            let by_length = b_segments.len().cmp(&a_segments.len());
            let by_length = by_length.then_with(|| a_segments.cmp(b_segments));
            by_kind.then_with(|| match a.methods {
                Some(_) => a_segments.cmp(b_segments),
                None => by_length,
            })
        });
        let application = self.application;
        Ok((
            Policies(Arc::new(Contents {
                application,
                entries,
            })),
            notes,
        ))
    }

    pub(crate) fn with(mut self, written: Written) -> Self {
        self.written.push(written);
        self
    }
}

/// Adds HEAD to each route for GET, unless there is a route for HEAD.
fn add_head(entries: &mut [Entry]) {
    let names =
        |entry: &Entry, method: &str| entry.methods.iter().flatten().any(|own| own == method);
    let for_head = entries.iter().filter(|entry| names(entry, "HEAD"));
    let for_head: HashSet<&[Segment]> = for_head.map(|entry| entry.pattern.segments()).collect();
    let lacks_head: Vec<bool> = entries
        .iter()
        .map(|entry| names(entry, "GET") && !for_head.contains(entry.pattern.segments()))
        .collect();
    for (entry, lacks_head) in entries.iter_mut().zip(lacks_head) {
        if lacks_head && let Some(methods) = &mut entry.methods {
            methods.push("HEAD".to_owned());
        }
    }
}

/// Policies by URL with the header values of one framework.
#[derive(Debug)]
struct UrlRoutes<M: HeaderMap>(CompiledRoutes<UrlPattern, M>);

impl<M: HeaderMap> RequestPolicies<M> for UrlRoutes<M> {
    fn applicable(&self, request: &PolicyRequest<'_>) -> ApplicablePolicy<M> {
        let (method, path) = (request.method(), request.path());
        let table = self.0.table();
        let spellings = spellings(path);
        let mut applicable = table.applicable(method, path);
        for spelling in &spellings[1..] {
            let other = table.applicable(method, spelling);
            applicable.per_method |= other.per_method;
            applicable.add(&other.policies);
        }
        ApplicablePolicy {
            policy: self.0.intersection(&applicable.policies),
            per_method: applicable.per_method,
        }
    }
}

impl<M: HeaderMap> Compile<M> for Policies {
    fn compile(&self) -> CompiledSource<M> {
        if self.0.entries.is_empty() {
            let policy = CompiledPolicy::new(self.0.application.clone());
            return CompiledSource::One(Arc::new(policy));
        }
        CompiledSource::PerRequest(Arc::new(UrlRoutes(CompiledRoutes::new(self.table()))))
    }
}

impl<M: HeaderMap> From<Policies> for PolicySource<M> {
    fn from(policies: Policies) -> Self {
        PolicySource::per_request(Arc::new(policies))
    }
}

/// One policy for every path.
impl<P: Into<SharedPolicy>> From<P> for Policies {
    fn from(policy: P) -> Self {
        Policies(Arc::new(Contents {
            application: policy.into(),
            entries: Vec::new(),
        }))
    }
}
