//! Serves requests under callgrind for the test that counts instructions.
//!
//! It prints one line per kind of request. Callgrind writes one file per kind.

#![forbid(unsafe_code)]

use std::hint::black_box;

use costs::{API, Adapter, Application, RequestSpec, long_list};

/// How often each request is served before the count starts, and how often it is
/// counted.
const TIMES: usize = 8;

const SIZES: [usize; 2] = [1 << 10, 16 << 10];
const LISTS: [usize; 2] = [10, 100_000];

fn main() {
    for adapter in Adapter::ALL {
        let name = adapter.name;
        let application = adapter.application(&API);
        for size in SIZES {
            for (what, spec) in hostile(size) {
                measure(&application, &spec);
                println!("{name}: {what}\t{size}");
            }
        }
    }
    for count in LISTS {
        for adapter in Adapter::ALL {
            let name = adapter.name;
            let application = adapter.application(long_list(count));
            for (what, origin) in [
                ("listed", "https://tenant7.example.com"),
                ("not listed", "https://tenantx.example.com"),
            ] {
                measure(&application, &RequestSpec::get().from(origin));
                println!("{name}: {what}\t{count}");
            }
        }
    }
}

/// Requests with a long header.
fn hostile(size: usize) -> [(&'static str, RequestSpec); 4] {
    let preflight = || RequestSpec::preflight(API.origins().next().unwrap_or_default());
    let origin = format!("https://{}.example.com", "a".repeat(size));
    [
        ("Origin", RequestSpec::get().from(origin)),
        ("method", preflight().method("A".repeat(size))),
        ("names", preflight().headers("x-a,".repeat(size / 4))),
        ("commas", preflight().headers(",".repeat(size))),
    ]
}

fn measure(application: &Application, spec: &RequestSpec) {
    for _ in 0..TIMES {
        application(spec)();
    }
    for _ in 0..TIMES {
        counted(application(spec));
    }
    finished();
}

/// Callgrind counts the instructions within this function.
#[inline(never)]
fn counted(serve: Box<dyn FnOnce()>) {
    serve();
}

/// Callgrind writes the count when this function returns.
#[inline(never)]
fn finished() {
    black_box(());
}
