//! Transcripts of curl: what is read of them.

use cors_browser::{ConsoleLine, Explanation, Fault, Kind, Source};

/// The names of the messages in a text.
fn names(text: &str) -> Vec<&'static str> {
    let name = |line: &ConsoleLine| match line.kind {
        Kind::Cors => line.causes.first().copied().unwrap_or("blocked"),
        Kind::LooksLikeCors(what) => what.name(),
        _ => "unknown",
    };
    let entries = ConsoleLine::read_all(text);
    entries
        .iter()
        .map(|entry| entry.line.as_ref().map_or("unknown", name))
        .collect()
}

/// What curl prints about the progress if its output is not a terminal.
const PROGRESS: &str = "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n\
    \u{20}                                Dload  Upload   Total   Spent    Left  Speed\n\
    \r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\n";

const ORIGIN: &str = "-H 'Origin: https://b.example'";

#[test]
fn the_progress_between_a_command_and_its_response_is_skipped() {
    for (option, status, expected) in [
        ("-i", "HTTP/1.1 200 OK", "no-origin"),
        ("-I", "HTTP/2 405", "no-origin"),
    ] {
        let text = format!("$ curl {option} https://a.example/\n{PROGRESS}{status}\nserver: a\n\n");
        assert_eq!(names(&text), [expected], "{text}");
    }
    let text = format!("$ curl -I {ORIGIN} https://a.example/\n{PROGRESS}HTTP/2 200\n\n");
    assert_eq!(names(&text), ["allow-origin-missing"]);
}

#[test]
fn a_command_is_read_after_the_prompts_of_other_shells() {
    for prompt in [
        "PS C:\\> ",
        "C:\\Users\\me>",
        "➜  ~ ",
        "❯ ",
        "user@host ~ % ",
        "> ",
    ] {
        let text = format!("{prompt}curl -I https://a.example/\nHTTP/1.1 200 OK\nServer: a\n");
        assert_eq!(names(&text), ["no-origin"], "{text}");
    }
    assert_eq!(names("Then I ran curl -I\nHTTP/1.1 200 OK\n"), ["unknown"]);
}

/// curl follows redirects that a page cannot read, and keeps `Origin` where a browser sends `null`.
#[test]
fn a_redirect_that_curl_followed_is_no_all_clear() {
    let origin = "Origin: https://b.example";
    let get = |host: &str| format!("> GET /me HTTP/1.1\n> Host: {host}\n> {origin}\n>\n");
    let moved = "< HTTP/1.1 301 Moved\n< Location: https://c.example/me\n<\n";
    let allowed = "< HTTP/1.1 200 OK\n< Access-Control-Allow-Origin: https://b.example\n<\n";
    let followed = [&get("a.example"), moved, &get("c.example"), allowed].concat();
    assert_eq!(names(&followed), ["redirected"]);
    let bare = format!(
        "$ curl -sLi {ORIGIN} https://a.example/me\n{}\n{}",
        moved.replace("< ", "").replace('<', ""),
        allowed.replace("< ", "").replace('<', "")
    );
    assert_eq!(names(&bare), ["redirected"]);
    let asks = "> Access-Control-Request-Method: PUT\n";
    let options = format!("> OPTIONS /me HTTP/1.1\n> {origin}\n{asks}>\n");
    let preflight = [&options, moved, &options, allowed].concat();
    assert_eq!(names(&preflight), ["preflight-redirect"]);
    // The second response is the same without a redirect before it.
    assert_eq!(names(&[&get("c.example"), allowed].concat()), ["allowed"]);
}

#[test]
fn a_redirect_is_no_response_that_a_page_reads() {
    let location = "Location: https://login.example/?next=%2F";
    for (command, response, expected) in [
        (
            "curl -i",
            format!("HTTP/1.1 302 Found\n{location}\n"),
            "redirected",
        ),
        ("curl -I", format!("HTTP/2 301\n{location}\n"), "redirected"),
        (
            "curl -i -H 'Origin: https://b.example'",
            format!("HTTP/1.1 307 Temporary Redirect\n{location}\n"),
            "redirected",
        ),
        (
            "curl -i -H 'Origin: https://b.example'",
            format!("HTTP/1.1 302 Found\n{location}\nAccess-Control-Allow-Origin: *\n"),
            "redirected",
        ),
        // The browser's fetch goes no further than the redirect, or with another origin.
        (
            "curl -iL -H 'Origin: https://b.example'",
            format!("HTTP/1.1 302 Found\n{location}\n\nHTTP/1.1 200 OK\n"),
            "redirected",
        ),
        (
            "curl -i",
            "HTTP/1.1 304 Not Modified\n".to_owned(),
            "no-origin",
        ),
        (
            "curl -i -X OPTIONS -H 'Origin: https://b.example' -H 'Access-Control-Request-Method: PUT'",
            format!("HTTP/1.1 302 Found\n{location}\n"),
            "preflight-redirect",
        ),
    ] {
        let text = format!("$ {command} https://a.example/\n{response}");
        assert_eq!(names(&text), [expected], "{text}");
    }
}

#[test]
fn a_preflight_that_is_allowed_is_fine() {
    let text = "* Connected to a.example (127.0.0.1) port 443\n> OPTIONS / HTTP/2\n\
        > Host: a.example\n> origin: https://b.example\n> access-control-request-method: PUT\n\
        > access-control-request-headers: x-a\n>\n< HTTP/2 204\n\
        < access-control-allow-origin: https://b.example\n< access-control-allow-methods: PUT\n\
        < access-control-allow-headers: X-A\n<\n* Connection #0 to host a.example left intact\n";
    assert_eq!(names(text), ["preflight-allowed"]);
    let explanation = Explanation::of("preflight-allowed").expect("it is explained");
    assert_eq!(explanation.fault(), Fault::Nothing);
    assert!(
        !explanation.fix().contains("the preflight:"),
        "{}",
        explanation.fix()
    );
}

#[test]
fn what_is_no_http_is_named() {
    for text in [
        "* Connected to 127.0.0.1 (127.0.0.1) port 8080 (#0)\n> GET / HTTP/1.1\n\
         > Host: 127.0.0.1:8080\n> User-Agent: curl/7.88.1\n> Accept: */*\n>\n\
         * Received HTTP/0.9 when not allowed\n* Closing connection 0\n\
         curl: (1) Received HTTP/0.9 when not allowed\n",
        "* Connected to 127.0.0.1 (127.0.0.1) port 80 (#0)\n} [5 bytes data]\n\
         * TLSv1.3 (OUT), TLS handshake, Client hello (1):\n\
         * OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number\n\
         * Closing connection 0\n\
         curl: (35) OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number\n",
        "curl: (35) error:1408F10B:SSL routines:ssl3_get_record:wrong version number",
        "curl: (35) schannel: next InitializeSecurityContext failed: SEC_E_INVALID_TOKEN (0x80090308)",
        "Client sent an HTTP request to an HTTPS server.",
        "<center>The plain HTTP request was sent to HTTPS port</center>",
        "Reason: You're speaking plain HTTP to an SSL-enabled server port.",
        "GET https://a.example/ net::ERR_INVALID_HTTP_RESPONSE",
    ] {
        assert_eq!(names(text), ["not-http"], "{text}");
    }
}

#[test]
fn the_version_of_curl_is_no_failure() {
    let transcript = |version: &str| {
        format!("> GET / HTTP/1.1\n> Host: a.example\n> User-Agent: curl/{version}\n>\n")
    };
    for version in ["7.88.1", "6.5", "8.5.0"] {
        assert_eq!(names(&transcript(version)), ["unknown"], "{version}");
    }
    for (text, expected) in [
        (
            "curl: (7) Failed to connect to a.example port 443: Connection refused",
            "connection",
        ),
        ("curl: (7) couldn't connect to host", "connection"),
        (
            "curl: (28) Operation timed out after 5000 milliseconds with 0 bytes received",
            "connection",
        ),
        (
            "curl: (28) Resolving timed out after 5000 milliseconds",
            "name-not-resolved",
        ),
        ("curl: (52) Empty reply from server", "connection"),
        (
            "curl: (56) Recv failure: Connection reset by peer",
            "connection",
        ),
        (
            "curl: (6) Couldn't resolve host 'a.example'",
            "name-not-resolved",
        ),
        (
            "curl: (60) SSL certificate problem: certificate has expired",
            "certificate-expired",
        ),
        (
            "curl: (60) SSL: no alternative certificate subject name matches target host name 'a.example'",
            "certificate-name",
        ),
    ] {
        assert_eq!(names(text), [expected], "{text}");
    }
}

#[test]
fn the_options_of_a_command_are_read_as_curl_reads_them() {
    for option in [
        "-sSH'Origin: https://b.example'",
        "-siHOrigin:https://b.example",
        "-H$'Origin: https://b.example'",
        "--header='Origin: https://b.example'",
        "-H ^\"Origin: https://b.example^\"",
        "-uadmin:XbdH -H 'Origin: https://b.example'",
        "-o X -H 'Origin: https://b.example'",
    ] {
        let text = format!("$ curl {option} https://a.example/\nHTTP/1.1 200 OK\nServer: a\n");
        let entries = ConsoleLine::read_all(&text);
        let line = entries.first().and_then(|entry| entry.line.as_ref());
        let line = line.unwrap_or_else(|| panic!("{text}"));
        assert_eq!(line.source, Source::Curl, "{text}");
        assert_eq!(line.origin.as_deref(), Some("https://b.example"), "{text}");
        assert_eq!(names(&text), ["allow-origin-missing"], "{text}");
    }
}

/// The commonest header after `content-type` is the one that `*` does not include.
#[test]
fn the_header_that_a_preflight_refuses_is_named() {
    let text = "> OPTIONS / HTTP/2\n> Host: a.example\n> origin: https://b.example\n\
        > access-control-request-method: GET\n\
        > access-control-request-headers: x-a,authorization\n>\n< HTTP/2 204\n\
        < access-control-allow-origin: https://b.example\n< access-control-allow-headers: *\n<\n";
    let line = ConsoleLine::read(text).expect("it is a transcript");
    assert_eq!(line.causes, ["preflight-header-not-allowed"]);
    assert_eq!(line.header.as_deref(), Some("authorization"));
    let explanation = line.explanation();
    let policy = explanation.policy_fix();
    assert_eq!(policy.as_deref(), Some("headers = [\"authorization\"]"));
    let fix = explanation.fix();
    assert!(fix.contains("`*` does not include it"), "{fix}");
}

/// A body is a part of the transcript, also one that is a log of a browser.
#[test]
fn the_words_of_a_browser_in_a_body_are_no_message() {
    let text = "$ curl -i -H 'Origin: https://b.example' https://a.example/log\nHTTP/1.1 200 OK\n\
        Access-Control-Allow-Origin: *\n\n\
        {\"log\":\"No 'Access-Control-Allow-Origin' header is present on the requested resource.\"}\n";
    assert_eq!(names(text), ["allowed"]);
}
