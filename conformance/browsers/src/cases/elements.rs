//! Fetches by elements and by other APIs of a page.

use cors_browser::Mode;

use crate::case::{By, Case, Page, Step, Within, case, get};
use crate::policies::{ANY_ORIGIN, LISTED, SESSION};

/// Builds the step of an element for a site.
type Made = fn(&'static str) -> Step;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let kinds: [(&str, Made); 3] = [
        ("image", image),
        ("script", script),
        ("stylesheet", stylesheet),
    ];
    for (site, page) in [
        (LISTED, Page::Listed),
        (LISTED, Page::Address),
        (SESSION, Page::Listed),
        (ANY_ORIGIN, Page::Address),
    ] {
        let mut add = |name: &str, step: Step| {
            let name = format!("{name}, {site}, {page:?}");
            cases.push(case(name, page, [step]));
        };
        for (kind, made) in kinds {
            add(kind, made(site).mode(Mode::NoCors));
            add(&format!("{kind} crossorigin"), made(site));
            let include = made(site).include();
            add(&format!("{kind} crossorigin=use-credentials"), include);
        }
        add("module", module(site));
        add("EventSource", events(site));
        add("EventSource with credentials", events(site).include());
        let worker = events(site).within(Within::Worker);
        add("EventSource in a worker", worker);
        let frame = image(site).within(Within::Sandbox);
        add("image crossorigin in a sandboxed frame", frame);
    }
    cases
}

pub(super) fn image(site: &'static str) -> Step {
    // The image is SVG, because a script in the query can only contain text.
    get(site)
        .by(By::Image)
        .answer("header", "content-type:image/svg+xml")
        .answer(
            "body",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"></svg>",
        )
}

fn script(site: &'static str) -> Step {
    get(site)
        .by(By::Script)
        .answer("header", "content-type:text/javascript")
        .answer("body", "void 0")
}

fn stylesheet(site: &'static str) -> Step {
    get(site)
        .by(By::Stylesheet)
        .answer("header", "content-type:text/css")
        .answer("body", "p { color: black }")
}

fn module(site: &'static str) -> Step {
    get(site)
        .by(By::Module)
        .answer("header", "content-type:text/javascript")
        .answer("body", "export default 'hello'")
}

fn events(site: &'static str) -> Step {
    get(site)
        .by(By::EventSource)
        .answer("header", "content-type:text/event-stream")
        .answer("piece", "data: hello\n\n")
        .answer("piece", ": the rest\n\n")
}
