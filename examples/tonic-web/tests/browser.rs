//! Opens the page in a real browser, if Chromium is installed.

use std::path::Path;
use std::process::Command;

use smoke::{Example, has_browser, shown};

#[test]
fn the_page_shows_results_and_errors() {
    if !has_browser() {
        return;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_example-tonic-web"));
    command
        .env("LISTEN", "127.0.0.1:0")
        .env("CORS_ORIGINS", "http://localhost:*");
    let example = Example::start(&mut command, "listening on");
    let port = example.port("The page:");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");

    let page = shown(&format!("http://localhost:{port}/"), &folder, "listed");
    let face = output(&page, "thrown").strip_prefix("6 faces: ");
    let face = face.and_then(|face| face.parse::<u32>().ok());
    assert!(face.is_some_and(|face| (1..=6).contains(&face)), "{page}");
    assert_eq!(
        output(&page, "refused"),
        "1 faces: status 3: a die has two faces or more"
    );

    let page = shown(&format!("http://127.0.0.1:{port}/"), &folder, "unlisted");
    for id in ["thrown", "refused"] {
        assert!(output(&page, id).ends_with("Failed to fetch"), "{page}");
    }
}

fn output<'p>(page: &'p str, id: &str) -> &'p str {
    let (_, rest) = page
        .split_once(&format!("<output id=\"{id}\" aria-live=\"polite\">"))
        .expect("the page has the output");
    rest.split("</output>").next().unwrap_or_default()
}
