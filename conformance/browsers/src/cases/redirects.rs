//! Answers that send the browser on.

use cors_browser::Redirect;

use crate::case::{By, Case, Hop, Page, Step, case, get, hop, send};
use crate::policies::{ANYONE, LISTED, MINIMAL, SESSION};

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
            "to a server that lists pages",
            get(LISTED).redirected("302", hop(MINIMAL)),
        ),
        (
            "to a server for everybody",
            get(LISTED).redirected("302", hop(ANYONE)),
        ),
        (
            "from a server for everybody to one that lists pages",
            get(ANYONE).redirected("302", hop(LISTED)),
        ),
        (
            "to the same server by another name",
            get(LISTED).redirected(
                "302",
                Hop {
                    host: "127.0.0.1",
                    ..hop(LISTED)
                },
            ),
        ),
        (
            "to a server for everybody by another name, and back",
            get(ANYONE)
                .redirected(
                    "302",
                    Hop {
                        host: "127.0.0.1",
                        ..hop(ANYONE)
                    },
                )
                .redirected("302", below(ANYONE)),
        ),
        (
            "307 of PUT to a server for everybody",
            send("PUT", LISTED).redirected("307", hop(ANYONE)),
        ),
        (
            "with a token to a server for everybody",
            get(LISTED)
                .header("authorization", "t")
                .redirected("302", hop(ANYONE)),
        ),
        (
            "with credentials to another server",
            get(SESSION).include().redirected("302", hop(MINIMAL)),
        ),
        (
            "followed by hand",
            get(LISTED)
                .redirect(Redirect::Manual)
                .redirected("302", hop(ANYONE)),
        ),
        (
            "not to be followed",
            get(LISTED)
                .redirect(Redirect::Error)
                .redirected("302", hop(ANYONE)),
        ),
        (
            "XMLHttpRequest on one server",
            send("PUT", LISTED)
                .by(By::Xhr)
                .redirected("307", below(LISTED)),
        ),
    ]
}

/// Somewhere else on a server.
fn below(site: &'static str) -> Hop {
    Hop {
        path: "/else",
        ..hop(site)
    }
}
