//! Serves requests under callgrind for the test that counts instructions.
//!
//! It prints one line per kind of request. Callgrind writes one file per kind.

#![forbid(unsafe_code)]

use std::hint::black_box;

use costs::{API, Application, RequestSpec, applications, long_list};

/// How often each request is served before the count starts, and how often it is
/// counted.
const TIMES: usize = 8;

const SIZES: [usize; 2] = [1 << 10, 16 << 10];
const LISTS: [usize; 2] = [10, 100_000];

fn main() {
    let origin = || API.origins().next().unwrap_or_default().to_owned();
    for (name, application) in applications(Some((&API).into())) {
        for size in SIZES {
            let long = format!("https://{}.example.com", "a".repeat(size));
            let names = "x-a,".repeat(size / 4);
            for (what, spec) in [
                ("Origin", RequestSpec::get().from(long)),
                (
                    "method",
                    RequestSpec::preflight(origin()).method("A".repeat(size)),
                ),
                ("names", RequestSpec::preflight(origin()).headers(names)),
                (
                    "commas",
                    RequestSpec::preflight(origin()).headers(",".repeat(size)),
                ),
            ] {
                measure(&application, &spec);
                println!("{name}: {what}\t{size}");
            }
        }
    }
    for count in LISTS {
        for (name, application) in applications(Some(long_list(count).into())) {
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
