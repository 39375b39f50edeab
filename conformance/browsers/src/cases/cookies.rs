//! Cookies that must be sent, and cookies that must not.

use cors_browser::Credentials;

use crate::case::{By, Case, Page, Step, Within, case, get, send};
use crate::cases::elements;
use crate::policies::{LISTED, SESSION};

pub(super) fn cases() -> Vec<Case> {
    let page = Page::Listed;
    let put = || send("PUT", SESSION).header("x-custom", "1");
    let same_origin = Credentials::SameOrigin;
    vec![
        case(
            "a cookie is sent with credentials",
            page,
            [
                set(SESSION).include().cookie(false),
                get(SESSION).include().cookie(true),
                get(SESSION).cookie(false),
                get(SESSION).credentials(Credentials::Omit).cookie(false),
                put().include().cookie(true),
                put().path("/else").cookie(false),
                get(SESSION).by(By::Xhr).include().cookie(true),
                get(SESSION).by(By::Xhr).cookie(false),
                get(SESSION).within(Within::Worker).include().cookie(true),
                get(SESSION).within(Within::Worker).cookie(false),
                elements::image(SESSION).include().cookie(true),
                elements::image(SESSION).path("/else").cookie(false),
            ],
        ),
        case(
            "a cookie is not stored without credentials",
            page,
            [
                set(SESSION).credentials(same_origin).cookie(false),
                get(SESSION).include().cookie(false),
                set(SESSION).credentials(Credentials::Omit).cookie(false),
                get(SESSION).include().cookie(false),
            ],
        ),
        case(
            "a cookie is sent to a server without credentials, and the response is hidden",
            page,
            [
                set(LISTED).include().cookie(false),
                get(LISTED).include().cookie(true),
                get(LISTED).cookie(false),
            ],
        ),
        case(
            "a refused preflight has no cookie",
            page,
            [
                set(SESSION).include().cookie(false),
                send("PATCH", SESSION).include(),
                send("PUT", SESSION).header("x-other", "1").include(),
            ],
        ),
    ]
}

fn set(site: &'static str) -> Step {
    get(site)
        .path("/set")
        .answer("header", "set-cookie:c{case}=1; Path=/; SameSite=Strict")
}
