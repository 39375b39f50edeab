//! Lines that people copy from consoles.

use std::time::{Duration, Instant};

use cors_browser::{ConsoleLine, Source};

fn read(text: &str) -> ConsoleLine {
    ConsoleLine::read(text).unwrap_or_else(|| panic!("no cause was found in {text}"))
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn every_sentence_of_chromium_is_read() {
    let line = read(
        "dashboard.js:42 Access to XMLHttpRequest at 'https://api.example.com/v2/users?page=1' (redirected from 'https://api.example.com/users?page=1') from origin 'https://app.example.com' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: The 'Access-Control-Allow-Origin' header has a value 'https://app.example.com/' that is not equal to the supplied origin.",
    );
    assert_eq!(line.source, Source::Chromium);
    assert_eq!(line.causes, ["preflight-allow-origin-mismatch"]);
    assert_eq!(line.code, Some("AllowOriginMismatch"));
    assert_eq!(line.url, some("https://api.example.com/v2/users?page=1"));
    assert_eq!(
        line.redirected_from,
        some("https://api.example.com/users?page=1")
    );
    assert_eq!(line.origin, some("https://app.example.com"));
    assert_eq!(line.initiator, some("XMLHttpRequest"));
    assert_eq!(line.value, some("https://app.example.com/"));
    assert_eq!((line.method, line.header, line.status), (None, None, None));
}

#[test]
fn every_sentence_of_firefox_is_read() {
    let line = read(
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.example.com/users. (Reason: header ‘x-trace’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response). app.js:7",
    );
    assert_eq!(line.source, Source::Firefox);
    assert_eq!(line.causes, ["preflight-header-not-allowed"]);
    assert_eq!(line.code, Some("CORSMissingAllowHeaderFromPreflight2"));
    assert_eq!(line.url, some("https://api.example.com/users"));
    assert_eq!(line.header, some("x-trace"));
}

#[test]
fn webkit_prints_two_lines() {
    let first = "[Error] Origin https://app.example.com is not allowed by Access-Control-Allow-Origin. Status code: 404";
    let second =
        "[Error] Fetch API cannot load https://api.example.com/users due to access control checks.";
    let line = read(&format!("{first}\n{second}"));
    assert_eq!(line.source, Source::WebKit);
    // For a preflight, WebKit would have printed that it was not successful.
    assert_eq!(
        line.causes,
        ["allow-origin-missing", "allow-origin-mismatch"]
    );
    assert_eq!(line.url, some("https://api.example.com/users"));
    assert_eq!(line.origin, some("https://app.example.com"));
    assert_eq!(line.status, Some(404));
    assert_eq!(line.initiator, some("fetch"));
    assert_eq!(read(first).url, None);
    let second = read(second);
    assert_eq!((second.source, second.causes), (Source::WebKit, vec![]));
    assert_eq!(second.url, some("https://api.example.com/users"));
}

#[test]
fn a_value_that_ends_its_line_does_not_swallow_the_next() {
    let line = read(
        "Header Access-Control-Allow-Headers has an invalid value: x-a x-b\nXMLHttpRequest cannot load https://api.example.com/ due to access control checks.",
    );
    assert_eq!(line.value, some("x-a x-b"));
    assert_eq!(line.url, some("https://api.example.com/"));
    assert_eq!(line.causes, ["preflight-allow-headers-unparsable"]);
}

#[test]
fn values_have_no_quotation_marks_of_html() {
    for mark in ["&#39;", "&#x27;", "&apos;", "&quot;"] {
        let line = read(&format!(
            "Access to fetch at {mark}https://api.example.com/{mark} from origin {mark}https://app.example.com{mark} has been blocked by CORS policy: No {mark}Access-Control-Allow-Origin{mark} header is present on the requested resource."
        ));
        assert_eq!(line.url, some("https://api.example.com/"), "{mark}");
        assert_eq!(line.origin, some("https://app.example.com"), "{mark}");
    }
}

#[test]
fn failed_to_load_resource_has_no_url() {
    let first = "[Error] Failed to load resource: Origin https://app.example.com is not allowed by Access-Control-Allow-Origin. Status code: 200 (users, line 0)";
    assert_eq!(read(first).url, None);
    let second =
        "[Error] Fetch API cannot load https://api.example.com/users due to access control checks.";
    let line = read(&format!("{first}\n{second}"));
    assert_eq!(line.url, some("https://api.example.com/users"));
    let preflight = read("Failed to load resource: Preflight response is not successful");
    assert_eq!((preflight.url, preflight.status), (None, None));
}

#[test]
fn the_subject_of_cannot_load_is_the_initiator() {
    for (text, initiator) in [
        (
            "XMLHttpRequest cannot load https://a.example/. No 'Access-Control-Allow-Origin' header is present on the requested resource. Origin 'https://b.example' is therefore not allowed access.",
            "XMLHttpRequest",
        ),
        (
            "Fetch API cannot load https://a.example/. Response for preflight is invalid (redirect)",
            "fetch",
        ),
        (
            "XMLHttpRequest cannot load https://a.example/. Origin https://b.example is not allowed by Access-Control-Allow-Origin.",
            "XMLHttpRequest",
        ),
    ] {
        assert_eq!(read(text).initiator, some(initiator), "{text}");
    }
}

/// The sentences of earlier versions, as they occur in questions.
#[test]
fn sentences_of_older_versions_are_read() {
    use Source::{Chromium, Firefox, WebKit};
    for (text, browser, cause) in [
        // Chromium until 2024.
        (
            "Access to fetch at 'https://a.example/' from origin 'https://b.example' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource. If an opaque response serves your needs, set the request's mode to 'no-cors' to fetch the resource with CORS disabled.",
            Chromium,
            "allow-origin-missing",
        ),
        (
            "Access to fetch at 'https://a.example/' from origin 'https://b.example' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: The 'Access-Control-Allow-Origin' header has a value 'https://c.example' that is not equal to the supplied origin. Have the server send the header with a valid value, or, if an opaque response serves your needs, set the request's mode to 'no-cors' to fetch the resource with CORS disabled.",
            Chromium,
            "preflight-allow-origin-mismatch",
        ),
        // Chromium until 2018.
        (
            "Failed to load https://a.example/: No 'Access-Control-Allow-Origin' header is present on the requested resource. Origin 'https://b.example' is therefore not allowed access. The response had HTTP status code 500.",
            Chromium,
            "allow-origin-missing",
        ),
        (
            "Failed to load https://a.example/: Response to preflight request doesn't pass access control check: The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the request's credentials mode is 'include'. Origin 'https://b.example' is therefore not allowed access. The credentials mode of requests initiated by the XMLHttpRequest is controlled by the withCredentials attribute.",
            Chromium,
            "preflight-allow-origin-wildcard-with-credentials",
        ),
        (
            "Failed to load https://a.example/: Response for preflight has invalid HTTP status code 401",
            Chromium,
            "preflight-status-not-ok",
        ),
        (
            "Failed to load https://a.example/: Response for preflight does not have HTTP ok status.",
            Chromium,
            "preflight-status-not-ok",
        ),
        (
            "Fetch API cannot load https://a.example/. Response for preflight is invalid (redirect)",
            Chromium,
            "preflight-redirect",
        ),
        (
            "Failed to load https://b.example/: Redirect from 'https://a.example/' to 'https://b.example/' has been blocked by CORS policy: The 'Access-Control-Allow-Origin' header contains multiple values '*, *', but only one is allowed. Origin 'null' is therefore not allowed access.",
            Chromium,
            "allow-origin-multiple",
        ),
        // Chromium until 2017.
        (
            "XMLHttpRequest cannot load https://a.example/. No 'Access-Control-Allow-Origin' header is present on the requested resource. Origin 'https://b.example' is therefore not allowed access.",
            Chromium,
            "allow-origin-missing",
        ),
        (
            "XMLHttpRequest cannot load https://a.example/. Request header field Content-Type is not allowed by Access-Control-Allow-Headers in preflight response.",
            Chromium,
            "preflight-header-not-allowed",
        ),
        (
            "XMLHttpRequest cannot load https://a.example/. Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is ''. It must be 'true' to allow credentials. Origin 'https://b.example' is therefore not allowed access.",
            Chromium,
            "allow-credentials-not-true",
        ),
        (
            "XMLHttpRequest cannot load https://a.example/. The request was redirected to 'https://a.example/login', which is disallowed for cross-origin requests that require preflight.",
            Chromium,
            "preflight-redirect",
        ),
        (
            "XMLHttpRequest cannot load https://a.example/. Invalid HTTP status code 405",
            Chromium,
            "preflight-status-not-ok",
        ),
        (
            "Font from origin 'https://a.example' has been blocked from loading by Cross-Origin Resource Sharing policy: No 'Access-Control-Allow-Origin' header is present on the requested resource. Origin 'https://b.example' is therefore not allowed access.",
            Chromium,
            "allow-origin-missing",
        ),
        (
            "XMLHttpRequest cannot load file:///C:/data.json. Cross origin requests are only supported for protocol schemes: http, data, chrome, chrome-extension, https.",
            Chromium,
            "scheme-not-http",
        ),
        // Firefox until 2020, with plain quotation marks.
        (
            "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://a.example/. (Reason: missing token ‘content-type’ in CORS header ‘Access-Control-Allow-Headers’ from CORS preflight channel).",
            Firefox,
            "preflight-header-not-allowed",
        ),
        (
            "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://a.example/. (Reason: CORS preflight channel did not succeed).",
            Firefox,
            "preflight-status-not-ok",
        ),
        (
            "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://a.example/. (Reason: CORS header 'Access-Control-Allow-Origin' missing).",
            Firefox,
            "allow-origin-missing",
        ),
        (
            "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://a.example/. (Reason: CORS request failed).",
            Firefox,
            "network",
        ),
        // WebKit before it printed the status, and Chromium from the same time.
        (
            "XMLHttpRequest cannot load https://a.example/. Origin https://b.example is not allowed by Access-Control-Allow-Origin.",
            WebKit,
            "allow-origin-missing",
        ),
        (
            "Request header field X-Requested-With is not allowed by Access-Control-Allow-Headers.",
            WebKit,
            "preflight-header-not-allowed",
        ),
        (
            "Preflight response is not successful",
            WebKit,
            "preflight-status-not-ok",
        ),
        (
            "Failed to load resource: Origin https://b.example is not allowed by Access-Control-Allow-Origin. Status code: 200",
            WebKit,
            "allow-origin-missing",
        ),
    ] {
        let line = read(text);
        assert_eq!(
            (line.source, line.causes.first()),
            (browser, Some(&cause)),
            "{text}"
        );
        if text.contains("https://a.example/") {
            let url = [line.url, line.redirected_from];
            assert!(url.contains(&some("https://a.example/")), "{text}: {url:?}");
        }
        if text.contains("Origin 'https://b.example'") {
            assert_eq!(line.origin, some("https://b.example"), "{text}");
        }
    }
}

#[test]
fn a_line_without_a_reason_is_a_blocked_fetch_without_causes() {
    for (text, browser) in [
        (
            "Access to fetch at 'https://a.example/' from origin 'https://b.example' has been blocked by CORS policy",
            Source::Chromium,
        ),
        (
            "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://a.example/. This can be fixed by moving the resource to the same domain or enabling CORS.",
            Source::Firefox,
        ),
        (
            "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://a.example/. (Reason:",
            Source::Firefox,
        ),
        (
            "XMLHttpRequest cannot load https://a.example/ due to access control checks.",
            Source::WebKit,
        ),
    ] {
        let line = read(text);
        assert_eq!(
            (line.source, &line.causes[..]),
            (browser, &[][..]),
            "{text}"
        );
        assert_eq!(line.url, some("https://a.example/"), "{text}");
        assert_eq!((line.help(), line.mdn()), (None, None), "{text}");
    }
}

#[test]
fn pasted_lines_are_read() {
    let cause = |text: &str| read(text).causes;
    // With line breaks and quotation marks that a mail program added.
    let broken = "Access to fetch at 'https://a.example/x'\n  from origin 'https://b.example' has been blocked by CORS policy:\n  The 'Access-Control-Allow-Origin' header contains\n  multiple values '*, *', but only one is allowed.";
    assert_eq!(cause(broken)[0], "allow-origin-multiple");
    assert_eq!(read(broken).url, some("https://a.example/x"));
    // With typographic quotation marks in place of plain ones, and the reverse.
    assert_eq!(
        cause("No ‘Access-Control-Allow-Origin’ header is present on the requested resource."),
        ["allow-origin-missing"]
    );
    assert_eq!(
        cause("(Reason: expected 'true' in CORS header 'Access-Control-Allow-Credentials')")[0],
        "allow-credentials-not-true"
    );
    // Truncated.
    for end in ["…", "...", ""] {
        let cut = format!(
            "has been blocked by CORS policy: Method PATCH is not allowed by Access-Contr{end}"
        );
        let line = read(&cut);
        assert_eq!(line.causes, ["preflight-method-not-allowed"], "{cut}");
        assert_eq!(line.method, some("PATCH"), "{cut}");
    }
    let cut = read(
        "Access to fetch at 'https://a.example/' from origin 'https://b.example' has been blocked by CORS policy: The 'Access-Control-Allow-Origin' header has a value 'https://c.exa…",
    );
    assert_eq!(cut.causes, ["allow-origin-mismatch"]);
    assert_eq!(cut.value, None, "the value is truncated");
    // With half of Firefox's usual last line before the reason.
    let both = "(Reason: CORS request did not succeed). Status code: (null).\n(Reason: Did not find method in CORS header ‘Access-Control-Allow-Methods’).";
    assert_eq!(cause(both), ["preflight-method-not-allowed"]);
}

#[test]
fn a_header_that_pretends_to_be_a_sentence_is_a_value() {
    let line = read(
        "Access to fetch at 'https://a.example/' from origin 'https://b.example' has been blocked by CORS policy: The 'Access-Control-Allow-Origin' header contains the invalid value 'No 'Access-Control-Allow-Origin' header is present on the requested resource.'.",
    );
    assert_eq!(line.causes, ["allow-origin-mismatch"]);
    assert_eq!(line.origin, some("https://b.example"));
}

#[test]
fn the_help_uses_the_values_in_the_line() {
    let help = |text: &str| read(text).help().expect(text);
    assert!(help("Request header field x-trace is not allowed by Access-Control-Allow-Headers in preflight response.").starts_with("List `x-trace` in `Access-Control-Allow-Headers`"));
    assert!(
        help("Did not find method in CORS header ‘Access-Control-Allow-Methods’")
            .starts_with("List the method in")
    );
    assert!(help("Origin https://b.example is not allowed by Access-Control-Allow-Origin. Status code: 200").starts_with("Send `Access-Control-Allow-Origin: https://b.example`"));
    let mdn = read("Preflight response is not successful. Status code: 401").mdn();
    assert_eq!(
        mdn.as_deref(),
        Some(
            "https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS/Errors/CORSPreflightDidNotSucceed"
        )
    );
}

/// 125 kB of beginnings of sentences. If the time grew with the square of the
/// length, each of these would take minutes.
#[test]
fn hostile_text_takes_linear_time() {
    let beginnings = [
        "Method ",
        "Origin ",
        "Access to ",
        "Access to a at '",
        "The 'Access-Control-Allow-Origin' header has a value '",
        "The 'Access-Control-Allow-Origin' header contains multiple values '",
        "invalid token '",
        "(redirected from '",
        "Failed to load ",
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ",
        "Header Access-Control-Allow-Methods has an invalid value: ",
        "'",
        "\n",
        "‘",
        "é",
        ".",
        "the ",
        "cors ",
        "token:",
        "access.to.",
        "ERR_CERT_",
        "Failed to fetch… No Access-Control-Allow-Origin header… ",
        "CORS header ‘Access-Control-Allow-Origin’ does not match ",
        "原因：CORS 头缺少 ",
        "x: http://a (b: CORS ",
    ];
    let began = Instant::now();
    for beginning in beginnings {
        let _ = ConsoleLine::read(&beginning.repeat(125_000 / beginning.len()));
    }
    assert!(
        began.elapsed() < Duration::from_secs(60),
        "{:?}",
        began.elapsed()
    );
}

/// 125 kB of lines: those that are all different, those that the next line may complete, and
/// those that begin a transcript.
#[test]
fn hostile_consoles_take_linear_time() {
    let line = |index: usize| {
        [
            format!("{index:x}"),
            format!("[{index}] the request of module {index} took a few ms"),
            format!(
                "Access to fetch at 'https://a{index}.example/' from origin 'https://b.example' has been blocked by CORS policy"
            ),
            format!("Access to fetch at 'https://a{index}.example/'"),
            format!(
                "[Error] Fetch API cannot load https://a{index}.example/ due to access control checks."
            ),
            format!("> GET /{index} HTTP/1.1"),
            format!("< HTTP/1.1 200 {index}"),
            format!("a{index}: b"),
            "curl \\".to_owned(),
            "curl a\nHTTP/1.1 200 OK".to_owned(),
        ]
    };
    let began = Instant::now();
    for kind in 0..10 {
        let mut console = String::new();
        for index in 0.. {
            if console.len() > 125_000 {
                break;
            }
            console.push_str(&line(index)[kind]);
            console.push('\n');
        }
        let _ = ConsoleLine::read_all(&console);
    }
    assert!(
        began.elapsed() < Duration::from_secs(60),
        "{:?}",
        began.elapsed()
    );
}
