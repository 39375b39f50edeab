//! Every form of the language.

#![forbid(warnings)]

use cors_engine::{Policy, cors};

static EVERY_KEY: Policy = cors! {
    origins = ["https://example.com", "https://*.example.com"],
    methods = [GET, PUT, "PROPFIND"],
    headers = ["authorization", "X-Api-Key"],
    expose_headers = ["etag"],
    credentials,
    max_age = 10m,
};

static ANY: Policy = cors! { origins = * };
static ANY_IN_A_LIST: Policy = cors! { origins = [*] };
static ANY_AS_A_STRING: Policy = cors! { origins = ["*"] };
static ANY_BARE_STRING: Policy = cors!(origins = "*");
static ANYTHING: Policy = cors![
    origins = ["https://example.com"], methods = *, headers = [*, "authorization"],
    expose_headers = *
];
static ECHOING: Policy =
    cors! { origins = ["https://example.com"], methods = *, headers = *, credentials = true };
static EMPTY_LISTS: Policy =
    cors! { origins = *, methods = [], headers = [], expose_headers = [], credentials = false };

static SECONDS: Policy = cors! { origins = *, max_age = 600 };
static SUFFIXED: Policy = cors! { max_age = 600s, origins = * };
static GROUPED: Policy = cors! { origins = *, max_age = 86_400 };
static HOURS: Policy = cors! { origins = *, max_age = 2h };
static DAY: Policy = cors! { origins = *, max_age = 1d };
static ZERO: Policy = cors! { origins = *, max_age = 0 };
static QUOTED: Policy = cors! { origins = *, max_age = "10m" };

fn main() {
    assert!(EVERY_KEY.allows_origin(b"https://example.com"));
    assert!(EVERY_KEY.allows_origin(b"https://a.b.example.com"));
    assert!(!EVERY_KEY.allows_origin(b"https://example.com/"));
    assert!(EVERY_KEY.methods().eq(["GET", "PUT", "PROPFIND"]));
    assert!(EVERY_KEY.headers().eq(["authorization", "x-api-key"]));
    assert!(EVERY_KEY.expose_headers().eq(["etag"]));
    assert!(EVERY_KEY.credentials());
    assert_eq!(EVERY_KEY.max_age(), Some(600));

    for any in [&ANY, &ANY_IN_A_LIST, &ANY_AS_A_STRING, &ANY_BARE_STRING] {
        assert!(any.allows_any_origin());
        assert!(any.origins().eq(["*"]));
        assert_eq!(any.max_age(), None);
    }
    assert!(ANYTHING.methods().eq(["*"]));
    assert!(ANYTHING.headers().eq(["*", "authorization"]));
    assert!(ANYTHING.expose_headers().eq(["*"]));
    assert!(ECHOING.credentials());
    assert_eq!(EMPTY_LISTS.methods().count(), 0);
    assert!(!EMPTY_LISTS.credentials());

    let seconds = [&SECONDS, &SUFFIXED, &GROUPED, &HOURS, &DAY, &ZERO, &QUOTED];
    let seconds = seconds.map(|policy| policy.max_age().unwrap());
    assert_eq!(seconds, [600, 600, 86_400, 7_200, 86_400, 0, 600]);
}
