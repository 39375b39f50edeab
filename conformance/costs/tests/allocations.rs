//! The allocations per request: none, except for the header maps of responses that
//! have none yet.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cors_engine::SharedPolicy;
use costs::{API, Adapter, Application, RequestSpec, long_list};

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: usize) {
    COUNT.set(COUNT.get() + 1);
    BYTES.set(BYTES.get() + bytes);
}

// SAFETY: every call is passed to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The number and the bytes of the allocations for one request after a warm-up.
fn used(application: &Application, spec: &RequestSpec) -> (usize, usize) {
    let mut used = (0, 0);
    for _ in 0..8 {
        let serve = application(spec);
        let before = (COUNT.get(), BYTES.get());
        serve();
        used = (COUNT.get() - before.0, BYTES.get() - before.1);
    }
    used
}

const ALLOWED: &str = "https://app.example.com";
const REFUSED: &str = "https://evil.example.org";

fn actual() -> [RequestSpec; 3] {
    [
        RequestSpec::get(),
        RequestSpec::get().from(ALLOWED),
        RequestSpec::get().from(REFUSED),
    ]
}

/// Layers that exist at the same time may be nested, which has its cost. So one test
/// runs at a time.
static ONE_TEST: Mutex<()> = Mutex::new(());

fn one_test() -> MutexGuard<'static, ()> {
    // A test that failed changed nothing that another test uses.
    ONE_TEST.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn a_response_with_a_header_map_needs_no_allocation() {
    let _one = one_test();
    let at_run_time = API.with_origins(API.origins());
    let at_run_time = Arc::new(at_run_time.build().expect("the same policy"));
    for adapter in Adapter::ALL {
        let policies: [SharedPolicy; 2] = [(&API).into(), Arc::clone(&at_run_time).into()];
        for policy in policies {
            let (bare, with_cors) = (adapter.without_cors(), adapter.application(policy));
            for spec in actual() {
                let (with_cors, bare) = (used(&with_cors, &spec), used(&bare, &spec));
                assert_eq!(with_cors.0, bare.0, "{}: {spec:?}", adapter.name);
                // The layer is in a box here. The box has the size of the layer.
                if adapter.name != "axum, a layer" {
                    assert_eq!(with_cors.1, bare.1, "{}: {spec:?}", adapter.name);
                }
            }
        }
    }
}

/// A server that listens on two addresses has two applications.
#[test]
fn a_second_application_with_the_same_policy_needs_no_allocation() {
    let _one = one_test();
    for adapter in Adapter::ALL {
        let bare = adapter.without_cors();
        let applications = [(); 2].map(|()| adapter.application(&API));
        for with_cors in &applications {
            for spec in actual() {
                let (with_cors, bare) = (used(with_cors, &spec), used(&bare, &spec));
                assert_eq!(with_cors.0, bare.0, "{}: {spec:?}", adapter.name);
            }
        }
    }
}

/// The layers of two applications with different policies may be nested. So each looks
/// for policies of layers inside of it.
#[test]
fn a_second_application_with_another_policy_has_this_cost() {
    let _one = one_test();
    for adapter in Adapter::ALL {
        let bare = adapter.without_cors();
        let with_cors = adapter.application(&API);
        let _another = adapter.application(long_list(3));
        // The cell in which an inner layer leaves its policy, in the extensions of the
        // request. An axum router and actix-web have extensions for every request;
        // the others need a map for them. A map that has values may have to grow. That
        // depends on the hashes of their types, which differ between builds.
        let more = match adapter.name {
            "tower" | "warp" => 5..=5,
            _ => 3..=4,
        };
        for spec in actual() {
            let (with_cors, bare) = (used(&with_cors, &spec).0, used(&bare, &spec).0);
            let used = with_cors - bare;
            assert!(more.contains(&used), "{}: {used}, {spec:?}", adapter.name);
        }
    }
}

#[test]
fn a_preflight_allocates_only_its_header_map() {
    let _one = one_test();
    let requests = [
        RequestSpec::preflight(ALLOWED),
        RequestSpec::preflight(REFUSED),
    ];
    for adapter in Adapter::ALL {
        let application = adapter.application(&API);
        let [allowed, refused] = requests.each_ref().map(|spec| used(&application, spec).0);
        match adapter.name {
            // A header map of `http` has two blocks.
            "tower" => assert_eq!([allowed, refused], [2, 2]),
            "axum, around" => assert_eq!([allowed, refused], [2, 2]),
            // The body of the request is in a box here, for every request.
            "warp" => assert_eq!([allowed, refused], [2 + 1, 2 + 1]),
            // The header map of a response comes from a pool. The rest is what
            // actix-web allocates for a response of any middleware.
            "actix" => assert_eq!([allowed, refused], [1, 1]),
            // The router has already run.
            _ => {}
        }
    }
}

#[test]
fn hostile_headers_allocate_nothing() {
    let _one = one_test();
    let sizes = [1 << 10, 16 << 10];
    let hostile: [fn(usize) -> RequestSpec; 4] = [
        |size| RequestSpec::get().from(format!("https://{}.example.com", "a".repeat(size))),
        |size| RequestSpec::preflight(ALLOWED).method("A".repeat(size)),
        |size| RequestSpec::preflight(ALLOWED).headers("x-a,".repeat(size / 4)),
        |size| RequestSpec::preflight(ALLOWED).headers(",".repeat(size)),
    ];
    for adapter in Adapter::ALL {
        let name = adapter.name;
        let application = adapter.application(&API);
        for (index, hostile) in hostile.iter().enumerate() {
            let [short, long] = sizes.map(|size| used(&application, &hostile(size)));
            assert_eq!(short, long, "{name}: {index}");
        }
        let refused = used(&application, &RequestSpec::get().from(REFUSED));
        assert_eq!(used(&application, &hostile[0](16 << 10)), refused, "{name}");
    }
}

#[test]
fn a_long_list_allocates_as_much_as_a_short_one() {
    let _one = one_test();
    for adapter in Adapter::ALL {
        for origin in ["https://tenant7.example.com", REFUSED] {
            let [short, long] = [10, 100_000].map(|count| {
                let application = adapter.application(long_list(count));
                used(&application, &RequestSpec::get().from(origin))
            });
            assert_eq!(short, long, "{}: {origin}", adapter.name);
        }
    }
}
