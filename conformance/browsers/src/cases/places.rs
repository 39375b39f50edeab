//! Several policies on one server, and on one URL.

use crate::case::{Case, Kept, Page, Step, case, send};
use crate::policies::PLACES;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = urls();
    let at = |path, method| send(method, PLACES).path(path);
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

/// URLs whose methods have policies of their own, through the cache of preflights.
fn urls() -> Vec<Case> {
    let a = |method| send(method, PLACES).path("/a");
    let both = |method| send(method, PLACES).path("/both");
    let inner = |method| send(method, PLACES).path("/scope/inner/x");
    let kept = |step: Step| step.kept(Kept::Preflight);
    let custom = |step: Step| step.header("x-custom", "1");
    let page = Page::Listed;
    vec![
        case(
            "a PUT opens no DELETE that another page may do",
            page,
            [a("PUT"), kept(a("PUT")), a("DELETE"), a("GET")],
        ),
        case(
            "a DELETE opens no PUT that another page may do",
            Page::OtherPort,
            [a("DELETE"), a("PUT"), a("GET")],
        ),
        case(
            "a PUT opens no DELETE that nobody may do",
            page,
            [
                inner("PUT"),
                kept(inner("PUT")),
                inner("DELETE"),
                inner("GET"),
            ],
        ),
        case(
            "a PUT and then a DELETE, each by its own policy",
            page,
            [both("PUT"), both("DELETE"), both("DELETE")],
        ),
        case(
            "headers of DELETE are none of PUT",
            page,
            [
                custom(both("DELETE")),
                custom(both("PUT")),
                custom(both("GET")),
            ],
        ),
        case(
            "headers of GET are none of PUT",
            page,
            [
                custom(both("GET")),
                custom(both("PUT")),
                both("PUT").kept(Kept::Refusal),
            ],
        ),
        case(
            "credentials of DELETE are none of PUT",
            page,
            [
                custom(both("DELETE")).include(),
                both("DELETE").include(),
                both("PUT").include(),
                both("PUT"),
            ],
        ),
        case(
            "a method that no place grants",
            page,
            [both("PUT"), both("PATCH")],
        ),
    ]
}
