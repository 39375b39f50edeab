//! What the engine logs: mistakes that compile and change no answer of their own.

use std::sync::{Arc, Mutex};

use cors_engine::adapter::{CompiledPolicy, Http, MatchedPolicies};
use cors_engine::{Policy, cors};
use http::{HeaderMap, HeaderValue};
use log::{Level, Log, Metadata, Record};

static OUTER: Policy = cors! {
    origins = ["https://a.example", "https://b.example"],
    expose_headers = ["etag", "x-outer"],
    credentials,
};
static INNER: Policy = cors! { origins = ["https://b.example"], expose_headers = ["etag"] };
static ANY: Policy = cors! { origins = *, expose_headers = * };

/// Keeps what is logged.
struct Logger(Mutex<Vec<(Level, String)>>);

impl Log for Logger {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = (record.level(), record.args().to_string());
        self.0.lock().expect("no panic").push(line);
    }

    fn flush(&self) {}
}

static LOGGER: Logger = Logger(Mutex::new(Vec::new()));

fn logged() -> Vec<(Level, String)> {
    std::mem::take(&mut *LOGGER.0.lock().expect("no panic"))
}

fn response_headers(policy: &CompiledPolicy<Http>, origin: &'static str) -> HeaderMap {
    let origin = HeaderValue::from_static(origin);
    let mut headers = HeaderMap::new();
    policy.write_response_headers(policy.allowed_origin_for(Some(&origin)), &mut headers);
    headers
}

// One test, because each of these is logged once per process.
#[test]
fn mistakes_are_logged_once() {
    log::set_logger(&LOGGER).expect("there is no other logger");
    log::set_max_level(log::LevelFilter::Trace);
    let outer = Arc::new(CompiledPolicy::<Http>::new(&OUTER));

    // Headers that a handler or another CORS layer wrote.
    for _ in 0..3 {
        let mut headers = HeaderMap::new();
        headers.insert("vary", HeaderValue::from_static("accept"));
        headers.insert("access-control-allow-origin", HeaderValue::from_static("*"));
        outer.write_response_headers(outer.allowed_origin_for(None), &mut headers);
        assert!(!headers.contains_key("access-control-allow-origin"));
    }
    let lines = logged();
    let [(Level::Warn, line)] = &lines[..] else {
        panic!("{lines:?}");
    };
    assert!(line.contains("CORS headers of another source"), "{line}");

    // One layer inside another.
    let alone = MatchedPolicies::<Http>::default();
    assert!(Arc::ptr_eq(&alone.resolve(&outer), &outer));
    assert!(logged().is_empty());
    let matched = alone.clone();
    matched.add(&Arc::new(CompiledPolicy::new(&INNER)));
    for _ in 0..2 {
        let both = alone.resolve(&outer);
        let headers = response_headers(&both, "https://b.example");
        assert_eq!(headers["access-control-allow-origin"], "https://b.example");
        assert_eq!(headers["access-control-expose-headers"], "etag");
        assert!(!headers.contains_key("access-control-allow-credentials"));
        let headers = response_headers(&both, "https://a.example");
        assert!(!headers.contains_key("access-control-allow-origin"));
        assert_eq!(headers["vary"], "Origin");
    }
    let lines = logged();
    let [(Level::Error, line)] = &lines[..] else {
        panic!("{lines:?}");
    };
    assert!(line.contains(".nest(\"/admin\", &INNER)"), "{line}");

    // `*` only if both policies say so.
    let any = Arc::new(CompiledPolicy::<Http>::new(&ANY));
    let matched = MatchedPolicies::default();
    matched.add(&any);
    let headers = response_headers(&matched.resolve(&any), "https://c.example");
    assert_eq!(headers["access-control-allow-origin"], "*");
    let headers = response_headers(&matched.resolve(&outer), "https://a.example");
    assert_eq!(headers["access-control-allow-origin"], "https://a.example");
}
