//! Messages of browsers that people take for CORS, in the words of the programs themselves:
//! Chromium 156, Firefox 153 and WebKitGTK 2.50.

use cors_browser::{ConsoleLine, Explanation, Fault, Kind, Source};

fn read(text: &str) -> (Source, &'static str, Explanation) {
    let line = ConsoleLine::read(text).unwrap_or_else(|| panic!("unknown: {text}"));
    let explanation = line.explanation();
    assert!(matches!(line.kind, Kind::LooksLikeCors(_)), "{text}");
    (line.source, explanation.name(), explanation)
}

#[test]
fn a_response_header_that_is_not_exposed_is_named() {
    let (source, name, explanation) =
        read("app.js:7 Refused to get unsafe header \"X-Total-Count\"");
    assert_eq!((source, name), (Source::Chromium, "header-not-exposed"));
    assert_eq!(explanation.fault(), Fault::Server);
    assert_eq!(
        explanation.header_fix().as_deref(),
        Some("Access-Control-Expose-Headers: x-total-count")
    );
    assert_eq!(
        explanation.policy_fix().as_deref(),
        Some("expose_headers = [\"x-total-count\"]")
    );
}

#[test]
fn a_cookie_of_a_response_can_be_exposed_to_no_script() {
    for name in ["Set-Cookie", "set-cookie2"] {
        let (_, _, explanation) = read(&format!("Refused to get unsafe header \"{name}\""));
        assert_eq!(explanation.header_fix(), None);
        assert_eq!(explanation.policy_fix(), None);
        assert_eq!(explanation.fault(), Fault::Page);
    }
}

#[test]
fn a_forbidden_header_is_named() {
    for (text, source) in [
        ("Refused to set unsafe header \"Origin\"", Source::Chromium),
        (
            "Attempt to set a forbidden header was denied: Origin",
            Source::Firefox,
        ),
    ] {
        let (found, name, explanation) = read(text);
        assert_eq!((found, name), (source, "forbidden-header"), "{text}");
        assert_eq!(explanation.fault(), Fault::Page);
        assert_eq!(explanation.header_fix(), None, "{text}");
    }
}

#[test]
fn opener_policies_canvases_and_attributes_are_named() {
    for (text, expected) in [
        (
            "Cross-Origin-Opener-Policy policy would block the window.closed call.",
            "coop",
        ),
        (
            "Navigation was blocked by Cross-Origin-Opener-Policy",
            "coop",
        ),
        (
            "The Cross-Origin-Opener-Policy header has been ignored, because the URL's origin was untrustworthy.",
            "coop",
        ),
        ("Tainted canvases may not be exported.", "tainted-canvas"),
        (
            "A tainted OffscreenCanvas may not be exported.",
            "tainted-canvas",
        ),
        (
            "The external image is tainted by cross-origin data.",
            "tainted-canvas",
        ),
        (
            "Video element is tainted by cross-origin data and may not be loaded.",
            "tainted-canvas",
        ),
        (
            "VideoFrames can't be created from tainted sources.",
            "tainted-canvas",
        ),
        (
            "Cannot capture from element with cross-origin data",
            "tainted-canvas",
        ),
        (
            "Unable to get image data from canvas because the canvas has been tainted by cross-origin data.",
            "tainted-canvas",
        ),
        (
            "Media element must be CORS-same-origin with the embedding page. If cross-origin, you should use the `crossorigin` attribute and make sure CORS headers on the media data response are CORS-same-origin.",
            "crossorigin-attribute",
        ),
        (
            "A preload for 'https://a.example/x.js' is found, but is not used because the request credentials mode does not match. Consider taking a look at crossorigin attribute.",
            "crossorigin-attribute",
        ),
    ] {
        assert_eq!(read(text).1, expected, "{text}");
    }
}

#[test]
fn words_about_these_headers_are_no_message() {
    for text in [
        "How do I read a header that is unsafe?",
        "Refused to set",
        "I expose the header \"X-Total-Count\"",
        "the crossorigin attribute",
        "our Cross-Origin-Opener-Policy is same-origin",
    ] {
        assert_eq!(ConsoleLine::read(text), None, "{text}");
    }
}

/// Each refusal has its own remedy, and only one of them is the list of origins.
#[test]
fn what_a_server_refuses_is_named() {
    for (text, expected, remedy) in [
        (
            "DisallowedHost at /: Invalid HTTP_HOST header: 'a.example'. You may need to add 'a.example' to ALLOWED_HOSTS.",
            "host-refused",
            "allowed hosts",
        ),
        (
            "Blocked request. This host (\"a.example\") is not allowed.",
            "host-refused",
            "allowed hosts",
        ),
        (
            "CSRF verification failed. Request aborted.",
            "forgery-refused",
            "the token",
        ),
        ("Invalid CORS request", "refused-by-server", "the method"),
    ] {
        let (_, name, explanation) = read(text);
        assert_eq!(name, expected, "{text}");
        let fix = explanation.fix();
        assert!(fix.contains(remedy), "{text}: {fix}");
    }
}

#[test]
fn html_instead_of_json_has_no_status() {
    let (_, name, explanation) = read("Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON");
    assert_eq!(name, "html-response");
    assert!(!explanation.meaning().contains("status"));
}

/// A page over `https:` needs the permission only.
#[test]
fn the_local_network_needs_a_permission_first() {
    let fix = Explanation::of("local-network")
        .expect("it is explained")
        .fix();
    assert!(fix.starts_with("Allow the permission"), "{fix}");
}

#[test]
fn the_status_of_an_options_request_is_that_of_a_preflight() {
    let options = "OPTIONS https://api.example/x 405 (Method Not Allowed)";
    let line = ConsoleLine::read(options).expect("Chromium says so");
    assert_eq!(line.kind, Kind::Cors);
    assert_eq!(line.causes, ["preflight-status-not-ok"]);
    assert_eq!(line.status, Some(405));
    assert_eq!(line.url.as_deref(), Some("https://api.example/x"));
    let notes = line.explanation().notes().join(" ");
    assert!(notes.contains("refuses the method OPTIONS"), "{notes}");
}

#[test]
fn a_missing_file_needs_no_layer_for_options() {
    let (_, name, explanation) = read(
        "favicon.ico:1 Failed to load resource: the server responded with a status of 404 (Not Found)",
    );
    assert_eq!(name, "http-status");
    let notes = explanation.notes().join(" ");
    assert!(
        notes.contains("404") && !notes.contains("OPTIONS"),
        "{notes}"
    );
}

/// A browser that checks a certificate has reached a server with TLS.
#[test]
fn a_certificate_error_does_not_advise_http() {
    for (code, name, cause) in [
        (
            "net::ERR_CERT_DATE_INVALID",
            "certificate-expired",
            "has expired",
        ),
        (
            "net::ERR_CERT_AUTHORITY_INVALID",
            "certificate-issuer",
            "self-signed",
        ),
        (
            "net::ERR_CERT_COMMON_NAME_INVALID",
            "certificate-name",
            "does not have the host",
        ),
        ("net::ERR_CERT_REVOKED", "certificate", "does not accept"),
        (
            "SEC_ERROR_UNKNOWN_ISSUER",
            "certificate-issuer",
            "self-signed",
        ),
        (
            "SEC_ERROR_EXPIRED_CERTIFICATE",
            "certificate-expired",
            "dates of its certificate",
        ),
        (
            "SSL_ERROR_BAD_CERT_DOMAIN",
            "certificate-name",
            "does not have the host",
        ),
    ] {
        let (_, read, explanation) = read(&format!("GET https://bank.test/ {code}"));
        assert_eq!(read, name, "{code}");
        let fix = explanation.fix();
        assert!(fix.contains("certificate that browsers trust"), "{fix}");
        assert!(!fix.contains("http:"), "{fix}");
        let text = format!("{} {}", explanation.title(), explanation.meaning());
        assert!(text.contains(cause), "{text}");
    }
    for code in [
        "net::ERR_SSL_PROTOCOL_ERROR",
        "SSL_ERROR_RX_RECORD_TOO_LONG",
    ] {
        let (_, name, explanation) = read(&format!("GET https://localhost:3000/ {code}"));
        assert_eq!(name, "tls");
        assert!(explanation.fix().contains("`http:`"), "{code}");
    }
}
