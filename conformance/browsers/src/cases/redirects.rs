//! Redirects.

use cors_browser::Redirect;

use crate::case::{By, Case, Hop, Page, Step, case, get, hop, send};
use crate::policies::{ANY_ORIGIN, LISTED, MINIMAL, SESSION};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for page in [Page::Listed, Page::Address] {
        for (name, step) in steps() {
            cases.push(case(format!("{name}, {page:?}"), page, [step]));
        }
    }
    cases
}

fn steps() -> Vec<(&'static str, Step)> {
    let post = |site| send("POST", site).body("text");
    let json = |site| {
        send("POST", site)
            .header("content-type", "application/json")
            .body("{}")
    };
    vec![
        (
            "301 on one server",
            get(LISTED).redirected("301", below(LISTED)),
        ),
        (
            "302 on one server",
            get(LISTED).redirected("302", below(LISTED)),
        ),
        (
            "307 on one server",
            get(LISTED).redirected("307", below(LISTED)),
        ),
        (
            "307 of PUT on one server",
            send("PUT", LISTED)
                .body("text")
                .redirected("307", below(LISTED)),
        ),
        (
            "308 of PUT with a token on one server",
            send("PUT", LISTED)
                .header("authorization", "t")
                .redirected("308", below(LISTED)),
        ),
        (
            "302 of POST on one server",
            post(LISTED).redirected("302", below(LISTED)),
        ),
        (
            "303 of PUT on one server",
            send("PUT", LISTED).redirected("303", below(LISTED)),
        ),
        (
            "302 of JSON on one server",
            json(LISTED).redirected("302", below(LISTED)),
        ),
        (
            "with credentials on one server",
            get(SESSION).include().redirected("302", below(SESSION)),
        ),
        (
            "twice on one server",
            get(LISTED)
                .redirected("302", below(LISTED))
                .redirected("302", hop(LISTED)),
        ),
        (
            "to a server that lists origins",
            get(LISTED).redirected("302", hop(MINIMAL)),
        ),
        (
            "to a server for any origin",
            get(LISTED).redirected("302", hop(ANY_ORIGIN)),
        ),
        (
            "from a server for any origin to one that lists origins",
            get(ANY_ORIGIN).redirected("302", hop(LISTED)),
        ),
        (
            "to the same server at another host",
            get(LISTED).redirected(
                "302",
                Hop {
                    host: "127.0.0.1",
                    ..hop(LISTED)
                },
            ),
        ),
        (
            "to a server for any origin at another host, and back",
            get(ANY_ORIGIN)
                .redirected(
                    "302",
                    Hop {
                        host: "127.0.0.1",
                        ..hop(ANY_ORIGIN)
                    },
                )
                .redirected("302", below(ANY_ORIGIN)),
        ),
        (
            "307 of PUT to a server for everybody",
            send("PUT", LISTED).redirected("307", hop(ANY_ORIGIN)),
        ),
        (
            "with a token to a server for any origin",
            get(LISTED)
                .header("authorization", "t")
                .redirected("302", hop(ANY_ORIGIN)),
        ),
        (
            "with credentials to another server",
            get(SESSION).include().redirected("302", hop(MINIMAL)),
        ),
        (
            "redirect mode manual",
            get(LISTED)
                .redirect(Redirect::Manual)
                .redirected("302", hop(ANY_ORIGIN)),
        ),
        (
            "redirect mode error",
            get(LISTED)
                .redirect(Redirect::Error)
                .redirected("302", hop(ANY_ORIGIN)),
        ),
        (
            "XMLHttpRequest on one server",
            send("PUT", LISTED)
                .by(By::Xhr)
                .redirected("307", below(LISTED)),
        ),
    ]
}

/// Another path on a server.
fn below(site: &'static str) -> Hop {
    Hop {
        path: "/else",
        ..hop(site)
    }
}
