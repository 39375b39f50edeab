//! Opens the page in a real browser, if Chromium is installed.

use std::path::Path;
use std::process::Command;

use smoke::{Example, has_browser, shown};

#[test]
fn every_card_shows_what_the_browser_did() {
    if !has_browser() {
        return;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    let example = Example::start(&mut command, "Ctrl-C");
    let port = example.port("The page:");

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");

    let listed = shown(&format!("http://localhost:{port}/"), &folder, "listed");
    assert_eq!(
        verdicts(&listed),
        [
            "read", "read", "blocked", "blocked", "read", "read", "hidden", "read"
        ],
    );
    let total =
        ">5 of 8 requests can be read, 2 are blocked, 1 header is hidden. The policy says so.<";
    assert!(listed.contains(total), "{listed}");
    // The requests and responses, and the explanation of the browser.
    assert!(
        listed.contains("OPTIONS /counter   (the preflight)"),
        "{listed}"
    );
    assert!(
        listed.contains("access-control-allow-methods: GET,PUT"),
        "{listed}"
    );
    assert!(listed.contains("Method DELETE is not allowed by Access-Control-Allow-Methods"));
    assert_eq!(listed.matches(">In the console<").count(), 2);

    let unlisted = shown(&format!("http://127.0.0.1:{port}/"), &folder, "unlisted");
    assert_eq!(verdicts(&unlisted), ["blocked"; 8]);
    let total = ">0 of 8 requests can be read, 8 are blocked. The policy says so.<";
    assert!(unlisted.contains(total), "{unlisted}");
    assert!(
        unlisted.contains("No &#39;Access-Control-Allow-Origin&#39; header is present")
            || unlisted.contains("No 'Access-Control-Allow-Origin' header is present"),
        "{unlisted}"
    );
    assert_eq!(unlisted.matches(">In the console<").count(), 8);
}

/// The result of each request, in the order of the page.
fn verdicts(page: &str) -> Vec<&str> {
    let marked = page.split("data-verdict=\"").skip(1);
    marked.filter_map(|rest| rest.split('"').next()).collect()
}
