//! Measures the program with 100 000 tenants:
//! `cargo test --release -p example-tenants --test database -- --ignored --nocapture`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::eventually;
use crate::postgres::{Postgres, sql};
use crate::server::{Server, command};

const TENANTS: u32 = 100_000;

#[test]
#[ignore = "it measures"]
fn a_hundred_thousand_tenants() {
    let Some(postgres) = Postgres::start() else {
        return;
    };
    let url = postgres.create("scale");
    let start = |name: &str| {
        let started = Instant::now();
        let server = Server::start(&mut command(&url), name);
        (server, started.elapsed())
    };
    let (empty, time) = start("scale-0");
    let base = empty.memory();
    println!("no tenants: started in {time:?}, {base:?} bytes");
    drop(empty);

    // The triggers are not the subject here.
    sql(
        &url,
        &format!(
            "ALTER TABLE tenants DISABLE TRIGGER USER;
             ALTER TABLE tenant_origins DISABLE TRIGGER USER;
             INSERT INTO tenants (host)
             SELECT 't' || n || '.api.example' FROM generate_series(1, {TENANTS}) n;
             INSERT INTO tenant_origins (host, origin)
             SELECT 't' || n || '.api.example', 'https://' || kind || n || '.example'
             FROM generate_series(1, {TENANTS}) n, unnest(ARRAY['app', 'shop', 'admin']) kind;
             ALTER TABLE tenants ENABLE TRIGGER USER;
             ALTER TABLE tenant_origins ENABLE TRIGGER USER;"
        ),
    );
    sql(&url, "VACUUM ANALYZE tenants");
    sql(&url, "VACUUM ANALYZE tenant_origins");

    let servers = ["scale-1", "scale-2"].map(|name| {
        let (server, time) = start(name);
        println!(
            "{TENANTS} tenants: started in {time:?}, {:?} bytes",
            server.memory()
        );
        server
    });
    let last = format!("t{TENANTS}.api.example");
    assert!(servers[1].allows(&last, &format!("https://shop{TENANTS}.example")));

    let mut times = Vec::new();
    for change in 0..50 {
        let (host, origin) = (
            format!("t{}.api.example", change * 1999 + 1),
            format!("https://new{change}.example"),
        );
        sql(
            &url,
            &format!("INSERT INTO tenant_origins (host, origin) VALUES ('{host}', '{origin}')"),
        );
        let committed = Instant::now();
        for server in &servers {
            eventually("the new origin", || server.allows(&host, &origin));
        }
        times.push(committed.elapsed());
    }
    times.sort_unstable();
    println!(
        "from commit to the answers of both: median {:?}, longest {:?}",
        times[25], times[49]
    );

    // All tenants change at once, while pages send requests.
    let is_done = AtomicBool::new(false);
    let waits = thread::scope(|scope| {
        let requests = scope.spawn(|| {
            let mut waits = Vec::new();
            while !is_done.load(Ordering::Relaxed) {
                let sent = Instant::now();
                servers[0].get(&last, "https://elsewhere.example");
                waits.push(sent.elapsed());
                thread::sleep(Duration::from_millis(1));
            }
            waits.sort_unstable();
            waits
        });
        sql(
            &url,
            "INSERT INTO tenant_origins (host, origin)
             SELECT host, 'https://all.example' FROM tenants",
        );
        let committed = Instant::now();
        for server in &servers {
            for tenant in [1, TENANTS / 2, TENANTS] {
                let host = format!("t{tenant}.api.example");
                eventually("all have the origin", || {
                    server.allows(&host, "https://all.example")
                });
            }
        }
        println!("all {TENANTS} tenants changed: {:?}", committed.elapsed());
        is_done.store(true, Ordering::Relaxed);
        requests.join().expect("requests are answered")
    });
    let (median, longest) = (waits[waits.len() / 2], waits[waits.len() - 1]);
    println!(
        "{} requests meanwhile: median {median:?}, longest {longest:?}",
        waits.len()
    );

    // A reconnect has two snapshots in memory for a moment.
    sql(
        &url,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    for server in &servers {
        eventually("it is connected again", || {
            server.log().contains("is reached again")
        });
        println!("after a reconnect: {:?} bytes", server.memory());
    }
}
