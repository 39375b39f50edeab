//! Opens the page in a real browser, if Chromium is installed.

use std::path::Path;
use std::process::Command;

use smoke::{Example, has_browser, shown};

#[test]
fn every_request_has_the_result_that_the_page_expects() {
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
    assert!(listed.contains(">8 of 8 as expected<"), "{listed}");

    let unlisted = shown(&format!("http://127.0.0.1:{port}/"), &folder, "unlisted");
    assert_eq!(verdicts(&unlisted), ["blocked"; 8]);
    assert!(unlisted.contains(">8 of 8 as expected<"), "{unlisted}");
}

/// The result of each request, in the order of the page.
fn verdicts(page: &str) -> Vec<&str> {
    let marked = page.split("data-verdict=\"").skip(1);
    marked.filter_map(|rest| rest.split('"').next()).collect()
}
