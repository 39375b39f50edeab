//! What a tenant's rows do, and what they do not do to other tenants.

use serde_json::json;

use crate::postgres::sql;
use crate::server::{Server, command};
use crate::{eventually, insert, postgres};

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
