//! The application without our layer, and with the layer of another crate.
//!
//! These tests do not check every answer of a peer. They check that the peer
//! answers, and that it has the origins and lists of the policy.

use crate::support::{FULL, Server, preflight, request};

/// The adapters without route policies.
const ADAPTERS: [&str; 4] = ["actix", "axum", "tower", "warp"];

const ORIGIN: &str = "https://example.com";

#[test]
fn without_a_layer_there_are_no_cors_headers() {
    for adapter in ADAPTERS {
        let server = Server::start_with_layer(adapter, FULL, "none");
        for request in [
            request("GET", "/"),
            request("GET", "/").origin(ORIGIN),
            request("GET", "/").origin("https://evil.example"),
            // Without a layer, the application handles OPTIONS like any other
            // request.
            preflight(ORIGIN, "PUT"),
        ] {
            let response = server.send(&request);
            assert_eq!(response.status, 200, "{adapter}: {request:?}");
            assert!(response.is_handlers(), "{adapter}: {request:?}");
            assert_eq!(response.cors(), [""; 0], "{adapter}: {request:?}");
            assert!(response.vary().is_empty(), "{adapter}: {request:?}");
        }
        assert_eq!(server.calls(), 4, "{adapter}");
    }
}

#[cfg(feature = "peers")]
mod peers {
    use std::process::Command;

    use super::*;
    use crate::support::{ANY_ORIGIN, PolicyFile, WILDCARD};

    #[test]
    fn a_peer_allows_the_listed_origins() {
        for adapter in ADAPTERS {
            let server = Server::start_with_layer(adapter, FULL, "peer");
            let response = server.send(&request("GET", "/").origin(ORIGIN));
            assert_eq!(response.status, 200, "{adapter}");
            assert!(response.is_handlers(), "{adapter}");
            let origin = response.lines("access-control-allow-origin");
            assert_eq!(origin, [ORIGIN], "{adapter}");
            let credentials = response.lines("access-control-allow-credentials");
            assert_eq!(credentials, ["true"], "{adapter}");
            let exposed = response.lines("access-control-expose-headers").join(",");
            assert_eq!(names(&exposed), ["etag", "x-request-id"], "{adapter}");
            let response = server.send(&request("GET", "/").origin("https://evil.example"));
            let origin = response.lines("access-control-allow-origin");
            assert_eq!(origin, [""; 0], "{adapter}");
        }
    }

    /// Peers answer preflights with 200. Ours is 204.
    #[test]
    fn a_peer_answers_preflights() {
        for adapter in ADAPTERS {
            let server = Server::start_with_layer(adapter, FULL, "peer");
            let preflight = preflight(ORIGIN, "PUT").header(
                "Access-Control-Request-Headers",
                "authorization,content-type",
            );
            let response = server.send(&preflight);
            assert_eq!(response.status, 200, "{adapter}");
            let line = |name: &str| names(&response.lines(name).join(","));
            let origin = response.lines("access-control-allow-origin");
            assert_eq!(origin, [ORIGIN], "{adapter}");
            let methods = line("access-control-allow-methods");
            assert_eq!(methods, ["delete", "get", "put"], "{adapter}");
            let headers = line("access-control-allow-headers");
            assert_eq!(headers, ["authorization", "content-type"], "{adapter}");
            assert_eq!(line("access-control-max-age"), ["600"], "{adapter}");
            assert_eq!(server.calls(), 0, "{adapter}");
        }
    }

    #[test]
    fn a_policy_that_a_peer_cannot_express_is_an_error() {
        for (policy, key) in [(WILDCARD, "origins"), (ANY_ORIGIN, "methods")] {
            let file = PolicyFile::new(policy);
            let output = Command::new(env!("CARGO_BIN_EXE_conformance"))
                .args(["serve", "--adapter", "axum", "--policy", file.path()])
                .args(["--listen", "127.0.0.1:0", "--cors", "peer"])
                .output()
                .unwrap();
            assert_eq!(output.status.code(), Some(2), "{policy}");
            assert!(output.stdout.is_empty(), "{policy}");
            let said = String::from_utf8_lossy(&output.stderr);
            let expected = format!("--cors peer: {key} cannot be ");
            assert!(said.contains(&expected), "{policy}: {said}");
        }
    }

    /// The names of a list in lower case, sorted.
    fn names(list: &str) -> Vec<String> {
        let list = list.to_ascii_lowercase();
        let mut names: Vec<String> = list.split(',').map(|name| name.trim().to_owned()).collect();
        names.sort();
        names
    }
}
