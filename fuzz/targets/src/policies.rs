//! A fixed set of policies that differ in every key.

use std::sync::LazyLock;

use cors_engine::{Policy, cors};

/// The policies. An input selects one by its index.
pub(crate) static POLICIES: LazyLock<[&'static Policy; 10]> = LazyLock::new(|| {
    let large = (0..300).map(|index| format!("https://app-{index}.example.com"));
    let large = Policy::builder().origins(large).methods(["PATCH"]).build();
    [
        &EXACT,
        &ANY,
        &ECHO,
        &ECHO_HEADERS,
        &ECHO_METHODS,
        &AUTHORIZATION,
        &PORTS,
        &INSECURE,
        Policy::NONE,
        Box::leak(Box::new(large.expect("a policy without problems"))),
    ]
});

/// The index that a digit names. Every other byte names one, too.
pub(crate) fn index(digit: u8) -> usize {
    usize::from(digit.wrapping_sub(b'0')) % POLICIES.len()
}

static EXACT: Policy = cors! {
    origins = ["https://example.com", "https://example.org:8443"],
    methods = [GET, PUT],
    headers = ["content-type", "x-a"],
    expose_headers = ["etag"],
    max_age = 10m,
};

static ANY: Policy = cors! {
    origins = *,
    methods = *,
    headers = *,
    expose_headers = *,
    max_age = 0,
};

static ECHO: Policy = cors! {
    origins = ["https://*.example.com", "https://example.org"],
    methods = *,
    headers = *,
    expose_headers = ["etag", "link"],
    credentials,
};

static ECHO_HEADERS: Policy = cors! {
    origins = ["https://example.com", "https://*.example.net"],
    methods = [PUT, DELETE, "PROPFIND"],
    headers = *,
    credentials,
    max_age = 60,
};

static ECHO_METHODS: Policy = cors! {
    origins = ["https://example.com"],
    methods = *,
    headers = ["authorization", "x-a"],
    credentials,
};

static AUTHORIZATION: Policy = cors! {
    origins = ["https://example.com", "capacitor://localhost"],
    methods = *,
    headers = [*, "authorization"],
};

static PORTS: Policy = cors! {
    origins = ["http://localhost:*", "http://[::1]:3000", "https://*.example.com:*"],
    methods = [OPTIONS],
    headers = ["range"],
    max_age = 1d,
};

static INSECURE: Policy = cors! {
    origins = [#[allow(insecure_origin)] "http://example.com", "https://example.com"],
    methods = [PUT],
    credentials,
};
