//! Sends every origin of the collections in `vectors/`, byte for byte over a socket.

use crate::support::{Request, Response, Server, on_every_adapter, on_every_adapter_live, request};
use serde_json::Value;

on_every_adapter! {
    exact_origins_match_only_themselves,
    wildcards_match_only_subdomains,
    label_globs_match_only_a_part_of_the_first_label,
}

on_every_adapter_live! {
    exact_origins_match_only_themselves,
    wildcards_match_only_subdomains,
}

const VECTORS: &str = include_str!("../../vectors/attack_origins.json");
const GLOB_VECTORS: &str = include_str!("../../vectors/glob_origins.json");

struct Row {
    bytes: Vec<u8>,
    must_match: bool,
    wire_legal: bool,
}

fn exact_origins_match_only_themselves(adapter: &str) {
    let server = Server::start(adapter, r#"origins = ["https://example.com"]"#);
    check_rows(&server, &rows("exact"), "https://example.com");
}

fn wildcards_match_only_subdomains(adapter: &str) {
    let server = Server::start(adapter, r#"origins = ["https://*.example.com"]"#);
    check_rows(&server, &rows("wildcard"), "https://www.example.com");
}

fn label_globs_match_only_a_part_of_the_first_label(adapter: &str) {
    let vectors: Value = serde_json::from_str(GLOB_VECTORS).unwrap();
    for (policy, origins) in vectors["policies"].as_object().unwrap() {
        let server = Server::start(adapter, &format!("origins = {origins}"));
        let rows = glob_rows(&vectors, policy);
        let legitimate = rows.iter().find(|row| row.must_match).unwrap();
        let legitimate = String::from_utf8(legitimate.bytes.clone()).unwrap();
        check_rows(&server, &rows, &legitimate);
    }
}

fn check_rows(server: &Server, rows: &[Row], legitimate: &str) {
    for row in rows {
        let origin = value_as_parsed(&row.bytes);
        let allowed = rows.iter().any(|row| row.must_match && row.bytes == origin);
        assert!(!row.wire_legal || allowed == row.must_match);

        let actual = request("GET", "/").origin(&row.bytes);
        let status = 200;
        check_row(server, row, &actual, status, allowed.then_some(origin));
        // These rows come last, because a line feed in the value can end the header
        // section.
        let preflight = request("OPTIONS", "/").header("Access-Control-Request-Method", "PUT");
        let preflight = preflight.origin(&row.bytes);
        let status = if allowed { 204 } else { 403 };
        check_row(server, row, &preflight, status, allowed.then_some(origin));

        if !row.wire_legal {
            let next = server.send(&request("GET", "/").origin(legitimate));
            assert_eq!(next.status, 200);
            assert_eq!(next.lines("access-control-allow-origin"), [legitimate]);
        }
    }
}

fn check_row(server: &Server, row: &Row, request: &Request, status: u16, allowed: Option<&[u8]>) {
    let response = match server.try_send(request) {
        Some(response) => response,
        None if row.wire_legal => panic!("no answer to {request:?}"),
        None => return,
    };
    assert!(response.lines("x-injected").is_empty(), "{request:?}");
    assert!(response.lines("set-cookie").is_empty(), "{request:?}");
    if !row.wire_legal && response.status == 400 {
        // The server itself answered. The request did not reach the policy.
        assert_eq!(response.cors(), [""; 0], "{request:?}");
        return;
    }
    assert_eq!(response.status, status, "{request:?}");
    assert_eq!(response.vary(), ["origin"], "{request:?}");
    expect_origin(&response, allowed, request);
}

fn expect_origin(response: &Response, allowed: Option<&[u8]>, request: &Request) {
    let echoed = response.lines("access-control-allow-origin");
    let echoed: Vec<&[u8]> = echoed.iter().map(String::as_bytes).collect();
    assert_eq!(echoed, Vec::from_iter(allowed), "{request:?}");
}

/// The value as HTTP reads it. A line end ends it, and spaces around it are not
/// part of it (RFC 9110, section 5.5). Therefore some rows contain a legitimate
/// origin and other text.
fn value_as_parsed(bytes: &[u8]) -> &[u8] {
    let end = bytes.windows(2).position(|two| two == b"\r\n");
    let line = &bytes[..end.unwrap_or(bytes.len())];
    let blank = |b: &u8| *b == b' ' || *b == b'\t';
    let start = line.iter().position(|b| !blank(b)).unwrap_or(line.len());
    let end = line
        .iter()
        .rposition(|b| !blank(b))
        .map_or(start, |last| last + 1);
    &line[start..end]
}

fn rows(policy: &str) -> Vec<Row> {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let entries = vectors["entries"].as_array().unwrap();
    let rows: Vec<Row> = entries
        .iter()
        .filter(|entry| entry["policy"] == policy)
        .map(|entry| Row {
            bytes: from_hex(entry["bytes_hex"].as_str().unwrap()),
            must_match: entry["must_match"].as_bool().unwrap(),
            wire_legal: entry["wire_legal"].as_bool().unwrap(),
        })
        .collect();
    assert!(rows.len() > 250, "{} rows for {policy}", rows.len());
    rows
}

fn glob_rows(vectors: &Value, policy: &str) -> Vec<Row> {
    let entries = vectors["entries"].as_array().unwrap();
    assert!(entries.len() > 250, "{} rows", entries.len());
    entries
        .iter()
        .filter(|entry| entry["policy"] == policy)
        .map(|entry| Row {
            bytes: from_hex(entry["bytes_hex"].as_str().unwrap()),
            must_match: entry["allowed"].as_bool().unwrap(),
            wire_legal: entry["wire_legal"].as_bool().unwrap(),
        })
        .collect()
}

fn from_hex(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
