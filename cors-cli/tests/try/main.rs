//! `cors try` against servers on loopback.

mod advice;
mod against;
mod arguments;
mod blocked_urls;
mod lines;
mod null;
#[path = "../scripted/mod.rs"]
mod scripted;
mod secrets;
mod sending;
mod servers;
mod verdicts;

use scripted::Request;

const ORIGIN: &str = "https://app.example.com";

type Lines = Vec<(&'static str, String)>;

/// A server that allows the origin and the method PUT.
fn allows_put(request: &Request) -> (u16, Lines) {
    let mut lines = vec![
        ("Access-Control-Allow-Origin", ORIGIN.to_owned()),
        ("Vary", "Origin".to_owned()),
    ];
    if request.method == "OPTIONS" {
        lines.push(("Access-Control-Allow-Methods", "PUT".to_owned()));
        lines.push(("Access-Control-Allow-Headers", "content-type".to_owned()));
    }
    (200, lines)
}
