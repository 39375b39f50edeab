//! Multiple policies on one server, and for one URL.

use crate::case::{Cached, Case, Page, Step, case, send};
use crate::policies::ROUTES;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = urls();
    let at = |path, method| send(method, ROUTES).path(path);
    for page in Page::ALL {
        for (name, step) in [
            ("GET in a scope", at("/scope/y", "GET")),
            ("PUT in a scope", at("/scope/y", "PUT")),
            ("PATCH in a scope", at("/scope/y", "PATCH")),
            ("GET for everybody in a scope", at("/scope/open", "GET")),
            ("PUT beside a GET for everybody", at("/scope/open", "PUT")),
            ("GET in a scope in a scope", at("/scope/inner", "GET")),
            ("PUT in a scope in a scope", at("/scope/inner", "PUT")),
            ("POST to the application", at("/", "POST")),
            ("PUT to the application", at("/", "PUT")),
        ] {
            cases.push(case(format!("{name}, {page:?}"), page, [step]));
        }
    }
    cases
}

/// URLs whose methods have different policies, with a preflight cache.
fn urls() -> Vec<Case> {
    let a = |method| send(method, ROUTES).path("/a");
    let both = |method| send(method, ROUTES).path("/both");
    let inner = |method| send(method, ROUTES).path("/scope/inner/x");
    let cached = |step: Step| step.cached(Cached::Preflight);
    let custom = |step: Step| step.header("x-custom", "1");
    let page = Page::Listed;
    vec![
        case(
            "permission for PUT does not allow another page's DELETE",
            page,
            [a("PUT"), cached(a("PUT")), a("DELETE"), a("GET")],
        ),
        case(
            "permission for DELETE does not allow another page's PUT",
            Page::OtherPort,
            [a("DELETE"), a("PUT"), a("GET")],
        ),
        case(
            "permission for PUT does not allow an unlisted DELETE",
            page,
            [
                inner("PUT"),
                cached(inner("PUT")),
                inner("DELETE"),
                inner("GET"),
            ],
        ),
        case(
            "PUT and then DELETE, with different policies",
            page,
            [both("PUT"), both("DELETE"), both("DELETE")],
        ),
        case(
            "headers of DELETE are not allowed for PUT",
            page,
            [
                custom(both("DELETE")),
                custom(both("PUT")),
                custom(both("GET")),
            ],
        ),
        case(
            "headers of GET are not allowed for PUT",
            page,
            [
                custom(both("GET")),
                custom(both("PUT")),
                both("PUT").cached(Cached::Refusal),
            ],
        ),
        case(
            "credentials of DELETE are not allowed for PUT",
            page,
            [
                custom(both("DELETE")).include(),
                both("DELETE").include(),
                both("PUT").include(),
                both("PUT"),
            ],
        ),
        case(
            "a method that no route allows",
            page,
            [both("PUT"), both("PATCH")],
        ),
    ]
}
