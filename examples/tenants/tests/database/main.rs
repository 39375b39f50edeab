//! The program with a real PostgreSQL. Without PostgreSQL, the tests do nothing, unless
//! `TENANTS_NEED_POSTGRESQL` is set.

#![cfg(unix)]

mod postgres;
mod scale;
mod server;

use std::net::TcpListener;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::postgres::{Postgres, sql};
use crate::server::{Server, command};

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

#[test]
fn two_processes_follow_one_database() {
    let Some(postgres) = postgres() else { return };
    let url = postgres.create("two");
    insert(&url, "a.example", &["https://one.example"]);
    let servers = ["two-1", "two-2"].map(|name| Server::start(&mut command(&url), name));
    let everywhere = |host: &str, origin: &str, expected: bool| {
        for server in &servers {
            let what = format!("{origin} at {host}: {expected}");
            eventually(&what, || server.allows(host, origin) == expected);
        }
    };

    // What was there before the start.
    assert!(servers[0].allows("a.example", "https://one.example"));
    assert!(servers[1].allows("a.example", "https://one.example"));

    insert(&url, "b.example", &["https://two.example"]);
    everywhere("b.example", "https://two.example", true);
    everywhere("a.example", "https://two.example", false);

    sql(
        &url,
        "UPDATE tenant_origins SET origin = 'https://2.example' WHERE host = 'b.example'",
    );
    everywhere("b.example", "https://2.example", true);
    everywhere("b.example", "https://two.example", false);

    // An origin moves to another tenant, and a tenant to another host.
    sql(
        &url,
        "UPDATE tenant_origins SET host = 'a.example' WHERE host = 'b.example'",
    );
    everywhere("a.example", "https://2.example", true);
    everywhere("b.example", "https://2.example", false);
    sql(
        &url,
        "UPDATE tenants SET host = 'c.example' WHERE host = 'a.example'",
    );
    everywhere("c.example", "https://2.example", true);
    everywhere("a.example", "https://2.example", false);

    sql(
        &url,
        "DELETE FROM tenant_origins WHERE origin = 'https://2.example'",
    );
    everywhere("c.example", "https://2.example", false);
    everywhere("c.example", "https://one.example", true);
    sql(&url, "DELETE FROM tenants WHERE host = 'c.example'");
    everywhere("c.example", "https://one.example", false);

    insert(&url, "d.example", &["https://one.example"]);
    everywhere("d.example", "https://one.example", true);
    sql(&url, "TRUNCATE tenants CASCADE");
    everywhere("d.example", "https://one.example", false);
    assert_eq!(servers[0].admin("/status")["tenants"], 0);
}

#[test]
fn tenants_are_apart() {
    let Some(postgres) = postgres() else { return };
    let url = postgres.create("apart");
    let host = |tenant: usize| format!("t{tenant}.api.example");
    let origin = |tenant: usize| format!("https://t{tenant}.example");
    for tenant in 0..10 {
        insert(&url, &host(tenant), &[&origin(tenant)]);
    }
    let server = Server::start(&mut command(&url), "apart");

    for tenant in 0..10 {
        for other in 0..10 {
            let (host, origin) = (host(tenant), origin(other));
            let is_own = tenant == other;
            assert_eq!(server.allows(&host, &origin), is_own, "{origin} at {host}");
            let preflight = server.preflight(&host, &origin);
            assert_eq!(
                preflight.status,
                if is_own { 204 } else { 403 },
                "{origin} at {host}"
            );
            assert_eq!(!preflight.cors().is_empty(), is_own, "{origin} at {host}");
            assert_eq!(preflight.header("vary").as_deref(), Some("Origin"));
        }
    }

    // The host decides, in any case. No other header does.
    let (own, other) = (origin(1), origin(2));
    assert!(server.allows("T1.API.Example", &own));
    for stranger in [
        "unknown.example",
        "t1.api.example:8080",
        "t1.api.example.",
        "x.t1.api.example",
        "t1.api.example@t2.api.example",
        "127.0.0.1",
    ] {
        assert_eq!(server.get(stranger, &own).cors(), [""; 0], "{stranger}");
    }
    let forwarded = [
        "Host: t1.api.example",
        "X-Forwarded-Host: t2.api.example",
        "Forwarded: host=t2.api.example",
        &format!("Origin: {other}"),
    ];
    assert_eq!(server.send("GET /items", &forwarded).cors(), [""; 0]);
}

#[test]
fn a_wrong_entry_is_reported_and_stops_no_tenant() {
    let Some(postgres) = postgres() else { return };
    let url = postgres.create("wrong");
    insert(
        &url,
        "a.example",
        &[
            "https://a.example/",
            "https://shop.example",
            "http://printer.lan insecure-origin",
        ],
    );
    insert(&url, "b.example", &["*"]);
    insert(&url, "c.example", &["https://shop.example"]);
    let server = Server::start(&mut command(&url), "wrong");

    assert!(server.allows("a.example", "https://shop.example"));
    assert!(!server.allows("a.example", "https://a.example"));
    assert!(!server.allows("a.example", "http://printer.lan"));
    assert!(!server.allows("b.example", "https://shop.example"));
    assert!(server.allows("c.example", "https://shop.example"));

    let status = server.admin("/status");
    assert_eq!(status["tenants_with_problems"], 2);
    assert_eq!(
        status["first_with_problems"],
        json!(["a.example", "b.example"])
    );
    let report = server.admin("/tenants/a.example");
    assert_eq!(report["origins"], json!(["https://shop.example"]));
    let rules: Vec<_> = report["problems"]
        .as_array()
        .expect("a list")
        .iter()
        .collect();
    assert_eq!(rules.len(), 2);
    assert_eq!(rules[0]["origin"], "https://a.example/");
    assert_eq!(rules[0]["rule"], "origin-has-path");
    assert_eq!(rules[0]["help"], "write \"https://a.example\"");
    assert_eq!(rules[1]["rule"], "origin-has-space");
    let log = server.log();
    for line in [
        "origins[0] of tenant a.example: an origin has no path, not even a trailing slash",
        "origins[2] of tenant a.example: ",
        "origins[0] of tenant b.example: ",
    ] {
        assert_eq!(log.matches(line).count(), 1, "{line} in\n{log}");
    }

    // The tenant removes an origin. It is gone, although another entry is still wrong.
    sql(
        &url,
        "DELETE FROM tenant_origins WHERE origin = 'https://shop.example'",
    );
    eventually("the origin is removed", || {
        !server.allows("a.example", "https://shop.example")
    });
    assert_eq!(server.admin("/tenants/a.example")["origins"], json!([]));

    sql(
        &url,
        "DELETE FROM tenant_origins WHERE origin <> 'https://shop.example'",
    );
    eventually("no problem is left", || {
        server.admin("/status")["tenants_with_problems"] == 0
    });
}

#[test]
fn the_form_checks_an_origin_before_it_adds_it() {
    let Some(postgres) = postgres() else { return };
    let url = postgres.create("form");
    insert(&url, "a.example", &[]);
    insert(&url, "full.example", &[]);
    sql(
        &url,
        "INSERT INTO tenant_origins (host, origin)
         SELECT 'full.example', 'https://o' || n || '.example' FROM generate_series(1, 1001) n",
    );
    let servers = ["form-1", "form-2"].map(|name| Server::start(&mut command(&url), name));

    let (status, answer) = servers[0].add("a.example", "shop.example/");
    assert_eq!(status, 422);
    assert_eq!(answer["problems"][0]["rule"], "origin-scheme-missing");
    assert_eq!(servers[0].add("a.example", "*").0, 422);
    assert_eq!(
        servers[0].add("unknown.example", "https://shop.example").0,
        404
    );
    assert_eq!(
        servers[0].add("full.example", "https://shop.example").0,
        409
    );
    // The last one is more than a tenant can have.
    assert!(servers[0].allows("full.example", "https://o1000.example"));
    assert!(!servers[0].allows("full.example", "https://o1001.example"));

    for _ in 0..2 {
        let (status, answer) = servers[0].add("a.example", "https://shop.example");
        assert_eq!(
            (status, answer),
            (202, json!({ "origin": "https://shop.example" }))
        );
    }
    for server in &servers {
        eventually("both have it", || {
            server.allows("a.example", "https://shop.example")
        });
    }

    assert_eq!(servers[0].admin_status(&[]), 401);
    assert_eq!(
        servers[0].admin_status(&["Authorization: Bearer of the tes"]),
        401
    );
    assert_eq!(
        servers[0].admin_status(&["Authorization: Bearer of the tesT"]),
        401
    );
}

#[test]
fn max_age_is_capped() {
    let Some(postgres) = postgres() else { return };
    let url = postgres.create("ages");
    for (host, max_age) in [("long", "86400"), ("short", "60"), ("none", "NULL")] {
        insert(&url, host, &["https://a.example"]);
        sql(
            &url,
            &format!("UPDATE tenants SET max_age = {max_age} WHERE host = '{host}'"),
        );
    }
    let server = Server::start(&mut command(&url), "ages");
    for (host, max_age) in [("long", "600"), ("short", "60"), ("none", "600")] {
        let preflight = server.preflight(host, "https://a.example");
        assert_eq!(
            preflight.header("access-control-max-age").as_deref(),
            Some(max_age)
        );
    }
}

#[test]
fn everything_is_read_again_after_a_reconnect() {
    let Some(postgres) = postgres() else { return };
    let url = postgres.create("again");
    insert(&url, "a.example", &["https://old.example"]);
    let server = Server::start(&mut command(&url), "again");
    assert!(server.allows("a.example", "https://old.example"));

    // The program does not get a notification of this change.
    sql(
        &url,
        "ALTER TABLE tenant_origins DISABLE TRIGGER USER;
         UPDATE tenant_origins SET origin = 'https://new.example';
         ALTER TABLE tenant_origins ENABLE TRIGGER USER;
         SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    eventually("the new origin", || {
        server.allows("a.example", "https://new.example")
    });
    assert!(!server.allows("a.example", "https://old.example"));
    let log = server.log();
    assert!(
        log.contains("The connection to the database is lost"),
        "{log}"
    );

    // Each time, the program listened before it read.
    let log = postgres.log("again");
    let order = log.iter().filter_map(|line| {
        let parts = ["LISTEN tenants", "SELECT host, max_age"];
        parts.into_iter().find(|part| line.contains(part))
    });
    let order: Vec<&str> = order.collect();
    let [listen, select] = ["LISTEN tenants", "SELECT host, max_age"];
    assert_eq!(order, [listen, select, listen, select], "{log:#?}");
}

#[test]
fn without_a_database_the_program_does_not_start() {
    let missing = "host=/nonexistent user=tenants dbname=tenants";
    let started = Instant::now();
    let output = command(missing).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let text = String::from_utf8_lossy(&output.stderr);
    let sentence = "The program does not start, because it cannot read the tenants: ";
    assert!(
        text.starts_with(sentence) && text.ends_with(".\n"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(started.elapsed() < Duration::from_secs(15));
}

#[test]
fn a_database_that_does_not_answer_is_like_none() {
    // The system accepts the connection, and no program reads from it.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = silent.local_addr().expect("it listens").port();
    let url = format!("host=127.0.0.1 port={port} user=tenants dbname=tenants");
    let output = command(&url).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "The program does not start, because it cannot read the tenants: \
         no answer within 10 seconds.\n"
    );
}

#[test]
fn while_the_database_is_lost_the_last_snapshot_is_used_until_it_is_too_old() {
    let Some(mut postgres) = Postgres::start() else {
        return;
    };
    let url = postgres.create("lost");
    insert(&url, "a.example", &["https://a.example"]);
    let server = Server::start(command(&url).env("STALE_AFTER", "8"), "lost");
    let allows = || server.allows("a.example", "https://a.example");
    assert!(allows());
    // An idle snapshot stays young.
    thread::sleep(Duration::from_secs(9));
    assert!(allows());
    let status = server.admin("/status");
    assert_eq!(status["is_connected"], true);
    assert_eq!(status["is_stale"], false);

    postgres.stop();
    eventually("it is noticed", || {
        server.admin("/status")["is_connected"] == false
    });
    assert!(allows());
    assert_eq!(server.admin("/status")["is_stale"], false);
    assert_eq!(server.add("a.example", "https://b.example").0, 503);

    let waited = eventually("the snapshot is too old", || !allows());
    assert!(waited < Duration::from_secs(10), "{waited:?}");
    let status = server.admin("/status");
    assert_eq!(status["is_stale"], true);
    assert!(
        status["age"].as_f64().is_some_and(|age| age > 8.0),
        "{status}"
    );
    let preflight = server.preflight("a.example", "https://a.example");
    assert_eq!(preflight.status, 403);
    assert_eq!(preflight.cors(), [""; 0]);

    postgres.start_again();
    eventually("the database is reached again", allows);
    assert_eq!(server.admin("/status")["is_connected"], true);
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
