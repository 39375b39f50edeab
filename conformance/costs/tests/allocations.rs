//! The allocations per request: none, except for the header maps of responses that
//! have none yet.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::{Mutex, MutexGuard, PoisonError};

use costs::{API, Application, RequestSpec, applications, long_list};

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

/// Keeps tests apart: layers with different policies that exist at the same time may be
/// nested, and requests pay for that.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
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

#[test]
fn a_response_with_a_header_map_needs_no_allocation() {
    let _alone = alone();
    let at_run_time = API
        .with_origins(API.origins())
        .build()
        .expect("the same policy");
    for policy in [(&API).into(), at_run_time.into()] {
        let bare = applications(None);
        for ((name, bare), (_, with_cors)) in bare.iter().zip(applications(Some(policy))) {
            for spec in actual() {
                let (with_cors, bare) = (used(&with_cors, &spec), used(bare, &spec));
                assert_eq!(with_cors.0, bare.0, "{name}: {spec:?}");
                // The layer is in a box here. The box has the size of the layer.
                if name != &"axum, a layer" {
                    assert_eq!(with_cors.1, bare.1, "{name}: {spec:?}");
                }
            }
        }
    }
}

/// A worker that listens on two addresses has two applications.
#[test]
fn a_second_application_on_the_thread_needs_no_allocation() {
    let _alone = alone();
    let bare = applications(None);
    let [first, second] = [(); 2].map(|()| applications(Some((&API).into())));
    for ((name, bare), (_, with_cors)) in bare.iter().chain(&bare).zip(first.iter().chain(&second))
    {
        for spec in actual() {
            assert_eq!(
                used(with_cors, &spec).0,
                used(bare, &spec).0,
                "{name}: {spec:?}"
            );
        }
    }
}

#[test]
fn a_preflight_allocates_only_its_header_map() {
    let _alone = alone();
    let requests = [
        RequestSpec::preflight(ALLOWED),
        RequestSpec::preflight(REFUSED),
    ];
    for (name, application) in applications(Some((&API).into())) {
        let [allowed, refused] = requests.each_ref().map(|spec| used(&application, spec).0);
        match name {
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
    let _alone = alone();
    let sizes = [1 << 10, 16 << 10];
    let hostile: [fn(usize) -> RequestSpec; 4] = [
        |size| RequestSpec::get().from(format!("https://{}.example.com", "a".repeat(size))),
        |size| RequestSpec::preflight(ALLOWED).method("A".repeat(size)),
        |size| RequestSpec::preflight(ALLOWED).headers("x-a,".repeat(size / 4)),
        |size| RequestSpec::preflight(ALLOWED).headers(",".repeat(size)),
    ];
    for (name, application) in applications(Some((&API).into())) {
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
    let _alone = alone();
    let [short, long] = [10, 100_000].map(|count| applications(Some(long_list(count).into())));
    for ((name, short), (_, long)) in short.iter().zip(&long) {
        for origin in ["https://tenant7.example.com", REFUSED] {
            let spec = RequestSpec::get().from(origin);
            assert_eq!(used(short, &spec), used(long, &spec), "{name}: {origin}");
        }
    }
}
