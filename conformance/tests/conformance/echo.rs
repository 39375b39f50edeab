//! A `*` beside credentials is a name to browsers, so what the request asks for
//! is echoed, if it is well-formed and short.

use crate::support::{Answer, ECHO, Request, Server, on_every_adapter, preflight, request};

on_every_adapter! {
    method_and_headers_are_echoed,
    a_method_of_64_bytes_at_most_is_echoed,
    one_well_formed_method_is_echoed,
    header_lists_of_1024_bytes_at_most_are_echoed,
    eight_lines_of_headers_at_most_are_echoed,
    well_formed_header_lists_are_echoed,
    star_beside_authorization_is_echoed,
    only_what_is_a_star_is_echoed,
    nothing_is_echoed_to_the_refused,
    other_responses_vary_by_origin_alone,
}

const ORIGIN: &str = "https://example.com";

const ALLOWED: [&str; 2] = [
    "access-control-allow-credentials: true",
    "access-control-allow-origin: https://example.com",
];

/// What the answer depends on where it may echo, whether or not it does.
const VARIES: &[&str] = &[
    "access-control-request-headers",
    "access-control-request-method",
    "origin",
];

#[track_caller]
fn expect_echo(server: &Server, asks: &Request, echoed: &[String]) {
    let mut cors: Vec<&str> = ALLOWED.to_vec();
    cors.extend(echoed.iter().map(String::as_str));
    cors.sort_unstable();
    let expected = Answer {
        status: 204,
        cors: &cors,
        vary: VARIES,
        runs: 0,
    };
    server.expect(asks, expected);
}

fn methods(value: &str) -> String {
    format!("access-control-allow-methods: {value}")
}

fn headers(value: &str) -> String {
    format!("access-control-allow-headers: {value}")
}

fn asks(method: &str) -> Request {
    preflight(ORIGIN, method)
}

fn method_and_headers_are_echoed(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    let names = "authorization,x-one, X-Two";
    let asks = asks("PUT").header("Access-Control-Request-Headers", names);
    expect_echo(&server, &asks, &[methods("PUT"), headers(names)]);
}

fn a_method_of_64_bytes_at_most_is_echoed(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    let longest = "M".repeat(64);
    expect_echo(&server, &asks(&longest), &[methods(&longest)]);
    expect_echo(&server, &asks(&"M".repeat(65)), &[]);
}

fn one_well_formed_method_is_echoed(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    for method in ["GET", "patch", "M-SEARCH", "!#$%&'*+-.^_`|~09azAZ"] {
        expect_echo(&server, &asks(method), &[methods(method)]);
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
        expect_echo(&server, &asks(method), &[]);
    }
    let twice = asks("PUT").header("Access-Control-Request-Method", "PUT");
    expect_echo(&server, &twice, &[]);
}

fn header_lists_of_1024_bytes_at_most_are_echoed(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    let with = |lines: &[String]| {
        lines.iter().fold(asks("PUT"), |asks, line| {
            asks.header("Access-Control-Request-Headers", line)
        })
    };
    let longest = "n".repeat(1024);
    expect_echo(
        &server,
        &with(std::slice::from_ref(&longest)),
        &[headers(&longest), methods("PUT")],
    );
    expect_echo(&server, &with(&["n".repeat(1025)]), &[methods("PUT")]);
    // Over all the lines together.
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
    let eight = names[..8].iter().fold(asks("PUT"), |asks, name| {
        asks.header("Access-Control-Request-Headers", name)
    });
    let mut echoed: Vec<String> = names[..8].iter().map(|name| headers(name)).collect();
    echoed.push(methods("PUT"));
    expect_echo(&server, &eight, &echoed);
    let nine = eight.header("Access-Control-Request-Headers", &names[8]);
    expect_echo(&server, &nine, &[methods("PUT")]);
}

fn well_formed_header_lists_are_echoed(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    let with = |names: &str| asks("PUT").header("Access-Control-Request-Headers", names);
    // RFC 9110 lets a list have empty elements, and space round the commas.
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
    // There is nothing in them to repeat.
    for names in ["", ",", ", ,"] {
        expect_echo(&server, &with(names), &[methods("PUT")]);
    }
    let spoilt = with("x-a").header("Access-Control-Request-Headers", "x b");
    expect_echo(&server, &spoilt, &[methods("PUT")]);
}

fn star_beside_authorization_is_echoed(adapter: &str) {
    let policy = r#"
        origins = ["https://example.com"]
        headers = ["*", "authorization"]
        credentials = true
    "#;
    let server = Server::start(adapter, policy);
    let asks = asks("PUT").header("Access-Control-Request-Headers", "authorization,x-a");
    expect_echo(&server, &asks, &[headers("authorization,x-a")]);
}

fn only_what_is_a_star_is_echoed(adapter: &str) {
    let policy = r#"
        origins = ["https://example.com"]
        methods = "*"
        headers = ["X-A"]
        credentials = true
    "#;
    let server = Server::start(adapter, policy);
    let asks = asks("PUT").header("Access-Control-Request-Headers", "x-b");
    expect_echo(&server, &asks, &[headers("x-a"), methods("PUT")]);
}

fn nothing_is_echoed_to_the_refused(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    let asks = preflight("https://evil.example", "PUT")
        .header("Access-Control-Request-Headers", "authorization");
    let refused = Answer {
        status: 403,
        cors: &[],
        vary: &["origin"],
        runs: 0,
    };
    server.expect(&asks, refused);
}

fn other_responses_vary_by_origin_alone(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    let allowed = Answer {
        status: 200,
        cors: &ALLOWED,
        vary: &["origin"],
        runs: 1,
    };
    let asks = request("PUT", "/")
        .origin(ORIGIN)
        .header("Access-Control-Request-Method", "PUT")
        .header("Access-Control-Request-Headers", "x-a");
    server.expect(&asks, allowed);
}
