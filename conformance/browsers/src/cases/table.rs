//! Every kind of fetch, from every page, with every policy.

use crate::case::{Case, Page, Step, Within, case, get, send};
use crate::policies;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for site in policies::ALL {
        for (shape, step) in shapes(site) {
            for page in Page::ALL {
                let name = format!("{shape}, {site}, {page:?}");
                cases.push(case(name, page, [step.clone()]));
            }
            let name = format!("{shape}, {site}, a sandboxed frame");
            let step = step.within(Within::Sandbox);
            cases.push(case(name, Page::Listed, [step]));
        }
    }
    cases
}

fn shapes(site: &'static str) -> Vec<(&'static str, Step)> {
    let shapes = vec![
        ("GET", get(site)),
        ("GET with credentials", get(site).include()),
        ("POST of text", send("POST", site).body("text")),
        (
            "POST of JSON",
            send("POST", site)
                .header("content-type", "application/json")
                .body("{}"),
        ),
        ("PUT", send("PUT", site).body("text")),
        (
            "PUT with a header and credentials",
            send("PUT", site).header("x-custom", "1").include(),
        ),
        ("PATCH", send("PATCH", site)),
        ("GET with a token", get(site).header("authorization", "t")),
        (
            "GET with a header of no list",
            get(site).header("x-other", "1"),
        ),
    ];
    let exposing = |step: Step| {
        step.answer("header", "etag:\"1\"")
            .answer("header", "x-hidden:1")
            .answer("body", "hello")
    };
    shapes
        .into_iter()
        .map(|(shape, step)| (shape, exposing(step)))
        .collect()
}
