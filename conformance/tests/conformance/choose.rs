//! Policies that are chosen for each request.

use crate::support::{ANY_ORIGIN, Request, Server, on_every_adapter, preflight, request};

on_every_adapter! {
    the_policy_of_the_host_applies,
    the_host_is_never_a_forwarded_one,
    a_request_without_one_valid_host_gets_no_policy_of_a_host,
    a_policy_that_depends_on_the_origin_varies_by_it,
    a_policy_that_does_not_depend_on_the_origin_does_not_vary_by_it,
    a_policy_that_depends_on_the_method_answers_for_one_method,
    a_policy_of_a_route_has_precedence,
}

const SHOP: &str = r#"
    origins = ["https://shop.example"]
    methods = ["PUT"]
"#;
const BANK: &str = r#"
    origins = ["https://bank.example"]
    methods = ["DELETE"]
"#;
const OTHER: &str = r#"origins = ["https://other.example"]"#;

const HOSTS: &[(&str, &str)] = &[
    ("host shop.api.example", SHOP),
    ("host bank.api.example:8443", BANK),
];

fn get(host: &str, origin: &str) -> Request {
    with_host(request("GET", "/"), host).origin(origin)
}

fn with_host(request: Request, host: &str) -> Request {
    request.without("Host").header("Host", host)
}

/// The origins that may read the response to a request with this host.
fn readers(server: &Server, request: impl Fn(&str) -> Request) -> Vec<&'static str> {
    let origins = ["https://shop.example", "https://bank.example"];
    let may_read = |origin: &&'static str| {
        let response = server.send(&request(origin));
        let allowed = response.lines("access-control-allow-origin");
        assert!(allowed.is_empty() || allowed == [*origin]);
        assert!(response.status >= 400 || response.vary() == ["origin"]);
        !allowed.is_empty()
    };
    origins.into_iter().filter(may_read).collect()
}

fn the_policy_of_the_host_applies(adapter: &str) {
    let server = Server::start_choosing(adapter, OTHER, HOSTS);
    for (host, expected) in [
        ("shop.api.example", &["https://shop.example"][..]),
        ("Shop.API.example", &["https://shop.example"]),
        ("bank.api.example:8443", &["https://bank.example"]),
        ("BANK.api.example:8443", &["https://bank.example"]),
        // The port is part of the host.
        ("bank.api.example", &[]),
        ("shop.api.example:8443", &[]),
        ("api.example", &[]),
        ("evilshop.api.example", &[]),
    ] {
        let readers = readers(&server, |origin| get(host, origin));
        assert_eq!(readers, expected, "{host}");
    }
    let put = |host| with_host(preflight("https://shop.example", "PUT"), host);
    let response = server.send(&put("SHOP.api.example"));
    assert_eq!(response.status, 204);
    assert_eq!(response.lines("access-control-allow-methods"), ["PUT"]);
    assert_eq!(server.send(&put("bank.api.example:8443")).status, 403);
    assert_eq!(server.send(&put("api.example")).status, 403);
}

fn the_host_is_never_a_forwarded_one(adapter: &str) {
    let server = Server::start_choosing(adapter, OTHER, HOSTS);
    for (name, value) in [
        ("X-Forwarded-Host", "shop.api.example"),
        ("Forwarded", "host=shop.api.example"),
        ("X-Host", "shop.api.example"),
        (":authority", "shop.api.example"),
    ] {
        let request = |origin: &str| get("api.example", origin).header(name, value);
        assert!(readers(&server, request).is_empty(), "{name}");
    }
}

fn a_request_without_one_valid_host_gets_no_policy_of_a_host(adapter: &str) {
    let server = Server::start_choosing(adapter, OTHER, HOSTS);
    let shop = "shop.api.example";
    let twice = |origin: &str| get(shop, origin).header("Host", shop);
    assert!(readers(&server, twice).is_empty());
    let two = |origin: &str| get("api.example", origin).header("Host", shop);
    assert!(readers(&server, two).is_empty());
    let absent = |origin: &str| get(shop, origin).without("Host").old();
    assert!(readers(&server, absent).is_empty());
    for host in [
        "",
        "shop.api.example:",
        "user@shop.api.example",
        "shop.api.example, x",
    ] {
        assert!(
            readers(&server, |origin| get(host, origin)).is_empty(),
            "{host}"
        );
    }
    // A URI with an authority needs an identical `Host`.
    let same = |origin: &str| get(shop, origin).to("http://shop.api.example/");
    assert_eq!(readers(&server, same), ["https://shop.example"]);
    let other = |origin: &str| get("api.example", origin).to("http://shop.api.example/");
    assert!(readers(&server, other).is_empty());
}

fn a_policy_that_depends_on_the_origin_varies_by_it(adapter: &str) {
    let conditions = [
        ("path /open", ANY_ORIGIN),
        ("origin https://bank.example", BANK),
    ];
    for otherwise in [ANY_ORIGIN, OTHER, SHOP] {
        let server = Server::start_choosing(adapter, otherwise, &conditions);
        for origin in ["https://bank.example", "https://shop.example", "null"] {
            let response = server.send(&request("GET", "/").origin(origin));
            assert_eq!(response.vary(), ["origin"], "{origin}");
            let expected = match (origin, otherwise) {
                ("https://bank.example", _) => vec![origin],
                (_, ANY_ORIGIN) => vec!["*"],
                ("https://shop.example", SHOP) => vec![origin],
                _ => vec![],
            };
            assert_eq!(response.lines("access-control-allow-origin"), expected);
            let response = server.send(&preflight(origin, "DELETE"));
            assert_eq!(response.vary(), ["origin"], "{origin}");
            assert_eq!(response.lines("access-control-allow-origin"), expected);
        }
        let response = server.send(&request("GET", "/"));
        assert_eq!(response.vary(), ["origin"]);
        // A 404 has the headers too.
        let response = server.send(&request("GET", "/missing").origin("null"));
        assert_eq!(
            (response.status, response.vary()),
            (404, vec!["origin".to_owned()])
        );
    }
}

fn a_policy_that_does_not_depend_on_the_origin_does_not_vary_by_it(adapter: &str) {
    let conditions = [
        ("path /open", ANY_ORIGIN),
        ("origin https://bank.example", BANK),
    ];
    let server = Server::start_choosing(adapter, SHOP, &conditions);
    for request in [
        request("GET", "/open"),
        request("GET", "/open").origin("https://bank.example"),
        preflight("https://bank.example", "PUT").to("/open"),
    ] {
        let response = server.send(&request);
        assert!(response.vary().is_empty(), "{request:?}");
        assert_eq!(response.lines("access-control-allow-origin"), ["*"]);
    }
}

fn a_policy_that_depends_on_the_method_answers_for_one_method(adapter: &str) {
    let put_and_delete = r#"
        origins = ["https://shop.example"]
        methods = ["PUT", "DELETE"]
    "#;
    let server = Server::start_choosing(adapter, BANK, &[("method PUT", put_and_delete)]);
    let response = server.send(&preflight("https://shop.example", "PUT"));
    assert_eq!(response.status, 204);
    assert_eq!(response.lines("access-control-allow-methods"), ["PUT"]);
    assert_eq!(response.vary(), ["access-control-request-method", "origin"]);
    // DELETE has the other policy.
    for (origin, status) in [("https://shop.example", 403), ("https://bank.example", 204)] {
        let response = server.send(&preflight(origin, "DELETE"));
        assert_eq!(response.status, status, "{origin}");
        assert_eq!(response.vary(), ["access-control-request-method", "origin"]);
    }
    let response = server.send(&request("PUT", "/").origin("https://shop.example"));
    let allowed = response.lines("access-control-allow-origin");
    assert_eq!(allowed, ["https://shop.example"]);
    assert_eq!(response.vary(), ["origin"]);
}

/// A route of the framework that has a policy. `Policies` and a chooser exclude each other,
/// so the other adapters are not tested.
fn a_policy_of_a_route_has_precedence(adapter: &str) {
    if !adapter.ends_with("-routes") {
        return;
    }
    let server = Server::start_choosing_with(adapter, OTHER, HOSTS, &[("PUT /a", BANK)]);
    let put = |origin: &str| {
        let request = with_host(request("PUT", "/a"), "shop.api.example");
        request.origin(origin)
    };
    assert_eq!(readers(&server, put), ["https://bank.example"]);
    let get = |origin: &str| get("shop.api.example", origin).to("/a");
    assert_eq!(readers(&server, get), ["https://shop.example"]);
}
