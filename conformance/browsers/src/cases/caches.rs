//! What browsers keep: answers to preflights, and responses.

use cors_browser::Mode;

use crate::case::{By, Case, Kept, Page, Step, case, get, send};
use crate::cases::elements;
use crate::policies::{ANYONE, ECHO, LISTED, SESSION, STAR};

pub(super) fn cases() -> Vec<Case> {
    let page = Page::Listed;
    let kept = |step: Step| step.kept(Kept::Preflight);
    let put = |site| send("PUT", site);
    let custom = |site| send("PUT", site).header("x-custom", "1");
    let mut cases = vec![
        case(
            "one preflight for every method and header",
            page,
            [
                put(LISTED),
                kept(put(LISTED)),
                kept(send("DELETE", LISTED)),
                kept(custom(LISTED)),
                kept(get(LISTED).header("authorization", "t")),
            ],
        ),
        case(
            "what the kept answer does not name is asked for",
            page,
            [put(LISTED), kept(put(LISTED)), send("PATCH", LISTED)],
        ),
        case(
            "an answer that refuses a method",
            page,
            [
                send("PATCH", LISTED),
                put(LISTED).kept(Kept::Refusal),
                kept(send("DELETE", LISTED)),
            ],
        ),
        case(
            "an answer that refuses a header",
            page,
            [
                put(LISTED).header("x-other", "1"),
                custom(LISTED).kept(Kept::Refusal),
                kept(put(LISTED)),
            ],
        ),
        case(
            "an answer for credentials serves those without",
            page,
            [
                custom(SESSION).include(),
                kept(custom(SESSION).include()),
                kept(send("DELETE", SESSION)),
            ],
        ),
        case(
            "an answer without credentials does not serve those with",
            page,
            [put(SESSION), kept(put(SESSION)), put(SESSION).include()],
        ),
        case(
            "an age of nothing is not kept",
            page,
            [custom(ANYONE), custom(ANYONE), put(ANYONE)],
        ),
        case(
            "an echoed method is kept, and no other",
            page,
            [
                put(ECHO).include(),
                kept(put(ECHO).include()),
                send("DELETE", ECHO).include(),
            ],
        ),
        case(
            "every method and header, kept",
            page,
            [
                put(STAR),
                kept(put(STAR)),
                kept(send("DELETE", STAR)),
                kept(custom(STAR)),
            ],
        ),
    ];
    let lasting = |step: Step| step.answer("header", "cache-control:max-age=600");
    cases.push(case(
        "a response that lasts serves again",
        page,
        [
            lasting(get(LISTED)).answer("header", "etag:\"1\""),
            lasting(get(LISTED))
                .answer("header", "etag:\"1\"")
                .kept(Kept::Fresh),
        ],
    ));
    for page in [Page::Listed, Page::Address] {
        let stored = |step: Step| {
            step.answer("header", "etag:\"1\"")
                .answer("header", "cache-control:no-cache")
                .answer("body", "hello")
        };
        cases.push(case(
            format!("a 304 to what the browser asks, {page:?}"),
            page,
            [
                stored(get(LISTED)),
                stored(get(LISTED)).kept(Kept::Stale),
                stored(get(LISTED)).kept(Kept::Stale),
            ],
        ));
        // Without `Vary` on an answer to nobody, what an image brought into the
        // cache would serve the fetch, which may not read it.
        cases.push(case(
            format!("a response that an image has brought, {page:?}"),
            page,
            [
                lasting(elements::image(LISTED)).mode(Mode::NoCors),
                lasting(elements::image(LISTED)).by(By::Fetch),
            ],
        ));
    }
    cases
}
