//! With credentials, browsers take `*` for a name. The response therefore repeats
//! what the request preflight for, if it is well-formed and short.

use crate::support::{Answer, ECHO, Request, Server, on_every_adapter, preflight, request};

on_every_adapter! {
    method_and_headers_are_echoed,
    a_method_of_64_bytes_at_most_is_echoed,
    one_well_formed_method_is_echoed,
    header_lists_of_1024_bytes_at_most_are_echoed,
    eight_lines_of_headers_at_most_are_echoed,
    well_formed_header_lists_are_echoed,
    a_wildcard_with_authorization_is_echoed,
    only_wildcard_lists_are_echoed,
    nothing_is_echoed_to_a_refused_origin,
    other_responses_vary_only_by_origin,
}

const ORIGIN: &str = "https://example.com";

const ALLOWED: [&str; 2] = [
    "access-control-allow-credentials: true",
    "access-control-allow-origin: https://example.com",
];

/// The `Vary` of a policy that can echo, whether or not it does.
const VARIES: &[&str] = &[
    "access-control-request-headers",
    "access-control-request-method",
    "origin",
];

#[track_caller]
fn expect_echo(server: &Server, preflight: &Request, echoed: &[String]) {
    let mut cors: Vec<&str> = ALLOWED.to_vec();
    cors.extend(echoed.iter().map(String::as_str));
    cors.sort_unstable();
    let expected = Answer {
        status: 204,
        cors: &cors,
        vary: VARIES,
        runs: 0,
    };
    server.expect(preflight, expected);
}

fn methods(value: &str) -> String {
    format!("access-control-allow-methods: {value}")
}

fn headers(value: &str) -> String {
    format!("access-control-allow-headers: {value}")
}

fn preflight_for(method: &str) -> Request {
    preflight(ORIGIN, method)
}

fn method_and_headers_are_echoed(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    let names = "authorization,x-one, X-Two";
    let preflight = preflight_for("PUT").header("Access-Control-Request-Headers", names);
    expect_echo(&server, &preflight, &[methods("PUT"), headers(names)]);
}

fn a_method_of_64_bytes_at_most_is_echoed(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    let longest = "M".repeat(64);
    expect_echo(&server, &preflight_for(&longest), &[methods(&longest)]);
    expect_echo(&server, &preflight_for(&"M".repeat(65)), &[]);
}

fn one_well_formed_method_is_echoed(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    for method in ["GET", "patch", "M-SEARCH", "!#$%&'*+-.^_`|~09azAZ"] {
        expect_echo(&server, &preflight_for(method), &[methods(method)]);
    }
    for method in [
        "",
        "PUT, DELETE",
        "PUT DELETE",
        "PUT\tX",
        "P(T",
        "P\u{fc}T",
        "\"PUT\"",
    ] {
        expect_echo(&server, &preflight_for(method), &[]);
    }
    let twice = preflight_for("PUT").header("Access-Control-Request-Method", "PUT");
    expect_echo(&server, &twice, &[]);
}

fn header_lists_of_1024_bytes_at_most_are_echoed(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    let with = |lines: &[String]| {
        lines.iter().fold(preflight_for("PUT"), |preflight, line| {
            preflight.header("Access-Control-Request-Headers", line)
        })
    };
    let longest = "n".repeat(1024);
    expect_echo(
        &server,
        &with(std::slice::from_ref(&longest)),
        &[headers(&longest), methods("PUT")],
    );
    expect_echo(&server, &with(&["n".repeat(1025)]), &[methods("PUT")]);
    // The limit applies to all lines together.
    let halves = ["a".repeat(512), "b".repeat(512)];
    expect_echo(
        &server,
        &with(&halves),
        &[headers(&halves[0]), headers(&halves[1]), methods("PUT")],
    );
    expect_echo(
        &server,
        &with(&["a".repeat(512), "b".repeat(513)]),
        &[methods("PUT")],
    );
}

fn eight_lines_of_headers_at_most_are_echoed(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    let names: Vec<String> = (1..=9).map(|number| format!("x-{number}")).collect();
    let eight = names[..8]
        .iter()
        .fold(preflight_for("PUT"), |preflight, name| {
            preflight.header("Access-Control-Request-Headers", name)
        });
    let mut echoed: Vec<String> = names[..8].iter().map(|name| headers(name)).collect();
    echoed.push(methods("PUT"));
    expect_echo(&server, &eight, &echoed);
    let nine = eight.header("Access-Control-Request-Headers", &names[8]);
    expect_echo(&server, &nine, &[methods("PUT")]);
}

fn well_formed_header_lists_are_echoed(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    let with = |names: &str| preflight_for("PUT").header("Access-Control-Request-Headers", names);
    // RFC 9110 allows a list to have empty elements, and spaces around the commas.
    for names in [
        "x-a",
        "x-a,x-b",
        "x-a , x-b",
        "x-a,,x-b",
        ",x-a,",
        "X-A,\tx!b",
    ] {
        expect_echo(&server, &with(names), &[headers(names), methods("PUT")]);
    }
    for names in [
        "x a",
        "x-a;x-b",
        "x-a,x:b",
        "x-\u{fc}",
        "\"x-a\"",
        "x-a,(x-b)",
    ] {
        expect_echo(&server, &with(names), &[methods("PUT")]);
    }
    // These lists have no element to repeat.
    for names in ["", ",", ", ,"] {
        expect_echo(&server, &with(names), &[methods("PUT")]);
    }
    let spoilt = with("x-a").header("Access-Control-Request-Headers", "x b");
    expect_echo(&server, &spoilt, &[methods("PUT")]);
}

fn a_wildcard_with_authorization_is_echoed(adapter: &str) {
    let policy = r#"
        origins = ["https://example.com"]
        headers = ["*", "authorization"]
        credentials = true
    "#;
    let server = Server::start(adapter, policy);
    let preflight =
        preflight_for("PUT").header("Access-Control-Request-Headers", "authorization,x-a");
    expect_echo(&server, &preflight, &[headers("authorization,x-a")]);
}

fn only_wildcard_lists_are_echoed(adapter: &str) {
    let policy = r#"
        origins = ["https://example.com"]
        methods = "*"
        headers = ["X-A"]
        credentials = true
    "#;
    let server = Server::start(adapter, policy);
    let preflight = preflight_for("PUT").header("Access-Control-Request-Headers", "x-b");
    expect_echo(&server, &preflight, &[headers("x-a"), methods("PUT")]);
}

fn nothing_is_echoed_to_a_refused_origin(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    let preflight = preflight("https://evil.example", "PUT")
        .header("Access-Control-Request-Headers", "authorization");
    let refused = Answer {
        status: 403,
        cors: &[],
        vary: &["origin"],
        runs: 0,
    };
    server.expect(&preflight, refused);
}

fn other_responses_vary_only_by_origin(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    let allowed = Answer {
        status: 200,
        cors: &ALLOWED,
        vary: &["origin"],
        runs: 1,
    };
    let preflight = request("PUT", "/")
        .origin(ORIGIN)
        .header("Access-Control-Request-Method", "PUT")
        .header("Access-Control-Request-Headers", "x-a");
    server.expect(&preflight, allowed);
}
