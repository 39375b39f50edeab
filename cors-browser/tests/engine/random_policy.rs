//! Random policies, and a naive reading of them.

use cors_browser::Browser;
use cors_engine::Policy;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::SERVER;
use crate::random_fetch::RandomFetch;

/// The keys of a policy, in a form that is easy to read correctly.
#[derive(Clone, Debug)]
pub(crate) struct RandomPolicy {
    pub(crate) origins: Names,
    pub(crate) methods: Option<Names>,
    pub(crate) headers: Option<Names>,
    pub(crate) expose: Option<Names>,
    pub(crate) credentials: bool,
    pub(crate) max_age: Option<u32>,
}

#[derive(Clone, Debug)]
pub(crate) enum Names {
    Any,
    AnyAndAuthorization,
    List(Vec<&'static str>),
}

impl Names {
    pub(crate) fn as_list(&self) -> Vec<&'static str> {
        match self {
            Self::Any => vec!["*"],
            Self::AnyAndAuthorization => vec!["*", "authorization"],
            Self::List(names) => names.clone(),
        }
    }

    pub(crate) fn has(&self, matches: impl Fn(&str) -> bool) -> bool {
        matches!(self, Self::List(names) if names.iter().any(|name| matches(name)))
    }

    pub(crate) fn is_any(&self) -> bool {
        !matches!(self, Self::List(_))
    }
}

impl RandomPolicy {
    pub(crate) fn build(&self) -> Policy {
        let mut builder = Policy::builder().origins(self.origins.as_list());
        if let Some(methods) = &self.methods {
            builder = builder.methods(methods.as_list());
        }
        if let Some(headers) = &self.headers {
            builder = builder.headers(headers.as_list());
        }
        if let Some(expose) = &self.expose {
            builder = builder.expose_headers(expose.as_list());
        }
        if let Some(max_age) = self.max_age {
            builder = builder.max_age(max_age);
        }
        builder
            .credentials(self.credentials)
            .build()
            .expect("a policy that breaks no rule")
    }

    pub(crate) fn allows_origin(&self, origin: &str) -> bool {
        self.origins.is_any() || self.origins.has(|pattern| matches_pattern(pattern, origin))
    }

    pub(crate) fn allows_method(&self, method: &str) -> bool {
        matches!(method, "GET" | "HEAD" | "POST")
            || self
                .methods
                .as_ref()
                .is_some_and(|methods| methods.is_any() || methods.has(|listed| listed == method))
    }

    pub(crate) fn allows_header(&self, name: &str, browser: Browser) -> bool {
        let Some(headers) = &self.headers else {
            return false;
        };
        match headers {
            Names::AnyAndAuthorization => true,
            // The standard does not let `*` cover `Authorization`. Every browser
            // does.
            Names::Any if name.eq_ignore_ascii_case("authorization") => {
                self.credentials || browser != Browser::Standard
            }
            Names::Any => true,
            Names::List(_) => headers.has(|listed| listed.eq_ignore_ascii_case(name)),
        }
    }

    /// Whether the policy allows a fetch.
    pub(crate) fn allows(&self, origin: &str, fetch: &RandomFetch, browser: Browser) -> bool {
        self.allows_without(None, origin, fetch, browser)
    }

    /// Whether the policy allows a fetch after a redirect dropped a header.
    pub(crate) fn allows_without(
        &self,
        dropped: Option<&str>,
        origin: &str,
        fetch: &RandomFetch,
        browser: Browser,
    ) -> bool {
        let needed = fetch
            .headers
            .iter()
            .filter(|header| header.needs_permission);
        let mut needed = needed.filter(|header| Some(header.name) != dropped);
        self.allows_origin(origin)
            && self.allows_method(fetch.method.sent)
            && needed.all(|header| self.allows_header(header.name, browser))
            && (!fetch.include || self.credentials)
    }

    pub(crate) fn exposes(&self, name: &str) -> bool {
        name == "content-type"
            || self.expose.as_ref().is_some_and(|expose| {
                expose.is_any() || expose.has(|listed| listed.eq_ignore_ascii_case(name))
            })
    }
}

pub(crate) fn matches_pattern(pattern: &str, origin: &str) -> bool {
    if let Some(base) = pattern.strip_suffix(":*") {
        let port = origin.strip_prefix(base).unwrap_or("no");
        return port.is_empty() || port.starts_with(':');
    }
    match pattern.split_once('*') {
        Some((scheme, domain)) => origin
            .strip_prefix(scheme)
            .and_then(|rest| rest.strip_suffix(domain))
            .is_some_and(|labels| !labels.is_empty() && !labels.contains([':', '/'])),
        None => pattern == origin,
    }
}

pub(crate) fn random_policy() -> impl Strategy<Value = RandomPolicy> {
    let patterns = vec![
        "https://app.example.com",
        "https://*.example.net",
        "http://localhost:*",
        "https://example.org",
        "https://example.org:8443",
        "capacitor://localhost",
        SERVER,
    ];
    let methods = vec!["GET", "OPTIONS", "PUT", "PATCH", "DELETE", "PROPFIND"];
    let headers = vec![
        "accept",
        "content-type",
        "x-a",
        "X-B",
        "authorization",
        "range",
    ];
    let expose = vec!["ETag", "x-total", "x-absent"];
    let list = |names: Vec<&'static str>| {
        let most = names.len();
        subsequence(names, 1..=most).prop_map(Names::List)
    };
    let headers = prop_oneof![
        2 => list(headers),
        1 => Just(Names::Any),
        1 => Just(Names::AnyAndAuthorization),
    ];
    (
        prop_oneof![3 => list(patterns), 1 => Just(Names::Any)],
        proptest::option::of(prop_oneof![2 => list(methods), 1 => Just(Names::Any)]),
        proptest::option::of(headers),
        proptest::option::of(prop_oneof![2 => list(expose), 1 => Just(Names::Any)]),
        any::<bool>(),
        proptest::option::of(select(vec![0, 3, 600])),
    )
        .prop_map(
            |(origins, methods, headers, expose, credentials, max_age)| {
                // Credentials are an error together with `*` for origins or exposed
                // headers.
                let any = |names: &Names| names.is_any();
                let credentials =
                    credentials && !origins.is_any() && !expose.as_ref().is_some_and(any);
                RandomPolicy {
                    origins,
                    methods,
                    headers,
                    expose,
                    credentials,
                    max_age,
                }
            },
        )
}
