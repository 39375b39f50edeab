//! Servers that allow less than the policy.

use super::{Case, FIRST, SECOND, is_preflight, origin, refuse, remove, set};

pub(super) const NARROWER: [Case; 14] = [
    (
        |request, _, lines| {
            if origin(request) == SECOND {
                refuse(lines);
            }
        },
        "narrower",
        "error",
        "a page at https://admin.shop.example (expected) to read responses with the user's \
         cookies, and the server does not: the response (200) has no Access-Control-Allow-Origin",
    ),
    (
        |_, status, lines| {
            *status = 404;
            lines.clear();
        },
        "narrower",
        "error",
        "the response (404) has no Access-Control-Allow-Origin",
    ),
    (
        |_, _, lines| remove(lines, "Access-Control-Allow-Credentials"),
        "narrower",
        "error",
        "the response (200) has no Access-Control-Allow-Credentials: true",
    ),
    (
        |_, _, lines| {
            let allowed = lines.iter().find(|(name, _)| name.ends_with("Origin"));
            let again = allowed.cloned();
            lines.extend(again);
        },
        "narrower",
        "error",
        "multiple values of Access-Control-Allow-Origin",
    ),
    (
        |request, _, lines| {
            if origin(request) == FIRST {
                let slash = format!("{FIRST}/");
                set(lines, "Access-Control-Allow-Origin", &slash);
            }
        },
        "narrower",
        "error",
        "has Access-Control-Allow-Origin: https://app.shop.example/, but the origin is https://app.shop.example",
    ),
    (
        |request, _, lines| {
            if is_preflight(request) {
                remove(lines, "Access-Control-Allow-Credentials");
            }
        },
        "narrower-preflight",
        "error",
        "the response to the preflight (204) has no Access-Control-Allow-Credentials: true",
    ),
    (
        |request, _, lines| {
            if is_preflight(request) && origin(request) == SECOND {
                refuse(lines);
            }
        },
        "narrower-preflight",
        "error",
        "for a page at https://admin.shop.example",
    ),
    (
        |request, _, lines| {
            if is_preflight(request) && origin(request) == FIRST {
                set(lines, "Access-Control-Allow-Methods", "*");
            }
        },
        "narrower-preflight",
        "error",
        "the method PATCH and the method PUT for a page at https://app.shop.example",
    ),
    (
        |request, _, lines| {
            if is_preflight(request) && origin(request) == FIRST {
                set(lines, "Access-Control-Allow-Headers", "*");
            }
        },
        "narrower-preflight",
        "error",
        "the header content-type and the header x-token",
    ),
    (
        |request, _, lines| {
            if is_preflight(request) {
                set(lines, "Access-Control-Allow-Origin", "*");
            }
        },
        "narrower-preflight",
        "error",
        "has Access-Control-Allow-Origin: *, which allows no credentials",
    ),
    (
        |request, status, lines| {
            if is_preflight(request) {
                *status = 401;
                lines.clear();
            }
        },
        "preflight-status",
        "error",
        "the response to the preflight (401)",
    ),
    (
        |request, status, _| {
            if is_preflight(request) {
                *status = 503;
            }
        },
        "preflight-status",
        "error",
        "503, not 200 to 299",
    ),
    (
        |_, _, lines| remove(lines, "Access-Control-Expose-Headers"),
        "narrower-expose",
        "error",
        "etag, and the server does not: the response has no Access-Control-Expose-Headers",
    ),
    (
        |_, _, lines| remove(lines, "Access-Control-Max-Age"),
        "max-age",
        "warning",
        "5 seconds, and with the policy for 600",
    ),
];
