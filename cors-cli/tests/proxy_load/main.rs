//! `cors proxy` beside a proxy of hyper that does nothing else, and under load.
//!
//! The sizes are small, so that every run of the tests includes them. These are larger
//! ones, and numbers that mean something:
//!
//! ```text
//! CORS_LOAD_SECONDS=20 CORS_LOAD_MIB=1024 CORS_LOAD_STREAMS=1000 \
//!     cargo test --release -p cors-cli --test proxy_load -- --nocapture
//! ```

#![cfg(target_os = "linux")]

mod bare;
mod client;
mod compare;
mod process;
mod server;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use compare::{Load, compare};
use process::Process;

/// The median of the ratios of throughput must be at least this. Without optimization, our
/// own code takes several times longer, so only a proxy that waits for something fails.
const LEAST_RATIO: f64 = if cfg!(debug_assertions) { 0.25 } else { 0.9 };

/// A busy computer can disturb one comparison.
const ATTEMPTS: usize = 3;

const LOADS: [Load; 3] = [
    Load {
        name: "small responses, 32 connections",
        path: "/small",
        connections: 32,
    },
    Load {
        name: "64 KiB responses, 32 connections",
        path: "/large",
        connections: 32,
    },
    Load {
        name: "small responses, 1 connection",
        path: "/small",
        connections: 1,
    },
];

/// The tests measure, so they run one after the other.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn number(variable: &str, default: u64) -> u64 {
    let value = std::env::var(variable).ok();
    value
        .and_then(|value| value.parse().ok())
        .unwrap_or(default)
}

#[test]
fn it_is_about_as_fast_as_a_bare_proxy() {
    let _turn = turn();
    let upstream = server::start();
    let (bare, ours) = (Process::bare(upstream), Process::proxy(upstream));
    let time = Duration::from_secs(number("CORS_LOAD_SECONDS", 1));
    for load in LOADS {
        let is_fast_enough = (0..ATTEMPTS).any(|_| {
            let comparison = compare(&bare, &ours, load, time);
            println!("{}: {comparison}", load.name);
            comparison.median() >= LEAST_RATIO
        });
        assert!(is_fast_enough, "{}", load.name);
    }
}

#[test]
fn memory_is_flat_while_bodies_pass() {
    let _turn = turn();
    let upstream = server::start();
    let proxy = Process::proxy(upstream);
    let mib = number("CORS_LOAD_MIB", 128);
    client::download(proxy.port, 16);
    client::upload(proxy.port, 16);
    let (before, _) = proxy.memory();
    client::download(proxy.port, mib);
    let (down, _) = proxy.memory();
    client::upload(proxy.port, mib);
    let (up, _) = proxy.memory();
    println!(
        "most memory: {before} KiB after 16 MiB, {down} KiB after {mib} MiB down, {up} KiB after {mib} MiB up"
    );
    assert!(
        up < before + 8 * 1024,
        "{before} KiB, then {down} KiB, then {up} KiB"
    );
}

#[test]
fn many_event_streams_are_open() {
    let _turn = turn();
    let upstream = server::start();
    let proxy = Process::proxy(upstream);
    let streams = number("CORS_LOAD_STREAMS", 100);
    let (_, before) = proxy.memory();
    let mut each = 0;
    let delay = client::event_streams(proxy.port, streams, || {
        let (_, during) = proxy.memory();
        each = during.saturating_sub(before) / streams;
    });
    println!("{streams} event streams: {each} KiB each; an event reached all of them in {delay:?}");
    assert!(each < 256, "{each} KiB");
    assert!(delay < Duration::from_secs(5), "{delay:?}");
}
