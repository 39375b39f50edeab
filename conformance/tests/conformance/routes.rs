//! Routes and scopes with their own policies: the innermost policy applies alone.

use cors_browser::{Browser, Fetch, Page, Report, UserAgent};

use crate::support::{
    Answer, MINIMAL, Request, Server, on_every_adapter_live, on_every_adapter_with_route_policies,
    preflight, request,
};

on_every_adapter_with_route_policies! {
    each_method_of_a_path_has_its_own_policy,
    permission_for_put_does_not_allow_delete,
    a_cached_permission_for_put_does_not_allow_delete,
    headers_of_one_method_are_not_cached_for_another,
    the_policy_of_a_scope_applies_to_all_paths_in_it,
    the_policy_of_the_innermost_scope_applies,
    the_policy_of_a_route_in_a_scope_applies_to_its_method,
    an_entry_does_not_match_a_prefix_of_a_segment,
    the_root_can_have_a_policy,
    a_path_can_have_parameters,
    head_and_get_can_have_different_policies,
    responses_have_the_policy_of_their_route,
    without_routes_the_policy_of_the_application_applies,
}

on_every_adapter_live! {
    each_method_of_a_path_has_its_own_policy,
    permission_for_put_does_not_allow_delete,
    a_cached_permission_for_put_does_not_allow_delete,
    headers_of_one_method_are_not_cached_for_another,
    the_policy_of_a_scope_applies_to_all_paths_in_it,
    the_policy_of_the_innermost_scope_applies,
    the_policy_of_a_route_in_a_scope_applies_to_its_method,
    an_entry_does_not_match_a_prefix_of_a_segment,
    the_root_can_have_a_policy,
    a_path_can_have_parameters,
    head_and_get_can_have_different_policies,
    responses_have_the_policy_of_their_route,
    without_routes_the_policy_of_the_application_applies,
}

const APP: &str = r#"
    origins = ["https://app.example"]
    methods = ["GET", "PUT", "DELETE"]
    headers = ["x-app"]
    max_age = "10m"
"#;
const ADMIN: &str = r#"
    origins = ["https://admin.example", "https://both.example"]
    methods = ["PUT"]
    max_age = "1h"
"#;
const REMOVE: &str = r#"
    origins = ["https://remove.example", "https://both.example"]
    methods = ["DELETE"]
    headers = ["x-remove"]
    expose_headers = ["etag"]
    credentials = true
    max_age = "1h"
"#;
const SCOPE: &str = r#"
    origins = ["https://scope.example"]
    methods = ["PUT", "PATCH"]
"#;
const INNER: &str = r#"origins = ["https://inner.example"]"#;
const PUBLIC: &str = r#"
    origins = "*"
    expose_headers = ["etag"]
"#;

fn start(adapter: &str) -> Server {
    let routes = [
        ("PUT /a", ADMIN),
        ("DELETE /a", REMOVE),
        ("/b", SCOPE),
        ("/b/c", INNER),
        ("GET /b/x", PUBLIC),
    ];
    Server::start_with(adapter, APP, &routes)
}

fn preflight_to(origin: &str, method: &str, path: &str) -> Request {
    preflight(origin, method).to(path)
}

const REFUSED: Answer<'static> = Answer {
    status: 403,
    cors: &[],
    vary: &["origin"],
    runs: 0,
};

/// Multiple policies apply to the URL, and the method selects one.
const REFUSED_BY_METHOD: Answer<'static> = Answer {
    vary: &["access-control-request-method", "origin"],
    ..REFUSED
};

fn each_method_of_a_path_has_its_own_policy(adapter: &str) {
    let server = start(adapter);
    let vary = &["access-control-request-method", "origin"];
    let allowed = |cors| Answer {
        status: 204,
        cors,
        vary,
        runs: 0,
    };
    server.expect(
        &preflight_to("https://admin.example", "PUT", "/a"),
        allowed(&[
            "access-control-allow-methods: PUT",
            "access-control-allow-origin: https://admin.example",
            "access-control-max-age: 3600",
        ]),
    );
    server.expect(
        &preflight_to("https://remove.example", "DELETE", "/a"),
        allowed(&[
            "access-control-allow-credentials: true",
            "access-control-allow-headers: x-remove",
            "access-control-allow-methods: DELETE",
            "access-control-allow-origin: https://remove.example",
            "access-control-max-age: 0",
        ]),
    );
    // A method without a route has the application's policy.
    server.expect(
        &preflight_to("https://app.example", "GET", "/a"),
        allowed(&[
            "access-control-allow-headers: x-app",
            "access-control-allow-methods: GET",
            "access-control-allow-origin: https://app.example",
            "access-control-max-age: 0",
        ]),
    );
    for (origin, method) in [
        ("https://app.example", "PUT"),
        ("https://app.example", "DELETE"),
        ("https://remove.example", "PUT"),
        ("https://admin.example", "DELETE"),
        ("https://both.example", "GET"),
    ] {
        server.expect(&preflight_to(origin, method, "/a"), REFUSED_BY_METHOD);
    }
}

/// Even for an origin that may send both, a preflight allows one method, because a
/// browser caches the list for the URL.
fn permission_for_put_does_not_allow_delete(adapter: &str) {
    let server = start(adapter);
    for method in ["PUT", "DELETE"] {
        let response = server.send(&preflight_to("https://both.example", method, "/a"));
        assert_eq!(response.status, 204);
        assert_eq!(response.lines("access-control-allow-methods"), [method]);
    }
    let response = server.send(&preflight_to("https://admin.example", "PUT", "/a"));
    assert_eq!(response.lines("access-control-allow-methods"), ["PUT"]);
    let refused = server.send(&preflight_to("https://admin.example", "DELETE", "/a"));
    assert_eq!((refused.status, refused.cors()), (403, Vec::new()));
}

/// The same with the preflight cache of a browser, which contains the response for
/// PUT.
fn a_cached_permission_for_put_does_not_allow_delete(adapter: &str) {
    let server = start(adapter);
    for browser in Browser::ALL {
        let mut agent = UserAgent::new(browser);
        let mut fetch = |origin, method| -> Report {
            let page = Page::at(origin).expect("an origin");
            let fetch = Fetch::new(method, "https://api.example/a");
            agent.fetch(&page, &fetch, |request| server.answer(request))
        };
        for (method, requests) in [("PUT", 2), ("PUT", 1), ("DELETE", 2)] {
            let report = fetch("https://both.example", method);
            let shown = format!("{browser:?}, {method}: {report:?}");
            assert!(report.outcome.readable().is_some(), "{shown}");
            assert_eq!(report.exchanges.len(), requests, "{shown}");
        }
        let put = fetch("https://admin.example", "PUT");
        assert!(put.outcome.readable().is_some(), "{browser:?}: {put:?}");
        let delete = fetch("https://admin.example", "DELETE");
        let shown = format!("{browser:?}: {delete:?}");
        assert!(delete.outcome.blocked().is_some(), "{shown}");
        assert_eq!(delete.exchanges.len(), 1, "{shown}");
        assert!(delete.exchanges[0].request.is_preflight(), "{shown}");
    }
}

/// Browsers cache header names for the URL, not for the method.
fn headers_of_one_method_are_not_cached_for_another(adapter: &str) {
    let server = start(adapter);
    let names = |method, age| {
        let response = server.send(&preflight_to("https://both.example", method, "/a"));
        let ages = response.lines("access-control-max-age");
        assert_eq!(ages, [age], "{method}");
        response.lines("access-control-allow-headers")
    };
    assert!(names("PUT", "3600").is_empty());
    assert_eq!(names("DELETE", "0"), ["x-remove"]);
}

fn the_policy_of_a_scope_applies_to_all_paths_in_it(adapter: &str) {
    let server = start(adapter);
    for path in ["/b", "/b/", "/b/y", "/b/y/z", "/b/missing"] {
        for method in ["GET", "PUT", "DELETE"] {
            server.expect(
                &preflight_to("https://scope.example", method, path),
                Answer {
                    status: 204,
                    cors: &[
                        "access-control-allow-methods: PUT,PATCH",
                        "access-control-allow-origin: https://scope.example",
                    ],
                    vary: &["origin"],
                    runs: 0,
                },
            );
            server.expect(&preflight_to("https://app.example", method, path), REFUSED);
        }
    }
}

fn the_policy_of_the_innermost_scope_applies(adapter: &str) {
    let server = start(adapter);
    for path in ["/b/c", "/b/c/y"] {
        server.expect(
            &preflight_to("https://inner.example", "GET", path),
            Answer {
                status: 204,
                cors: &["access-control-allow-origin: https://inner.example"],
                vary: &["origin"],
                runs: 0,
            },
        );
        for origin in ["https://scope.example", "https://app.example"] {
            server.expect(&preflight_to(origin, "GET", path), REFUSED);
        }
    }
}

fn the_policy_of_a_route_in_a_scope_applies_to_its_method(adapter: &str) {
    let server = start(adapter);
    let vary = &["access-control-request-method", "origin"];
    server.expect(
        &preflight_to("https://any.example", "GET", "/b/x"),
        Answer {
            status: 204,
            cors: &["access-control-allow-origin: *"],
            vary,
            runs: 0,
        },
    );
    server.expect(
        &preflight_to("https://scope.example", "PATCH", "/b/x"),
        Answer {
            status: 204,
            cors: &[
                "access-control-allow-methods: PATCH",
                "access-control-allow-origin: https://scope.example",
            ],
            vary,
            runs: 0,
        },
    );
    server.expect(
        &preflight_to("https://any.example", "PATCH", "/b/x"),
        REFUSED_BY_METHOD,
    );
}

fn an_entry_does_not_match_a_prefix_of_a_segment(adapter: &str) {
    let server = start(adapter);
    for path in ["/ab", "/a/y", "/bb", "/", "/missing"] {
        let response = server.send(&preflight_to("https://app.example", "PUT", path));
        let methods = response.lines("access-control-allow-methods");
        assert_eq!(methods, ["GET,PUT,DELETE"], "{path}");
        assert_eq!(response.lines("access-control-max-age"), ["600"], "{path}");
    }
    let response = server.send(&preflight_to("https://inner.example", "GET", "/b/cc"));
    assert_eq!(response.status, 403);
}

fn the_root_can_have_a_policy(adapter: &str) {
    let server = Server::start_with(adapter, APP, &[("PUT /", ADMIN)]);
    let allowed = |origin, path| server.send(&preflight_to(origin, "PUT", path)).status;
    assert_eq!(allowed("https://admin.example", "/"), 204);
    assert_eq!(allowed("https://app.example", "/"), 403);
    assert_eq!(allowed("https://admin.example", "/a"), 403);
    assert_eq!(allowed("https://app.example", "/a"), 204);
}

fn a_path_can_have_parameters(adapter: &str) {
    let routes = [
        ("PUT /users/{id}", ADMIN),
        ("/users/{user}/notes", SCOPE),
        ("GET /users/{user}/notes/{note}", PUBLIC),
        ("/{tenant}/b", SCOPE),
    ];
    let server = Server::start_with(adapter, APP, &routes);
    for (method, path, origin) in [
        ("PUT", "/acme/b/c", "https://scope.example"),
        ("PUT", "/users/1", "https://admin.example"),
        ("GET", "/users/1", "https://app.example"),
        ("PUT", "/users", "https://app.example"),
        ("PUT", "/users/1/notes", "https://scope.example"),
        ("PUT", "/users/1/notes/2", "https://scope.example"),
        ("GET", "/users/1/notes/2", "https://any.example"),
    ] {
        let origins =
            ["admin", "app", "scope", "any"].map(|name| format!("https://{name}.example"));
        for page in &origins {
            let is_allowed = page == origin || origin == "https://any.example";
            let status = server.send(&preflight_to(page, method, path)).status;
            let expected = if is_allowed { 204 } else { 403 };
            assert_eq!(status, expected, "{page} {method} {path}");
        }
    }
}

fn head_and_get_can_have_different_policies(adapter: &str) {
    for routes in [
        [("HEAD /a", ADMIN), ("GET /a", SCOPE)],
        [("GET /a", SCOPE), ("HEAD /a", ADMIN)],
    ] {
        let server = Server::start_with(adapter, APP, &routes);
        for (method, origin) in [
            ("HEAD", "https://admin.example"),
            ("GET", "https://scope.example"),
        ] {
            for page in [
                "https://admin.example",
                "https://scope.example",
                "https://app.example",
            ] {
                let expected = if page == origin { 204 } else { 403 };
                let status = server.send(&preflight_to(page, method, "/a")).status;
                assert_eq!(status, expected, "{page} {method}");
            }
        }
    }
}

fn responses_have_the_policy_of_their_route(adapter: &str) {
    let server = start(adapter);
    for (method, path, origin, cors) in [
        (
            "PUT",
            "/a",
            "https://admin.example",
            &["access-control-allow-origin: https://admin.example"][..],
        ),
        (
            "DELETE",
            "/a",
            "https://remove.example",
            &[
                "access-control-allow-credentials: true",
                "access-control-allow-origin: https://remove.example",
                "access-control-expose-headers: etag",
            ],
        ),
        ("PUT", "/a", "https://remove.example", &[]),
        (
            "GET",
            "/a",
            "https://app.example",
            &["access-control-allow-origin: https://app.example"],
        ),
        (
            "OPTIONS",
            "/b/y",
            "https://scope.example",
            &["access-control-allow-origin: https://scope.example"],
        ),
        ("POST", "/b/y", "https://app.example", &[]),
    ] {
        let sent = request(method, path).origin(origin);
        let response = server.expect(
            &sent,
            Answer {
                status: 200,
                cors,
                vary: &["origin"],
                runs: 1,
            },
        );
        assert!(response.is_handlers(), "{sent:?}");
    }
    let public = [
        "access-control-allow-origin: *",
        "access-control-expose-headers: etag",
    ];
    for sent in [
        request("GET", "/b/x"),
        request("GET", "/b/x").origin("https://any.example"),
    ] {
        server.expect(
            &sent,
            Answer {
                status: 200,
                cors: &public,
                vary: &[],
                runs: 1,
            },
        );
    }
}

fn without_routes_the_policy_of_the_application_applies(adapter: &str) {
    let server = Server::start(adapter, MINIMAL);
    for path in ["/", "/a", "/missing", "/error", "/get-only"] {
        server.expect(
            &preflight_to("https://example.com", "PUT", path),
            Answer {
                status: 204,
                cors: &["access-control-allow-origin: https://example.com"],
                vary: &["origin"],
                runs: 0,
            },
        );
    }
}
