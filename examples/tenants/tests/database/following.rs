//! Changes of the database reach every process.

use crate::postgres::sql;
use crate::server::{Server, command};
use crate::{eventually, insert, postgres};

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
