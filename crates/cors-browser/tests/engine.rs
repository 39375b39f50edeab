//! The engine's answers, read by a browser: a page can read exactly what a naive
//! reading of the policy allows.

use std::time::Duration;

use cors_browser::{
    Browser, Credentials, Fetch, Page, Report, Request, Response, ResponseType, UserAgent,
};
use cors_core::Policy;
use cors_core::adapter::{Decision, PreparedHttp};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::RngSeed;

const SERVER: &str = "https://api.example.com";
const OTHER_SERVER: &str = "https://api.example.org";

/// A policy, in a form in which there is nothing to get wrong.
#[derive(Clone, Debug)]
struct Wanted {
    origins: Names,
    methods: Option<Names>,
    headers: Option<Names>,
    expose: Option<Names>,
    credentials: bool,
    max_age: Option<u32>,
}

#[derive(Clone, Debug)]
enum Names {
    Any,
    AnyAndAuthorization,
    List(Vec<&'static str>),
}

impl Names {
    fn as_list(&self) -> Vec<&'static str> {
        match self {
            Self::Any => vec!["*"],
            Self::AnyAndAuthorization => vec!["*", "authorization"],
            Self::List(names) => names.clone(),
        }
    }

    fn has(&self, wanted: impl Fn(&str) -> bool) -> bool {
        matches!(self, Self::List(names) if names.iter().any(|name| wanted(name)))
    }

    fn is_any(&self) -> bool {
        !matches!(self, Self::List(_))
    }
}

impl Wanted {
    fn build(&self) -> Policy {
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

    fn allows_origin(&self, origin: &str) -> bool {
        self.origins.is_any() || self.origins.has(|pattern| is_instance(pattern, origin))
    }

    fn allows_method(&self, method: &str) -> bool {
        matches!(method, "GET" | "HEAD" | "POST")
            || self
                .methods
                .as_ref()
                .is_some_and(|methods| methods.is_any() || methods.has(|listed| listed == method))
    }

    fn allows_header(&self, name: &str, browser: Browser) -> bool {
        let Some(headers) = &self.headers else {
            return false;
        };
        match headers {
            Names::AnyAndAuthorization => true,
            // `*` covers it in no standard and in every browser.
            Names::Any if name.eq_ignore_ascii_case("authorization") => {
                self.credentials || browser != Browser::Standard
            }
            Names::Any => true,
            Names::List(_) => headers.has(|listed| listed.eq_ignore_ascii_case(name)),
        }
    }

    /// The naive reading.
    fn allows(&self, origin: &str, asked: &Asked, browser: Browser) -> bool {
        self.allows_without(None, origin, asked, browser)
    }

    /// The same where a redirect dropped a header.
    fn allows_without(
        &self,
        dropped: Option<&str>,
        origin: &str,
        asked: &Asked,
        browser: Browser,
    ) -> bool {
        let needed = asked
            .headers
            .iter()
            .filter(|header| header.needs_permission);
        let mut needed = needed.filter(|header| Some(header.name) != dropped);
        self.allows_origin(origin)
            && self.allows_method(asked.method.sent)
            && needed.all(|header| self.allows_header(header.name, browser))
            && (!asked.include || self.credentials)
    }

    fn exposes(&self, name: &str) -> bool {
        name == "content-type"
            || self.expose.as_ref().is_some_and(|expose| {
                expose.is_any() || expose.has(|listed| listed.eq_ignore_ascii_case(name))
            })
    }
}

fn is_instance(pattern: &str, origin: &str) -> bool {
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

/// What a page asks for.
#[derive(Clone, Debug)]
struct Asked {
    page: &'static str,
    method: Method,
    headers: Vec<Header>,
    include: bool,
    path: &'static str,
    redirect: Option<&'static str>,
    status: u16,
    later: u64,
}

#[derive(Clone, Copy, Debug)]
struct Method {
    written: &'static str,
    sent: &'static str,
}

#[derive(Clone, Copy, Debug)]
struct Header {
    name: &'static str,
    value: &'static str,
    needs_permission: bool,
}

const METHODS: [Method; 11] = [
    Method {
        written: "GET",
        sent: "GET",
    },
    Method {
        written: "head",
        sent: "HEAD",
    },
    Method {
        written: "POST",
        sent: "POST",
    },
    Method {
        written: "PUT",
        sent: "PUT",
    },
    Method {
        written: "put",
        sent: "PUT",
    },
    Method {
        written: "PATCH",
        sent: "PATCH",
    },
    Method {
        written: "patch",
        sent: "patch",
    },
    Method {
        written: "Delete",
        sent: "DELETE",
    },
    Method {
        written: "OPTIONS",
        sent: "OPTIONS",
    },
    Method {
        written: "PROPFIND",
        sent: "PROPFIND",
    },
    Method {
        written: "QUERY",
        sent: "QUERY",
    },
];

const HEADERS: [Header; 11] = [
    Header {
        name: "accept",
        value: "text/html",
        needs_permission: false,
    },
    Header {
        name: "Accept",
        value: "a(b)",
        needs_permission: true,
    },
    Header {
        name: "accept-language",
        value: "en_US",
        needs_permission: true,
    },
    Header {
        name: "content-type",
        value: "text/plain",
        needs_permission: false,
    },
    Header {
        name: "Content-Type",
        value: "application/json",
        needs_permission: true,
    },
    Header {
        name: "range",
        value: "bytes=0-1",
        needs_permission: false,
    },
    Header {
        name: "range",
        value: "bytes=-1",
        needs_permission: true,
    },
    Header {
        name: "X-A",
        value: "1",
        needs_permission: true,
    },
    Header {
        name: "x-b",
        value: "",
        needs_permission: true,
    },
    Header {
        name: "authorization",
        value: "Bearer 1",
        needs_permission: true,
    },
    Header {
        name: "cookie",
        value: "dropped=1",
        needs_permission: false,
    },
];

/// What the application's responses carry, exposed or not.
const CARRIED: [&str; 4] = ["content-type", "etag", "link", "x-total"];

fn wanted() -> impl Strategy<Value = Wanted> {
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
                // Beside `*` for origins and exposed headers, credentials are a mistake.
                let any = |names: &Names| names.is_any();
                let credentials =
                    credentials && !origins.is_any() && !expose.as_ref().is_some_and(any);
                Wanted {
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

fn asked() -> impl Strategy<Value = Asked> {
    let pages = vec![
        "https://app.example.com",
        "https://app.example.com:8443",
        "http://app.example.com",
        "https://a.example.net",
        "https://a.b.example.net",
        "https://example.net",
        "https://evilexample.net",
        "http://localhost",
        "http://localhost:3000",
        "https://example.org",
        "https://example.org:8443",
        "https://example.org.",
        "capacitor://localhost",
        "null",
        SERVER,
        SERVER,
        SERVER,
    ];
    (
        select(pages),
        select(METHODS.to_vec()),
        subsequence(HEADERS.to_vec(), 0..=4),
        any::<bool>(),
        select(vec!["/1", "/2"]),
        prop_oneof![
            4 => Just(None),
            1 => Just(Some("/elsewhere")),
            1 => Just(Some("https://api.example.org/elsewhere")),
        ],
        select(vec![200, 201, 304, 404, 500]),
        select(vec![0, 4, 700]),
    )
        .prop_map(
            |(page, method, headers, include, path, redirect, status, later)| Asked {
                page,
                method,
                headers,
                include,
                path,
                redirect,
                status,
                later,
            },
        )
}

impl Asked {
    fn fetch(&self) -> Fetch {
        let mut fetch = Fetch::new(self.method.written, format!("{SERVER}{}", self.path));
        for header in &self.headers {
            fetch = fetch.header(header.name, header.value);
        }
        fetch.credentials(match self.include {
            true => Credentials::Include,
            false => Credentials::SameOrigin,
        })
    }
}

/// Answers as an adapter does: the handler runs for what is no preflight.
fn serve(prepared: &PreparedHttp, asked: &Asked, request: &Request) -> Response {
    let headers: HeaderMap = request
        .headers
        .iter()
        .map(|(name, value)| {
            let name = HeaderName::try_from(name).expect("a name");
            (name, HeaderValue::from_bytes(value).expect("a value"))
        })
        .collect();
    match prepared.decide(request.method.as_bytes(), &headers) {
        Decision::Preflight(grant) => {
            assert!(
                request.is_preflight(),
                "the page's own request is no preflight"
            );
            let answer = prepared.respond(grant, &headers);
            response(answer.status().as_u16(), answer.headers())
        }
        Decision::Actual(grant) => {
            assert!(!request.is_preflight(), "a preflight reached the handler");
            let mut written = HeaderMap::new();
            for name in CARRIED {
                written.insert(HeaderName::from_static(name), HeaderValue::from_static("1"));
            }
            for (name, value) in [
                ("set-cookie", "a=1"),
                ("access-control-allow-origin", "*"),
                ("access-control-allow-credentials", "true"),
                ("access-control-expose-headers", "link"),
            ] {
                let value = HeaderValue::from_static(value);
                written.append(HeaderName::from_static(name), value);
            }
            let target = asked.redirect.filter(|_| request.hop == 0);
            if let Some(target) = target {
                written.insert("location", HeaderValue::from_static(target));
            }
            prepared.dress(grant, &mut written);
            response(target.map_or(asked.status, |_| 307), &written)
        }
    }
}

fn response(status: u16, headers: &HeaderMap) -> Response {
    let mut response = Response::new(status);
    for (name, value) in headers {
        response = response.header(name.as_str(), value.as_bytes());
    }
    response
}

/// Whether the page may read, and whether it is at home where it reads.
fn naively(wanted: &Wanted, asked: &Asked, browser: Browser) -> (bool, bool) {
    let leaves = asked
        .redirect
        .is_some_and(|target| target.starts_with(OTHER_SERVER));
    // Another origin gets no `Authorization`, of which WebKit asks all the same.
    let dropped = (browser != Browser::WebKit).then_some("authorization");
    let there = |origin| wanted.allows_without(dropped, origin, asked, browser);
    match (asked.page == SERVER, leaves) {
        (true, false) => (true, true),
        // Asked for the first time where the redirect leads.
        (true, true) => (there(asked.page), false),
        (false, false) => (wanted.allows(asked.page, asked, browser), false),
        // From a server to another: neither is told who asks.
        (false, true) => (
            wanted.allows(asked.page, asked, browser) && there("null"),
            false,
        ),
    }
}

fn agree(
    wanted: &Wanted,
    asked: &Asked,
    browser: Browser,
    report: &Report,
) -> Result<(), TestCaseError> {
    let (may_read, at_home) = naively(wanted, asked, browser);
    let readable = report.outcome.readable();
    prop_assert_eq!(readable.is_some(), may_read, "{:?}", report.outcome);

    for exchange in &report.exchanges {
        let request = &exchange.request;
        prop_assert!(!(request.is_preflight() && request.credentials));
    }
    let Some(readable) = readable else {
        return Ok(());
    };
    prop_assert_eq!(readable.status, asked.status);
    let kind = if at_home {
        ResponseType::Basic
    } else {
        ResponseType::Cors
    };
    prop_assert_eq!(readable.kind, kind);
    prop_assert!(!readable.headers.contains("set-cookie"));
    for name in CARRIED {
        let expected = at_home || wanted.exposes(name);
        prop_assert_eq!(readable.headers.contains(name), expected, "{}", name);
    }
    let is_everything = at_home || wanted.expose.as_ref().is_some_and(Names::is_any);
    if !is_everything {
        let known = |name: &String| CARRIED.contains(&name.as_str());
        prop_assert!(
            readable.headers.names().iter().all(known),
            "{:?}",
            readable.headers
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4_000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x00C0_4500),
        ..ProptestConfig::default()
    })]

    /// Several fetches in one browser, whose preflight cache must change nothing.
    #[test]
    fn a_page_reads_what_the_policy_allows(
        wanted in wanted(),
        fetches in prop::collection::vec(asked(), 1..5),
    ) {
        for browser in Browser::ALL {
            let prepared = PreparedHttp::new(wanted.build());
            let mut agent = UserAgent::new(browser);
            for asked in &fetches {
                let page = Page::at(asked.page).expect("an origin");
                let report =
                    agent.fetch(&page, &asked.fetch(), |request| serve(&prepared, asked, request));
                agree(&wanted, asked, browser, &report)?;
                agent.wait(Duration::from_secs(asked.later));
            }
        }
    }
}
