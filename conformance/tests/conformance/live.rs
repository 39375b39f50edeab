//! Policies that are replaced while the application serves.

use crate::support::{Answer, FULL, Server, on_every_adapter_live, preflight, request};

on_every_adapter_live! {
    a_replaced_policy_applies_to_the_next_request,
    a_wrong_policy_changes_nothing,
    policies_of_routes_stay,
}

const NEW: &str = r#"
    origins = ["https://new.example"]
    methods = ["PATCH"]
    max_age = 60
"#;
const ADMIN: &str = r#"
    origins = ["https://admin.example"]
    methods = ["PUT"]
"#;

const REFUSED: Answer<'_> = Answer {
    status: 200,
    cors: &[],
    vary: &["origin"],
    runs: 1,
};
const REFUSED_PREFLIGHT: Answer<'_> = Answer {
    status: 403,
    cors: &[],
    vary: &["origin"],
    runs: 0,
};
const NEW_PREFLIGHT: Answer<'_> = Answer {
    status: 204,
    cors: &[
        "access-control-allow-methods: PATCH",
        "access-control-allow-origin: https://new.example",
        "access-control-max-age: 60",
    ],
    vary: &["origin"],
    runs: 0,
};

fn a_replaced_policy_applies_to_the_next_request(adapter: &str) {
    let mut server = Server::start(adapter, FULL);
    let (old, new) = ("https://example.com", "https://new.example");
    let read = request("GET", "/").origin(old);
    let response = server.send(&read);
    assert_eq!(response.lines("access-control-allow-origin"), [old]);
    server.expect(&preflight(new, "PATCH"), REFUSED_PREFLIGHT);

    assert_eq!(server.replace(NEW), "replaced 2");
    server.expect(&read, REFUSED);
    server.expect(&preflight(old, "PUT"), REFUSED_PREFLIGHT);
    server.expect(&preflight(new, "PATCH"), NEW_PREFLIGHT);
    server.expect(
        &request("GET", "/").origin(new),
        Answer {
            cors: &["access-control-allow-origin: https://new.example"],
            ..REFUSED
        },
    );

    assert_eq!(server.replace(FULL), "replaced 3");
    let response = server.send(&read);
    assert_eq!(response.lines("access-control-allow-origin"), [old]);
    assert_eq!(
        response.lines("access-control-expose-headers"),
        ["etag,x-request-id"]
    );
}

fn a_wrong_policy_changes_nothing(adapter: &str) {
    let mut server = Server::start(adapter, NEW);
    for (policy, kept) in [
        (r#"origins = ["new.example"]"#, "kept origin-scheme-missing"),
        (
            r#"origins = ["https://evil.example/", "null"]"#,
            "kept origin-has-path origin-null",
        ),
        ("origins = [", "kept syntax"),
    ] {
        assert_eq!(server.replace(policy), kept);
        server.expect(&preflight("https://new.example", "PATCH"), NEW_PREFLIGHT);
        server.expect(&request("GET", "/").origin("https://evil.example"), REFUSED);
    }
    assert_eq!(server.replace(NEW), "replaced 2");
}

/// Whether they are in `Policies` or on routes of the framework.
fn policies_of_routes_stay(adapter: &str) {
    let mut server = Server::start_with(adapter, FULL, &[("PUT /a", ADMIN)]);
    let admin = "https://admin.example";
    let one_method = &["access-control-request-method", "origin"];
    for (policy, app, other) in [
        (None, "https://example.com", "https://new.example"),
        (Some(NEW), "https://new.example", "https://example.com"),
    ] {
        if let Some(policy) = policy {
            assert_eq!(server.replace(policy), "replaced 2");
        }
        let response = server.expect(
            &preflight(admin, "PUT").to("/a"),
            Answer {
                status: 204,
                cors: &[
                    "access-control-allow-methods: PUT",
                    "access-control-allow-origin: https://admin.example",
                ],
                vary: one_method,
                runs: 0,
            },
        );
        assert!(response.body.is_empty());
        for origin in [app, other] {
            let response = server.send(&preflight(origin, "PUT").to("/a"));
            assert_eq!(
                (response.status, response.cors().len()),
                (403, 0),
                "{origin}"
            );
        }
        let response = server.send(&request("GET", "/a").origin(app));
        assert_eq!(response.lines("access-control-allow-origin"), [app]);
        for origin in [admin, other] {
            server.expect(&request("GET", "/a").origin(origin), REFUSED);
        }
        let response = server.send(&request("PUT", "/a").origin(admin));
        assert_eq!(response.lines("access-control-allow-origin"), [admin]);
        server.expect(&request("PUT", "/a").origin(app), REFUSED);
    }
}
