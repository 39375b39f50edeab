//! Serves requests under callgrind, for the test that counts instructions.
//!
//! It prints a line for each kind of request; callgrind writes a file for each.

#![forbid(unsafe_code)]

use std::hint::black_box;

use costs::{API, Application, Ask, applications, long_list};

/// How often each request is served before it is counted, and while it is.
const TIMES: usize = 8;

const SIZES: [usize; 2] = [1 << 10, 16 << 10];
const LISTS: [usize; 2] = [10, 100_000];

fn main() {
    let origin = || API.origins().next().unwrap_or_default().to_owned();
    for (name, application) in applications(Some((&API).into())) {
        for size in SIZES {
            let long = format!("https://{}.example.com", "a".repeat(size));
            let names = "x-a,".repeat(size / 4);
            for (what, ask) in [
                ("Origin", Ask::get().from(long)),
                ("method", Ask::preflight(origin()).method("A".repeat(size))),
                ("names", Ask::preflight(origin()).headers(names)),
                ("commas", Ask::preflight(origin()).headers(",".repeat(size))),
            ] {
                measure(&application, &ask);
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
                measure(&application, &Ask::get().from(origin));
                println!("{name}: {what}\t{count}");
            }
        }
    }
}

fn measure(application: &Application, ask: &Ask) {
    for _ in 0..TIMES {
        application(ask)();
    }
    for _ in 0..TIMES {
        counted(application(ask));
    }
    finished();
}

/// What callgrind counts within.
#[inline(never)]
fn counted(serve: Box<dyn FnOnce()>) {
    serve();
}

/// After which it writes down what it counted.
#[inline(never)]
fn finished() {
    black_box(());
}
