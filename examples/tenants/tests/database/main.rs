//! The program with a real PostgreSQL. Without PostgreSQL, the tests do nothing, unless
//! `TENANTS_NEED_POSTGRESQL` is set.

#![cfg(unix)]

mod following;
mod outage;
mod postgres;
mod scale;
mod server;
mod tenants;

use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use crate::postgres::{Postgres, sql};

/// The server of all tests but one. Each test has its own database.
fn postgres() -> Option<&'static Postgres> {
    static POSTGRES: OnceLock<Option<Postgres>> = OnceLock::new();
    POSTGRES.get_or_init(Postgres::start).as_ref()
}

/// Adds a tenant with these origins.
fn insert(url: &str, host: &str, origins: &[&str]) {
    let mut statements = format!("INSERT INTO tenants (host) VALUES ('{host}');");
    for origin in origins {
        let origin = origin.replace('\'', "''");
        statements +=
            &format!("INSERT INTO tenant_origins (host, origin) VALUES ('{host}', '{origin}');");
    }
    sql(url, &statements);
}

/// Waits until something is true, and returns how long that took. It is a failure if it takes
/// too long.
#[track_caller]
fn eventually(what: &str, is_true: impl Fn() -> bool) -> Duration {
    let started = Instant::now();
    while !is_true() {
        assert!(started.elapsed() < Duration::from_secs(20), "never: {what}");
        thread::sleep(Duration::from_millis(5));
    }
    started.elapsed()
}
