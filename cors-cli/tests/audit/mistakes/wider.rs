//! Servers that allow more than the policy.

use super::{Case, FIRST, SECOND, allow, is_preflight, origin, refuse, remove, set};

pub(super) const WIDER: [Case; 18] = [
    (
        |request, status, lines| {
            if is_preflight(request) && origin(request).starts_with(SECOND) {
                allow(request, status, lines);
            }
        },
        "wider-preflight",
        "error",
        "https://admin.shop.example.cors-audit.example (prefix) to send",
    ),
    (
        |request, status, lines| allow(request, status, lines),
        "wider",
        "error",
        "any page, such as one at https://cors-audit.example",
    ),
    (
        |request, status, lines| {
            if origin(request) == "null" {
                allow(request, status, lines);
            }
        },
        "wider",
        "error",
        "in a sandboxed frame (null)",
    ),
    (
        |request, status, lines| {
            if origin(request).starts_with(SECOND) {
                allow(request, status, lines);
            }
        },
        "wider",
        "error",
        "https://admin.shop.example.cors-audit.example (prefix)",
    ),
    (
        |request, status, lines| {
            if origin(request).ends_with("admin.shop.example") {
                allow(request, status, lines);
            }
        },
        "wider",
        "error",
        "https://cors-auditadmin.shop.example (suffix)",
    ),
    (
        |request, status, lines| {
            if origin(request) == "http://app.shop.example" {
                allow(request, status, lines);
            }
        },
        "wider",
        "error",
        "http://app.shop.example (other-scheme)",
    ),
    (
        |_, _, lines| {
            refuse(lines);
            set(lines, "Access-Control-Allow-Origin", "*");
        },
        "wider",
        "warning",
        "any page, such as one at https://cors-audit.example (reflection), to read responses \
         without cookies",
    ),
    (
        |request, status, lines| {
            if is_preflight(request) {
                allow(request, status, lines);
            }
        },
        "wider-preflight",
        "error",
        "any page, such as one at https://cors-audit.example (reflection), to send PATCH requests \
         with the user's cookies",
    ),
    (
        |request, status, lines| {
            if is_preflight(request) && origin(request) == "null" {
                allow(request, status, lines);
            }
        },
        "wider-preflight",
        "error",
        "(null), to send PATCH requests with the user's cookies",
    ),
    (
        |request, status, lines| {
            if is_preflight(request) && origin(request).starts_with(FIRST) {
                allow(request, status, lines);
            }
        },
        "wider-preflight",
        "error",
        "https://app.shop.example.cors-audit.example (prefix)",
    ),
    (
        |request, status, lines| {
            if is_preflight(request) {
                allow(request, status, lines);
                set(lines, "Access-Control-Allow-Methods", "GET");
            }
        },
        "wider-preflight",
        "error",
        "to send POST requests with the header content-type with the user's cookies",
    ),
    (
        |request, status, lines| {
            if is_preflight(request) && origin(request) != FIRST && origin(request) != SECOND {
                allow(request, status, lines);
                remove(lines, "Access-Control-Allow-Credentials");
            }
        },
        "wider-preflight",
        "warning",
        "any page, such as one at https://cors-audit.example (reflection), to send PATCH requests \
         without cookies",
    ),
    (
        |request, _, lines| {
            if is_preflight(request) && origin(request) == FIRST {
                set(lines, "Access-Control-Allow-Methods", "PUT, PATCH, DELETE");
            }
        },
        "wider-preflight",
        "warning",
        "the method DELETE",
    ),
    (
        |request, _, lines| {
            let header = request.header("access-control-request-headers");
            if let (Some(header), true) = (header, origin(request) == FIRST) {
                set(lines, "Access-Control-Allow-Headers", header);
            }
        },
        "wider-preflight",
        "warning",
        "the header x-cors-audit",
    ),
    (
        |_, _, lines| set(lines, "Access-Control-Expose-Headers", "etag, x-secret"),
        "wider-expose",
        "warning",
        "x-secret",
    ),
    (
        |request, _, lines| {
            if is_preflight(request) {
                set(lines, "Access-Control-Max-Age", "86400");
            }
        },
        "max-age",
        "warning",
        "86400 seconds, and with the policy for 600",
    ),
    (
        |_, _, lines| remove(lines, "Vary"),
        "vary-missing",
        "warning",
        "Vary does not name Origin",
    ),
    (
        |request, status, lines| {
            remove(lines, "Vary");
            if origin(request) != SECOND {
                allow(request, status, lines);
                set(lines, "Access-Control-Allow-Origin", FIRST);
            }
        },
        "vary-missing",
        "warning",
        "Vary does not name Origin",
    ),
];
