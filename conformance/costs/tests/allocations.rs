//! How often a request allocates: never, beyond the maps of responses that have
//! none yet.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use costs::{API, Application, Ask, applications, long_list};

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: usize) {
    COUNT.set(COUNT.get() + 1);
    BYTES.set(BYTES.get() + bytes);
}

// SAFETY: it hands everything on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: the caller's promise.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Allocations, and bytes of them, for a request once everything is warm.
fn used(application: &Application, ask: &Ask) -> (usize, usize) {
    let mut used = (0, 0);
    for _ in 0..8 {
        let serve = application(ask);
        let before = (COUNT.get(), BYTES.get());
        serve();
        used = (COUNT.get() - before.0, BYTES.get() - before.1);
    }
    used
}

const ALLOWED: &str = "https://app.example.com";
const REFUSED: &str = "https://evil.example.org";

fn actual() -> [Ask; 3] {
    [
        Ask::get(),
        Ask::get().from(ALLOWED),
        Ask::get().from(REFUSED),
    ]
}

#[test]
fn responses_that_have_a_map_take_no_allocation() {
    let at_run_time = API
        .with_origins(API.origins())
        .build()
        .expect("the same policy");
    for policy in [(&API).into(), at_run_time.into()] {
        let bare = applications(None);
        for ((name, bare), (_, dressed)) in bare.iter().zip(applications(Some(policy))) {
            for ask in actual() {
                let (dressed, bare) = (used(&dressed, &ask), used(bare, &ask));
                assert_eq!(dressed.0, bare.0, "{name}: {ask:?}");
                // The layer itself is in a box there, and has its own size.
                if name != &"axum, a layer" {
                    assert_eq!(dressed.1, bare.1, "{name}: {ask:?}");
                }
            }
        }
    }
}

/// As on a worker of a server that listens on two addresses.
#[test]
fn a_second_application_on_the_thread_takes_no_allocation() {
    let bare = applications(None);
    let [first, second] = [(); 2].map(|()| applications(Some((&API).into())));
    for ((name, bare), (_, dressed)) in bare.iter().chain(&bare).zip(first.iter().chain(&second)) {
        for ask in actual() {
            assert_eq!(used(dressed, &ask).0, used(bare, &ask).0, "{name}: {ask:?}");
        }
    }
}

#[test]
fn a_preflight_takes_its_map_alone() {
    let asks = [Ask::preflight(ALLOWED), Ask::preflight(REFUSED)];
    for (name, application) in applications(Some((&API).into())) {
        let [granted, refused] = asks.each_ref().map(|ask| used(&application, ask).0);
        match name {
            // A map of `http` is two blocks.
            "tower" => assert_eq!([granted, refused], [2, 2]),
            // The line of text that says why goes in a box.
            "axum, around" => assert_eq!([granted, refused], [2, 3]),
            // The body of the request goes in a box there, whatever it is for.
            "warp" => assert_eq!([granted, refused], [2 + 1, 3 + 1]),
            // A response brings its map out of a pool; what remains is what
            // actix-web takes for a response of any middleware.
            "actix" => assert_eq!([granted, refused], [1, 1]),
            // The router has been through by then.
            _ => {}
        }
    }
}

#[test]
fn hostile_headers_allocate_nothing() {
    let sizes = [1 << 10, 16 << 10];
    let hostile: [fn(usize) -> Ask; 4] = [
        |size| Ask::get().from(format!("https://{}.example.com", "a".repeat(size))),
        |size| Ask::preflight(ALLOWED).method("A".repeat(size)),
        |size| Ask::preflight(ALLOWED).headers("x-a,".repeat(size / 4)),
        |size| Ask::preflight(ALLOWED).headers(",".repeat(size)),
    ];
    for (name, application) in applications(Some((&API).into())) {
        for (index, hostile) in hostile.iter().enumerate() {
            let [short, long] = sizes.map(|size| used(&application, &hostile(size)));
            assert_eq!(short, long, "{name}: {index}");
        }
        let refused = used(&application, &Ask::get().from(REFUSED));
        assert_eq!(used(&application, &hostile[0](16 << 10)), refused, "{name}");
    }
}

#[test]
fn a_long_list_takes_what_a_short_one_takes() {
    let [short, long] = [10, 100_000].map(|count| applications(Some(long_list(count).into())));
    for ((name, short), (_, long)) in short.iter().zip(&long) {
        for origin in ["https://tenant7.example.com", REFUSED] {
            let ask = Ask::get().from(origin);
            assert_eq!(used(short, &ask), used(long, &ask), "{name}: {origin}");
        }
    }
}
