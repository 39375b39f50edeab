//! Responses that browsers cache: those to preflights, and others.

use cors_browser::Mode;

use crate::case::{By, Cached, Case, Page, Step, case, get, send};
use crate::cases::elements;
use crate::policies::{ANY_ORIGIN, ECHO, LISTED, SESSION, STAR};

pub(super) fn cases() -> Vec<Case> {
    let page = Page::Listed;
    let cached = |step: Step| step.cached(Cached::Preflight);
    let put = |site| send("PUT", site);
    let custom = |site| send("PUT", site).header("x-custom", "1");
    let mut cases = vec![
        case(
            "one preflight for all listed methods and headers",
            page,
            [
                put(LISTED),
                cached(put(LISTED)),
                cached(send("DELETE", LISTED)),
                cached(custom(LISTED)),
                cached(get(LISTED).header("authorization", "t")),
            ],
        ),
        case(
            "a method that is not in the cached preflight needs another one",
            page,
            [put(LISTED), cached(put(LISTED)), send("PATCH", LISTED)],
        ),
        case(
            "a preflight that refuses a method",
            page,
            [
                send("PATCH", LISTED),
                put(LISTED).cached(Cached::Refusal),
                cached(send("DELETE", LISTED)),
            ],
        ),
        case(
            "a preflight that refuses a header",
            page,
            [
                put(LISTED).header("x-other", "1"),
                custom(LISTED).cached(Cached::Refusal),
                cached(put(LISTED)),
            ],
        ),
        case(
            "a preflight with credentials allows a fetch without",
            page,
            [
                custom(SESSION).include(),
                cached(custom(SESSION).include()),
                cached(send("DELETE", SESSION)),
            ],
        ),
        case(
            "a preflight without credentials does not allow a fetch with credentials",
            page,
            [put(SESSION), cached(put(SESSION)), put(SESSION).include()],
        ),
        case(
            "a maximum age of zero is not cached",
            page,
            [custom(ANY_ORIGIN), custom(ANY_ORIGIN), put(ANY_ORIGIN)],
        ),
        case(
            "only the echoed method is cached",
            page,
            [
                put(ECHO).include(),
                cached(put(ECHO).include()),
                send("DELETE", ECHO).include(),
            ],
        ),
        case(
            "a wildcard is cached",
            page,
            [
                put(STAR),
                cached(put(STAR)),
                cached(send("DELETE", STAR)),
                cached(custom(STAR)),
            ],
        ),
    ];
    let lasting = |step: Step| step.answer("header", "cache-control:max-age=600");
    cases.push(case(
        "a fresh response is used again",
        page,
        [
            lasting(get(LISTED)).answer("header", "etag:\"1\""),
            lasting(get(LISTED))
                .answer("header", "etag:\"1\"")
                .cached(Cached::Fresh),
        ],
    ));
    for page in [Page::Listed, Page::Address] {
        let stored = |step: Step| {
            step.answer("header", "etag:\"1\"")
                .answer("header", "cache-control:no-cache")
                .answer("body", "hello")
        };
        cases.push(case(
            format!("a 304 to the browser's revalidation, {page:?}"),
            page,
            [
                stored(get(LISTED)),
                stored(get(LISTED)).cached(Cached::Stale),
                stored(get(LISTED)).cached(Cached::Stale),
            ],
        ));
        // If responses without an `Origin` had no `Vary`, a cached image could
        // serve a fetch that may not read it.
        cases.push(case(
            format!("a response that an image has cached, {page:?}"),
            page,
            [
                lasting(elements::image(LISTED)).mode(Mode::NoCors),
                lasting(elements::image(LISTED)).by(By::Fetch),
            ],
        ));
    }
    cases
}
