//! `cors!` inside the user's own `macro_rules!`.

#![deny(warnings)]

use cors_engine::{Policy, cors};

macro_rules! site {
    ($name:ident, $origin:literal, $method:ident, $header:expr, $age:tt, $flag:expr) => {
        static $name: Policy = cors! {
            origins = [$origin, #[cfg(all())] "http://localhost:*"],
            methods = [$method, PUT],
            headers = [$header],
            credentials = $flag,
            max_age = $age,
        };
    };
}

macro_rules! list {
    ($($origin:expr),* ; $methods:tt ; $exposed:expr) => {
        cors! { origins = [$($origin),*], methods = $methods, expose_headers = $exposed }
    };
}

macro_rules! keys {
    ($($key:ident = $value:tt),*) => { cors! { $($key = $value),* } };
}

macro_rules! conditional {
    ($condition:meta, $origin:expr) => {
        cors! { origins = ["https://example.com", #[cfg($condition)] $origin] }
    };
}

site!(SITE, "https://example.com", PATCH, "authorization", 10m, true);

static LIST: Policy = list!("https://a.example", "https://b.example"; [GET]; ["etag"]);
static KEYS: Policy = keys!(origins = ["https://a.example"], max_age = 600);
static CONDITIONAL: Policy = conditional!(not(any()), "https://a.example");
static LEFT_OUT: Policy = conditional!(any(), "https://a.example");

fn main() {
    assert!(SITE.allows_origin(b"https://example.com"));
    assert!(SITE.methods().eq(["PATCH", "PUT"]));
    assert!(SITE.headers().eq(["authorization"]));
    assert!(SITE.credentials());
    assert_eq!(SITE.max_age(), Some(600));
    assert!(LIST.allows_origin(b"https://b.example"));
    assert!(LIST.expose_headers().eq(["etag"]));
    assert!(KEYS.allows_origin(b"https://a.example"));
    assert!(CONDITIONAL.allows_origin(b"https://a.example"));
    assert!(!LEFT_OUT.allows_origin(b"https://a.example"));
}
