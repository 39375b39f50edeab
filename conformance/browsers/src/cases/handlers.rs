//! Responses of handlers and routers, and less common fetches.

use cors_browser::{Credentials, Mode, Redirect};

use crate::case::{By, Case, Page, Step, Within, case, get, send};
use crate::policies::{ANY_ORIGIN, LISTED, MINIMAL, SESSION};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for page in [Page::Listed, Page::Address] {
        for (name, step) in answers().into_iter().chain(fetches()) {
            cases.push(case(format!("{name}, {page:?}"), page, [step]));
        }
    }
    cases
}

/// Every response has the headers of the policy, and no other CORS headers.
fn answers() -> Vec<(&'static str, Step)> {
    let status = |status| get(LISTED).answer("status", status).answer("body", "why");
    vec![
        ("a 404 of the router", get(LISTED).path("/missing")),
        (
            "the router's 404 for PUT",
            send("PUT", LISTED).path("/missing"),
        ),
        ("the router's 405", send("DELETE", LISTED).path("/get-only")),
        ("the framework's own error", get(LISTED).path("/error")),
        ("a 401", status("401")),
        ("a 403", status("403")),
        ("a 503", status("503")),
        ("a 503 to PUT", send("PUT", LISTED).answer("status", "503")),
        ("a 204", get(LISTED).answer("status", "204")),
        (
            "a 304 to the script's revalidation",
            get(LISTED)
                .header("if-none-match", "\"1\"")
                .answer("status", "304")
                .answer("header", "etag:\"1\""),
        ),
        (
            "a handler that allows any origin",
            get(LISTED)
                .answer("header", "access-control-allow-origin:*")
                .answer("header", "access-control-expose-headers:*")
                .answer("header", "x-hidden:1"),
        ),
        (
            "a handler that allows another origin",
            get(LISTED).answer("header", "access-control-allow-origin:https://else.example"),
        ),
        (
            "a handler that exposes headers, with credentials",
            get(SESSION)
                .include()
                .answer("header", "access-control-expose-headers:x-hidden")
                .answer("header", "x-hidden:1"),
        ),
        (
            "every header exposed",
            get(ANY_ORIGIN)
                .answer("header", "x-one:1")
                .answer("header", "x-two:2")
                .answer("header", "set-cookie:no=1"),
        ),
        (
            "a streamed body",
            get(LISTED)
                .streamed()
                .answer("piece", "one ")
                .answer("piece", "two ")
                .answer("piece", "three"),
        ),
        (
            "a streamed body with PUT and a token",
            send("PUT", LISTED)
                .header("authorization", "t")
                .streamed()
                .answer("piece", "one ")
                .answer("piece", "two"),
        ),
    ]
}

fn fetches() -> Vec<(&'static str, Step)> {
    vec![
        ("HEAD", send("HEAD", LISTED).answer("header", "etag:\"1\"")),
        ("DELETE", send("DELETE", LISTED)),
        (
            "OPTIONS of the page's own, allowed",
            send("OPTIONS", ANY_ORIGIN),
        ),
        (
            "OPTIONS of the page's own, refused",
            send("OPTIONS", LISTED),
        ),
        ("a method in lower case", send("patch", ANY_ORIGIN)),
        ("an unknown method", send("PROPFIND", ANY_ORIGIN)),
        ("an unknown method, refused", send("PROPFIND", LISTED)),
        (
            "multiple headers",
            send("PUT", LISTED)
                .header("x-custom", "1")
                .header("authorization", "t")
                .header("content-type", "application/json")
                .body("{}"),
        ),
        (
            "multiple headers, one of them refused",
            send("PUT", LISTED)
                .header("x-custom", "1")
                .header("x-other", "1"),
        ),
        (
            "credentials omitted",
            get(SESSION).credentials(Credentials::Omit),
        ),
        ("mode no-cors", get(LISTED).mode(Mode::NoCors)),
        (
            "mode no-cors, POST",
            send("POST", LISTED).mode(Mode::NoCors).body("text"),
        ),
        ("mode same-origin", get(ANY_ORIGIN).mode(Mode::SameOrigin)),
        (
            "redirect mode error without a redirect",
            get(LISTED).redirect(Redirect::Error),
        ),
        ("another host of ours", get(LISTED).host("127.0.0.1")),
        (
            "GET from a worker",
            get(LISTED).within(Within::Worker).answer("body", "hello"),
        ),
        (
            "PUT from a worker",
            send("PUT", SESSION)
                .within(Within::Worker)
                .header("x-custom", "1")
                .include()
                .answer("body", "hello"),
        ),
        (
            "PATCH from a worker",
            send("PATCH", LISTED).within(Within::Worker),
        ),
        (
            "XMLHttpRequest",
            get(LISTED)
                .by(By::Xhr)
                .answer("header", "etag:\"1\"")
                .answer("header", "x-hidden:1")
                .answer("body", "hello"),
        ),
        (
            "XMLHttpRequest with credentials",
            send("PUT", SESSION)
                .by(By::Xhr)
                .include()
                .header("x-custom", "1")
                .body("text")
                .answer("body", "hello"),
        ),
        (
            "XMLHttpRequest with credentials that nobody grants",
            get(LISTED).by(By::Xhr).include(),
        ),
        (
            "XMLHttpRequest that listens to its upload",
            send("POST", MINIMAL).by(By::Xhr).listens().body("text"),
        ),
        (
            "XMLHttpRequest that listens to its upload, with a token",
            send("POST", LISTED)
                .by(By::Xhr)
                .listens()
                .header("authorization", "t")
                .body("text"),
        ),
        (
            "XMLHttpRequest from a worker",
            send("DELETE", LISTED).by(By::Xhr).within(Within::Worker),
        ),
        (
            "XMLHttpRequest from a sandboxed frame",
            get(ANY_ORIGIN).by(By::Xhr).within(Within::Sandbox),
        ),
    ]
}
