//! The events for refused requests.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use cors_engine::adapter::{CompiledPolicy, Http};
use cors_engine::explain::CorsRequest;
use cors_engine::{Policy, cors};
use http::{HeaderMap, HeaderValue};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

static API: Policy = cors! {
    origins = ["https://app.example.com:8443", "https://*.example.org"],
    methods = [PUT],
    headers = ["x-tenant"],
};
static OTHER: Policy = cors! { origins = ["https://app.example.com:8443"] };

/// The fields of an event.
type Fields = BTreeMap<&'static str, String>;

/// Keeps the events, if it is enabled.
#[derive(Clone, Default)]
struct Events {
    is_disabled: Arc<AtomicBool>,
    kept: Arc<Mutex<Vec<Fields>>>,
}

impl Subscriber for Events {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "cors" && !self.is_disabled.load(Ordering::Relaxed)
    }

    fn event(&self, event: &Event<'_>) {
        assert_eq!(*event.metadata().level(), Level::INFO);
        let mut fields = Collected(Fields::new());
        event.record(&mut fields);
        self.lock().push(fields.0);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

impl Events {
    fn lock(&self) -> MutexGuard<'_, Vec<Fields>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Vec<Fields> {
        std::mem::take(&mut *self.lock())
    }
}

struct Collected(Fields);

impl Visit for Collected {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

fn headers(lines: &[(&'static str, &[u8])]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(*name, HeaderValue::from_bytes(value).expect("a value"));
    }
    headers
}

/// What an adapter does.
fn serve(policy: &CompiledPolicy<Http>, method: &str, headers: &HeaderMap) {
    let origin = policy.allowed_origin(headers);
    let is_preflight = origin.is_for_preflight::<Http>(method.as_bytes(), headers);
    policy.log_refusal(&origin, is_preflight, || {
        let request = CorsRequest::from_headers::<Http>(method.as_bytes(), headers);
        (request, "/orders/7")
    });
}

fn fields(expected: &[(&'static str, &str)]) -> Fields {
    let fields = expected
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    fields.collect()
}

// One test, because the process has one limit.
#[test]
fn refusals_are_events() {
    let events = Events::default();
    tracing::subscriber::set_global_default(events.clone()).expect("there is no other");
    let api = CompiledPolicy::<Http>::new(&API);

    // A refused origin.
    serve(
        &api,
        "GET",
        &headers(&[("origin", b"https://app.example.com")]),
    );
    assert_eq!(
        events.take(),
        [fields(&[
            (
                "message",
                "https://app.example.com is not allowed: the policy has \
                 https://app.example.com:8443 (another port)"
            ),
            ("origin", "https://app.example.com"),
            ("method", "GET"),
            ("path", "/orders/7"),
            ("preflight", "false"),
            ("reason", "origin-not-listed"),
            ("nearest", "https://app.example.com:8443"),
            ("difference", "another port"),
        ])]
    );

    // A preflight whose method is refused. The method is the one of the request that would
    // follow.
    let preflight = |method: &'static str, names: &'static str| {
        headers(&[
            ("origin", b"https://a.example.org"),
            ("access-control-request-method", method.as_bytes()),
            ("access-control-request-headers", names.as_bytes()),
        ])
    };
    serve(&api, "OPTIONS", &preflight("put", "x-tenant"));
    assert_eq!(
        events.take(),
        [fields(&[
            (
                "message",
                "the method put is not allowed: the policy has PUT"
            ),
            ("origin", "https://a.example.org"),
            ("method", "put"),
            ("path", "/orders/7"),
            ("preflight", "true"),
            ("reason", "method-not-listed"),
            ("nearest", "PUT"),
        ])]
    );
    serve(&api, "OPTIONS", &preflight("PUT", "x-tennant"));
    let [event] = &events.take()[..] else {
        panic!("one event");
    };
    assert_eq!(event["reason"], "header-not-listed");
    assert_eq!(event["nearest"], "x-tenant");

    // The policy of an intersection that refuses the origin.
    let both = CompiledPolicy::<Http>::intersection([(&API).into(), (&OTHER).into()]);
    let both = both.expect("two policies");
    serve(
        &both,
        "GET",
        &headers(&[("origin", b"https://a.example.org")]),
    );
    let [event] = &events.take()[..] else {
        panic!("one event");
    };
    assert_eq!(
        event["message"],
        "https://a.example.org is not allowed: the policy has no similar origin"
    );

    // No event.
    let own = b"https://api.example.com";
    for (method, headers) in [
        ("GET", headers(&[])),
        ("GET", headers(&[("origin", b"https://a.example.org")])),
        ("OPTIONS", preflight("PUT", "X-Tenant")),
        ("OPTIONS", preflight("GET", "")),
        (
            "POST",
            headers(&[("origin", own), ("host", b"api.example.com")]),
        ),
        (
            "POST",
            headers(&[("origin", own), ("sec-fetch-site", b"same-origin")]),
        ),
        (
            "POST",
            headers(&[
                ("origin", b"https://b.example"),
                ("sec-fetch-mode", b"navigate"),
            ]),
        ),
    ] {
        serve(&api, method, &headers);
        assert_eq!(events.take(), [], "{method} {headers:?}");
    }

    // Hostile texts. A header cannot contain a line feed.
    let hostile = [b"https://\x80\xff\t\xe2\x80\xae", &[b'a'; 9000][..]].concat();
    serve(&api, "GET", &headers(&[("origin", &hostile)]));
    let [event] = &events.take()[..] else {
        panic!("one event");
    };
    assert_eq!(event["reason"], "origin-malformed");
    assert!(event["origin"].starts_with(r"https://\x80\xff\t\xe2\x80\xaeaaaa"));
    for value in event.values() {
        assert!(value.len() < 600, "{value}");
        assert!(
            value.bytes().all(|b| b.is_ascii_graphic() || b == b' '),
            "{value}"
        );
    }

    // While the events are disabled, nothing counts.
    let refused = headers(&[("origin", b"https://b.example")]);
    events.is_disabled.store(true, Ordering::Relaxed);
    tracing::callsite::rebuild_interest_cache();
    for _ in 0..100 {
        serve(&api, "GET", &refused);
    }
    events.is_disabled.store(false, Ordering::Relaxed);
    tracing::callsite::rebuild_interest_cache();

    // A flood. The first event after it says how many are missing.
    thread::sleep(Duration::from_millis(1100));
    let start = Instant::now();
    for _ in 0..1_000_000 {
        serve(&api, "GET", &refused);
    }
    let seconds = start.elapsed().as_secs() as usize + 2;
    thread::sleep(Duration::from_millis(1100));
    serve(&api, "GET", &refused);
    let flood = events.take();
    assert!(flood.len() > 10, "{}", flood.len());
    assert!(
        flood.len() <= 10 * seconds + 1,
        "{} in {seconds} s",
        flood.len()
    );
    let missing = |event: &Fields| -> usize {
        let suppressed = event.get("suppressed");
        suppressed.map_or(0, |count| count.parse().expect("a number"))
    };
    assert!(missing(&flood[flood.len() - 1]) > 0);
    let all: usize = flood.iter().map(missing).sum();
    assert_eq!(all + flood.len(), 1_000_001);
}
