//! The policies. Each exists from the macro and from the builder.

use cors_engine::{Policy, cors};

include!("origins.rs");

/// The origins of a policy. The other keys are the same for all policies, except
/// that `*` has no credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Terms {
    /// Three origins.
    Three,
    /// `*`.
    Any,
    /// This many origins.
    Many(usize),
    /// `https://*.example.com`.
    Subdomain,
    /// `http://localhost:*`.
    AnyPort,
}

pub(crate) const APP: &str = "https://app.example.com";
pub(crate) const THREE: [&str; 3] = [APP, "https://www.example.com", "https://admin.example.com"];
pub(crate) const METHODS: [&str; 3] = ["GET", "PUT", "DELETE"];
pub(crate) const HEADERS: [&str; 2] = ["authorization", "content-type"];
pub(crate) const EXPOSED: &str = "etag";
pub(crate) const MAX_AGE: u32 = 600;

static COMPILED_THREE: Policy = cors! {
    origins = ["https://app.example.com", "https://www.example.com", "https://admin.example.com"],
    methods = [GET, PUT, DELETE],
    headers = ["authorization", "content-type"],
    expose_headers = ["etag"],
    credentials,
    max_age = 10m,
};
static COMPILED_ANY: Policy = cors! {
    origins = *,
    methods = [GET, PUT, DELETE],
    headers = ["authorization", "content-type"],
    expose_headers = ["etag"],
    max_age = 10m,
};
static COMPILED_SUBDOMAIN: Policy = cors! {
    origins = ["https://*.example.com"],
    methods = [GET, PUT, DELETE],
    headers = ["authorization", "content-type"],
    expose_headers = ["etag"],
    credentials,
    max_age = 10m,
};
static COMPILED_ANY_PORT: Policy = cors! {
    origins = ["http://localhost:*"],
    methods = [GET, PUT, DELETE],
    headers = ["authorization", "content-type"],
    expose_headers = ["etag"],
    credentials,
    max_age = 10m,
};
static COMPILED_10: Policy = include!(concat!(env!("OUT_DIR"), "/origins_10.rs"));
static COMPILED_1_000: Policy = include!(concat!(env!("OUT_DIR"), "/origins_1000.rs"));
static COMPILED_10_000: Policy = include!(concat!(env!("OUT_DIR"), "/origins_10000.rs"));
static COMPILED_100_000: Policy = include!(concat!(env!("OUT_DIR"), "/origins_100000.rs"));

impl Terms {
    /// The policy from the macro, if a list of this length was compiled.
    pub(crate) fn compiled(self) -> Option<&'static Policy> {
        Some(match self {
            Terms::Three => &COMPILED_THREE,
            Terms::Any => &COMPILED_ANY,
            Terms::Subdomain => &COMPILED_SUBDOMAIN,
            Terms::AnyPort => &COMPILED_ANY_PORT,
            Terms::Many(count) => {
                let index = COMPILED.iter().position(|compiled| *compiled == count)?;
                [
                    &COMPILED_10,
                    &COMPILED_1_000,
                    &COMPILED_10_000,
                    &COMPILED_100_000,
                ][index]
            }
        })
    }

    /// The same policy, built at run time.
    pub(crate) fn at_run_time(self) -> Policy {
        let policy = Policy::builder()
            .origins(self.patterns())
            .methods(METHODS)
            .headers(HEADERS)
            .expose_headers([EXPOSED])
            .max_age(MAX_AGE);
        let policy = match self {
            Terms::Any => policy,
            _ => policy.credentials(true),
        };
        policy.build().expect("the policy keeps the rules")
    }

    /// The patterns of the origins.
    pub(crate) fn patterns(self) -> Vec<String> {
        match self {
            Terms::Three => THREE.map(str::to_owned).to_vec(),
            Terms::Any => vec!["*".to_owned()],
            Terms::Many(count) => origins(count).collect(),
            Terms::Subdomain => vec!["https://*.example.com".to_owned()],
            Terms::AnyPort => vec!["http://localhost:*".to_owned()],
        }
    }

    /// An origin that the policy allows.
    pub(crate) fn allowed(self) -> String {
        match self {
            Terms::Three | Terms::Any | Terms::Subdomain => APP.to_owned(),
            // The middle of the list, so that a linear search reads half of it.
            Terms::Many(count) => origins(count / 2 + 1).last().unwrap_or_default(),
            Terms::AnyPort => "http://localhost:5173".to_owned(),
        }
    }

    pub(crate) fn credentials(self) -> bool {
        self != Terms::Any
    }
}

/// The origins of a long list.
pub(crate) fn listed(count: usize) -> impl Iterator<Item = String> {
    origins(count)
}

/// `https://*.example.com`, for layers that take a function.
pub(crate) fn is_subdomain(origin: &[u8]) -> bool {
    let label = origin
        .strip_prefix(b"https://")
        .and_then(|host| host.strip_suffix(b".example.com"));
    label.is_some_and(|label| {
        !label.is_empty()
            && label
                .iter()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.'))
    })
}

/// `http://localhost:*`, for layers that take a function.
pub(crate) fn is_local(origin: &[u8]) -> bool {
    let port = origin.strip_prefix(b"http://localhost");
    port.is_some_and(|port| match port {
        [] => true,
        [b':', port @ ..] => (1..=5).contains(&port.len()) && port.iter().all(u8::is_ascii_digit),
        _ => false,
    })
}
