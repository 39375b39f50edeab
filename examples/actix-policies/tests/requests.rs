//! The requests that browsers send to the shop, over sockets.

use std::process::Command;

use smoke::{Example, Response, send};

const PARTNER: &str = "Origin: https://partner.example";
const ADMIN: &str = "Origin: https://admin.shop.example";
const ANYBODY: &str = "Origin: https://any.example";

fn start() -> (Example, u16) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_example-actix-policies"));
    let example = Example::start(command.env("LISTEN", "127.0.0.1:0"), "listening on");
    let port = example.port("listening on");
    (example, port)
}

fn preflight(port: u16, path: &str, origin: &str, method: &str) -> Response {
    let method = format!("Access-Control-Request-Method: {method}");
    send(port, &format!("OPTIONS {path}"), &[origin, &method], "")
}

#[test]
fn two_methods_of_one_path() {
    let (_example, port) = start();
    let put = preflight(port, "/products/tea", PARTNER, "PUT");
    assert_eq!(put.status, 204);
    assert_eq!(
        put.cors(),
        [
            "access-control-allow-headers: authorization",
            "access-control-allow-methods: PUT",
            "access-control-allow-origin: https://partner.example",
            "access-control-max-age: 0",
        ]
    );
    let delete = preflight(port, "/products/tea", ADMIN, "DELETE");
    assert_eq!(
        delete.cors(),
        [
            "access-control-allow-credentials: true",
            "access-control-allow-headers: content-type",
            "access-control-allow-methods: DELETE",
            "access-control-allow-origin: https://admin.shop.example",
            "access-control-max-age: 0",
        ]
    );
    for (origin, method) in [(PARTNER, "DELETE"), (ADMIN, "PUT"), (ANYBODY, "PUT")] {
        let refused = preflight(port, "/products/tea", origin, method);
        assert_eq!(refused.status, 403);
        assert!(refused.cors().is_empty());
    }
    let vary = put.header("vary");
    assert_eq!(
        vary.as_deref(),
        Some("Origin, Access-Control-Request-Method")
    );
}

#[test]
fn any_page_can_read_the_catalogue() {
    let (_example, port) = start();
    let answer = send(port, "GET /products/tea", &[ANYBODY], "");
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.cors(),
        [
            "access-control-allow-origin: *",
            "access-control-expose-headers: etag",
        ]
    );
    for (request, status) in [
        ("GET /robots.txt", 200),
        ("GET /nothing", 404),
        ("POST /products/tea", 404),
    ] {
        let other = send(port, request, &[ANYBODY], "");
        assert_eq!(other.status, status, "{request}");
        assert_eq!(other.cors(), answer.cors(), "{request}");
    }
}

#[test]
fn only_partners_can_order() {
    let (_example, port) = start();
    let token = "Authorization: x";
    for (path, token, status) in [("/orders", "X-None: x", 401), ("/orders/7", token, 404)] {
        let answer = send(port, &format!("POST {path}"), &[PARTNER, token], "");
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(
            answer.cors(),
            ["access-control-allow-origin: https://partner.example"]
        );
        let answer = send(port, &format!("POST {path}"), &[ANYBODY, token], "");
        assert!(answer.cors().is_empty(), "{path}");
    }
    let answer = send(port, "POST /orders", &[PARTNER, "Authorization: x"], "");
    assert_eq!(answer.status, 201);
    let asked = preflight(port, "/orders", PARTNER, "POST");
    assert_eq!(asked.status, 204);
    let headers = "access-control-allow-headers: authorization";
    assert!(asked.cors().iter().any(|line| line == headers));
}

#[test]
fn only_administrators_can_change_the_stock() {
    let (_example, port) = start();
    let answer = send(port, "GET /admin/stock", &[ADMIN, "Authorization: x"], "");
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.cors(),
        [
            "access-control-allow-credentials: true",
            "access-control-allow-origin: https://admin.shop.example",
        ]
    );
    let answer = send(port, "GET /admin/stock", &[PARTNER, "Authorization: x"], "");
    assert!(answer.cors().is_empty());
}

#[test]
fn no_page_can_read_health() {
    let (_example, port) = start();
    let answer = send(port, "GET /health", &[ANYBODY], "");
    assert_eq!((answer.status, answer.cors().len()), (200, 0));
}
