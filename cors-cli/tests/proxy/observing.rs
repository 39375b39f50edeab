//! `--explain`, `--record` and `--write-policy`.

use std::fs;
use std::io::{Read, Write};

use crate::support::{PAGE, eventually, proxy, refused, response, scripted, status, upstream};

const ORIGIN: &str = "origin: http://localhost:5173";

#[test]
fn it_says_what_browsers_would_say_to_the_upstream() {
    let allowed = "access-control-allow-origin: http://localhost:5173";
    let server = scripted(move |mut stream, head| {
        let answer = match head.split(' ').take(2).collect::<Vec<_>>()[..] {
            // The upstream allows PUT, but not the header.
            ["OPTIONS", _] => response(&[allowed, "access-control-allow-methods: PUT"]),
            ["GET", "/open"] => response(&[allowed]),
            _ => response(&[]),
        };
        let _ = stream.write_all(answer.as_bytes());
    });
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--explain"]);
    proxy.get("/open", &[ORIGIN]);
    let line = proxy.wait_for("readable in");
    assert!(line.contains("Chromium, Firefox, WebKit"), "{line}");
    proxy.get("/closed", &[ORIGIN]);
    proxy.wait_for("has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header");
    proxy.wait_for("Cross-Origin Request Blocked");
    let preflight = [
        ORIGIN,
        "access-control-request-method: PUT",
        "access-control-request-headers: x-a",
    ];
    assert_eq!(status(&proxy.send("OPTIONS /open", &preflight)), "204");
    assert_eq!(status(&proxy.send("PUT /open", &[ORIGIN, "x-a: 1"])), "200");
    proxy.wait_for("Request header field x-a is not allowed by Access-Control-Allow-Headers");
}

/// The address of a redirect was printed with its password.
#[test]
fn an_explanation_has_no_secrets() {
    for location in [
        "http://user:topsecret@a.test/next?token=topsecret",
        "http://a.test/next?code=topsecret",
        "/next#access_token=topsecret",
        "ftp://user:topsecret@a.test/next",
    ] {
        let lines = [
            "access-control-allow-origin: http://localhost:5173",
            &format!("location: {location}"),
        ];
        let server = upstream(&response(&lines).replace("200 OK", "302 Found"));
        let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--explain"]);
        let reply = proxy.get("/users?key=topsecret", &[ORIGIN]);
        assert_eq!(status(&reply), "302", "{reply}");
        proxy.wait_for("/next");
        assert!(
            !proxy.printed().contains("topsecret"),
            "{}",
            proxy.printed()
        );
    }
}

#[test]
fn a_recording_is_a_har_file_without_secrets() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("session.har");
    // The file of an earlier session that others could read.
    let earlier = "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"cors proxy\",\
                   \"version\":\"0.1.0\"},\"entries\":[\nsecret\n]}}\n";
    fs::write(&file, earlier).expect("written");
    let server = upstream(&response(&[
        "set-cookie: sid=Zm9v",
        "location: http://a.test/?code=Zm9v",
        "location: http://u:Zm9v@a.test/",
        "content-location: //u:Zm9v@a.test/",
        "x-next: http://a.test/?page=2&token=Zm9v",
        "access-control-allow-origin: *",
    ]));
    let mut opened = fs::File::open(&file).expect("a file");
    let path = file.to_str().expect("text");
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--record", path]);
    let secrets = ["authorization: Bearer Zm9v", "x-api-key: Zm9v", ORIGIN];
    proxy.get("/users?page=2&access_token=Zm9v", &secrets);
    proxy.send(
        "POST /login",
        &[ORIGIN, "content-length: 4"].map(|line| line),
    );
    assert!(eventually(
        || fs::read_to_string(&file).is_ok_and(|text| text.contains("/users"))
    ));
    let text = fs::read_to_string(&file).expect("text");
    assert!(!text.contains("Zm9v") && !text.contains("secret"), "{text}");
    let har: har::Har = serde_json::from_str(&text).expect("a HAR file");
    let har::Spec::V1_2(log) = har.log else {
        panic!("version 1.2");
    };
    let entry = &log.entries[0];
    assert_eq!(
        entry.request.url,
        format!("{}/users?page=2&access_token=redacted", server.url())
    );
    let mut lines = entry.response.headers.iter();
    assert!(lines.any(|line| line.name == "access-control-allow-origin" && line.value == "*"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        // A program that had opened the earlier file does not see the new one.
        let mut text = String::new();
        opened.read_to_string(&mut text).expect("text");
        assert_eq!(text, earlier);
    }
}

#[test]
fn a_recording_replaces_nothing_but_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("target");
    fs::write(&target, "precious").expect("written");
    let link = folder.path().join("link.har");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&target, &link).expect("a link");
    #[cfg(not(unix))]
    fs::create_dir(&link).expect("a folder");
    let path = link.to_str().expect("text");
    let printed = refused(&["http://a.test", "--allow-origin", PAGE, "--record", path]);
    let reason = "no recording of an earlier session";
    assert!(printed.contains(reason), "{printed}");
    assert_eq!(fs::read_to_string(&target).expect("text"), "precious");
    // A file with this name that is no recording.
    for text in [
        "My diary",
        "",
        "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"Firefox\"}}}",
    ] {
        let diary = folder.path().join("diary.har");
        fs::write(&diary, text).expect("written");
        let path = diary.to_str().expect("text");
        let printed = refused(&["http://a.test", "--allow-origin", PAGE, "--record", path]);
        assert!(printed.contains(reason), "{printed}");
        assert_eq!(fs::read_to_string(&diary).expect("text"), text);
    }
}

#[test]
fn the_proposed_policy_is_the_smallest_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    let path = file.to_str().expect("text");
    let server = upstream(&response(&["x-total: 7"]));
    let proxy = proxy(&[
        &server.url(),
        "--allow-origin",
        PAGE,
        "--credentials",
        "--write-policy",
        path,
    ]);
    let ask = |origin: &str, method: &str, headers: &str| {
        let method = format!("access-control-request-method: {method}");
        let headers = format!("access-control-request-headers: {headers}");
        proxy.send("OPTIONS /users", &[origin, &method, &headers]);
    };
    ask(ORIGIN, "PUT", "content-type,x-a");
    proxy.send(
        "PUT /users",
        &[ORIGIN, "x-a: 1", "content-type: application/json"],
    );
    // Pages of another origin need nothing, and neither does a request whose preflight is
    // missing.
    ask("origin: https://evil.example", "PATCH", "x-evil");
    proxy.send(
        "PATCH /users",
        &["origin: https://evil.example", "x-evil: 1"],
    );
    proxy.send("POST /users", &[ORIGIN, "x-not-asked: 1"]);
    let text = fs::read_to_string(&file).expect("a file");
    assert!(text.contains("methods = [\"PUT\"]"), "{text}");
    assert!(
        text.contains("headers = [\"content-type\", \"x-a\"]"),
        "{text}"
    );
    assert!(text.contains("# expose_headers = [\"x-total\"]"), "{text}");
    for absent in ["evil", "PATCH", "not-asked", "localhost", "credentials"] {
        assert!(!text.contains(absent), "{absent} in {text}");
    }
    // The user must write the origins.
    let config: cors_engine::Config = toml::from_str(&text).expect("TOML");
    let problems = config.build().expect_err("no origins");
    assert_eq!(problems[0].rule, cors_engine::Rule::OriginsMissing);
    let filled = text.replace("origins = []", "origins = [\"https://app.example.com\"]");
    let config: cors_engine::Config = toml::from_str(&filled).expect("TOML");
    config.build().expect("a policy");
}

/// The policy that the proxy has written to a file, with the origins of the user.
fn proposed(file: &std::path::Path) -> cors_engine::Policy {
    let text = fs::read_to_string(file).expect("a file");
    let filled = text.replace("origins = []", "origins = [\"https://app.example.com\"]");
    let config: cors_engine::Config = toml::from_str(&filled).expect("TOML");
    config.build().expect("a policy")
}

#[test]
fn a_granted_preflight_is_a_need_if_its_request_never_comes() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("proposed.toml");
    let path = file.to_str().expect("text");
    let server = upstream(&response(&[]));
    let proxy = proxy(&[
        &server.url(),
        "--allow-origin",
        PAGE,
        "--write-policy",
        path,
    ]);
    for (method, headers) in [("DELETE", "x-b"), ("GET", "authorization,x-a")] {
        let method = format!("access-control-request-method: {method}");
        let headers = format!("access-control-request-headers: {headers}");
        let reply = proxy.send("OPTIONS /users", &[ORIGIN, &method, &headers]);
        assert_eq!(status(&reply), "204", "{reply}");
    }
    let policy = proposed(&file);
    assert_eq!(policy.methods().collect::<Vec<_>>(), ["DELETE"]);
    let headers: Vec<_> = policy.headers().collect();
    assert_eq!(headers, ["authorization", "x-a", "x-b"]);
    assert!(!policy.credentials());
    assert_eq!(server.received(), [""; 0]);
}

#[test]
fn what_the_proxy_did_not_grant_is_no_need() {
    let folder = tempfile::tempdir().expect("a folder");
    let (cors, file) = (
        folder.path().join("cors.toml"),
        folder.path().join("proposed.toml"),
    );
    let text = "origins = [\"https://app.example.com\"]\nmethods = [\"PUT\"]\nheaders = [\"x-a\"]\n\
                [[routes]]\nnest = \"/private\"\npolicy = \"none\"\n";
    fs::write(&cors, text).expect("written");
    let (cors, path) = (cors.to_str().expect("text"), file.to_str().expect("text"));
    let server = upstream(&response(&["x-total: 7"]));
    let files = ["--policy", cors, "--write-policy", path];
    let proxy = proxy(&[&[&*server.url(), "--allow-origin", PAGE], &files[..]].concat());
    let ask = |path: &str, method: &str, headers: &str| {
        let method = format!("access-control-request-method: {method}");
        let headers = format!("access-control-request-headers: {headers}");
        proxy.send(&format!("OPTIONS {path}"), &[ORIGIN, &method, &headers]);
    };
    ask("/", "DELETE", "x-a");
    ask("/", "PUT", "x-a,x-b");
    ask("/private", "PUT", "x-a");
    // The page cannot read these responses.
    proxy.get("/private", &[ORIGIN]);
    proxy.get("/", &[ORIGIN, "cookie: a=1"]);
    proxy.get("/", &[ORIGIN, "sec-fetch-mode: no-cors"]);
    proxy.get("/", &[]);
    let text = fs::read_to_string(&file).expect("a file");
    assert!(
        text.ends_with("origins = []  # such as [\"https://app.example.com\"]\n"),
        "{text}"
    );
    proxy.get("/", &[ORIGIN, "sec-fetch-mode: cors"]);
    ask("/", "PUT", "x-a");
    let policy = proposed(&file);
    assert_eq!(policy.methods().collect::<Vec<_>>(), ["PUT"]);
    assert_eq!(policy.headers().collect::<Vec<_>>(), ["x-a"]);
    let text = fs::read_to_string(&file).expect("a file");
    assert!(text.contains("# expose_headers = [\"x-total\"]"), "{text}");
}

#[test]
fn cookies_need_credentials() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("proposed.toml");
    let path = file.to_str().expect("text");
    let server = upstream(&response(&[]));
    let arguments = [
        "--allow-origin",
        PAGE,
        "--credentials",
        "--write-policy",
        path,
    ];
    let proxy = proxy(&[&[&*server.url()], &arguments[..]].concat());
    proxy.get("/", &[ORIGIN]);
    assert!(!proposed(&file).credentials());
    proxy.get("/", &[ORIGIN, "cookie: a=1"]);
    assert!(proposed(&file).credentials());
}

#[test]
fn an_existing_policy_is_not_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    fs::write(&file, "origins = \"*\"").expect("written");
    let path = file.to_str().expect("text");
    let server = ["http://127.0.0.1:1", "--allow-origin", PAGE];
    let printed = refused(&[&server[..], &["--write-policy", path]].concat());
    assert!(
        printed.ends_with("Write the name of a new file\n"),
        "{printed}"
    );
    assert_eq!(fs::read_to_string(&file).expect("text"), "origins = \"*\"");
    // The file would be TOML under the name of another format.
    let json = folder.path().join("cors.json");
    let path = json.to_str().expect("text");
    let printed = refused(&[&server[..], &["--write-policy", path]].concat());
    assert!(
        printed.ends_with("Write a name such as cors.toml\n"),
        "{printed}"
    );
    assert!(!json.exists());
}

/// The file listed whatever a page had asked for: `*`, `patch`, names that browsers keep to
/// themselves.
#[test]
fn the_proposed_policy_has_only_what_a_policy_can_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("proposed.toml");
    let path = file.to_str().expect("text");
    let server = upstream(&response(&["origin: x", "set-cookie2: x", "etag: \"x\""]));
    for credentials in [&[][..], &["--credentials"]] {
        let _ = fs::remove_file(&file);
        let options = ["--allow-origin", PAGE, "--write-policy", path];
        let proxy = proxy(&[&[&*server.url()], &options[..], credentials].concat());
        for (method, headers) in [
            ("*", "*, x-a, cookie, proxy-x"),
            ("GET", "a\tb"),
            ("patch", "Authorization"),
            ("TRACE", "Accept"),
            ("\"x", "x-\u{fc}"),
            ("FOO", ""),
        ] {
            let method = format!("access-control-request-method: {method}");
            let headers = format!("access-control-request-headers: {headers}");
            let reply = proxy.send("OPTIONS /", &[ORIGIN, &method, &headers]);
            assert_eq!(status(&reply), "204", "{reply}");
        }
        proxy.get("/", &[ORIGIN]);
        let policy = proposed(&file);
        assert_eq!(policy.methods().collect::<Vec<_>>(), ["FOO"]);
        let headers: Vec<_> = policy.headers().collect();
        assert_eq!(headers, ["accept", "authorization", "x-a"]);
        let text = fs::read_to_string(&file).expect("a file");
        assert!(text.contains("# expose_headers = [\"etag\"]\n"), "{text}");
        assert!(
            text.contains("\n# method patch: methods are case-sensitive"),
            "{text}"
        );
        // `cors check` accepts the file with every line that the user may complete.
        let filled = text
            .replace("origins = []", "origins = [\"https://app.example.com\"]")
            .replace("# expose_headers", "expose_headers");
        fs::write(&file, filled).expect("written");
        let check = assert_cmd::Command::new(env!("CARGO_BIN_EXE_cors"))
            .args(["check", path])
            .assert();
        check.success();
    }
}

/// Browsers compare methods byte for byte.
#[test]
fn a_method_in_another_case_is_not_granted() {
    let folder = tempfile::tempdir().expect("a folder");
    let (cors, file) = (
        folder.path().join("cors.toml"),
        folder.path().join("proposed.toml"),
    );
    let policy = "origins = [\"https://app.example.com\"]\nmethods = [\"PATCH\"]\n";
    fs::write(&cors, policy).expect("written");
    let (cors, path) = (cors.to_str().expect("text"), file.to_str().expect("text"));
    let server = upstream(&response(&[]));
    let files = ["--policy", cors, "--write-policy", path, "--explain"];
    let proxy = proxy(&[&[&*server.url(), "--allow-origin", PAGE], &files[..]].concat());
    let preflight = [ORIGIN, "access-control-request-method: patch"];
    proxy.send("OPTIONS /users", &preflight);
    proxy.wait_for("the policy does not allow patch /users");
    let text = fs::read_to_string(&file).expect("a file");
    assert!(!text.contains("patch"), "{text}");
}

#[test]
fn what_the_user_writes_into_the_proposed_policy_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    let path = file.to_str().expect("text");
    let server = upstream(&response(&[]));
    let options = ["--allow-origin", PAGE, "--write-policy", path];
    let proxy = proxy(&[&[&*server.url()], &options[..]].concat());
    let text = fs::read_to_string(&file).expect("a file");
    let filled = text.replace("origins = []", "origins = [\"https://app.example.com\"]");
    fs::write(&file, &filled).expect("written");
    for _ in 0..2 {
        let preflight = [ORIGIN, "access-control-request-method: PUT"];
        assert_eq!(status(&proxy.send("OPTIONS /", &preflight)), "204");
    }
    assert_eq!(fs::read_to_string(&file).expect("a file"), filled);
    proxy.wait_for("does not write it any more");
    assert_eq!(proxy.printed().matches("any more").count(), 1);
}

/// A browser waits longer than `--timeout`, and may accept a larger head.
#[test]
fn a_limit_of_the_proxy_is_no_verdict_of_a_browser() {
    let server = scripted(|mut stream, head| {
        if head.starts_with("GET /slow") {
            std::thread::sleep(std::time::Duration::from_secs(3));
        }
        let line = format!("x-a: {}", "a".repeat(1_000_000));
        let _ = stream.write_all(response(&[&line]).as_bytes());
    });
    let options = ["--allow-origin", PAGE, "--timeout", "1", "--explain"];
    let proxy = proxy(&[&[&*server.url()], &options[..]].concat());
    assert_eq!(status(&proxy.get("/slow", &[ORIGIN])), "504");
    let line = proxy.wait_for("without the proxy: unknown");
    assert!(line.contains("took longer than 1 s"), "{line}");
    assert_eq!(status(&proxy.get("/large", &[ORIGIN])), "502");
    proxy.wait_for("without the proxy: unknown, because the head of the response is too large");
    let printed = proxy.printed();
    assert!(!printed.contains("blocked"), "{printed}");
}

/// With `*`, a page with credentials cannot read the response, whether it has cookies or not.
#[test]
fn a_page_that_may_send_cookies_is_explained_with_credentials() {
    let server = upstream(&response(&["access-control-allow-origin: *"]));
    let options = ["--allow-origin", PAGE, "--credentials", "--explain"];
    let proxy = proxy(&[&[&*server.url()], &options[..]].concat());
    proxy.get("/", &[ORIGIN]);
    proxy.wait_for("for a page at http://localhost:5173 with credentials");
    proxy.wait_for("blocked in Chromium, allow-origin-wildcard-with-credentials");
}

#[test]
fn a_redirect_to_another_origin_is_explained_with_its_origin() {
    let lines = [
        "access-control-allow-origin: *",
        "location: https://login.example/a",
    ];
    let server = upstream(&response(&lines).replace("200 OK", "302 Found"));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--explain"]);
    proxy.get("/", &[ORIGIN]);
    let line = proxy.wait_for("follows the redirect to https://login.example/a");
    assert!(line.contains("with `Origin: null`"), "{line}");
}

#[test]
fn what_the_policy_refuses_is_printed_without_an_option() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    let policy = "origins = [\"https://app.example.com\"]\nmethods = [\"PATCH\"]\n";
    fs::write(&file, policy).expect("written");
    let file = file.to_str().expect("text");
    let proxy = proxy(&[
        "http://127.0.0.1:1",
        "--allow-origin",
        PAGE,
        "--policy",
        file,
    ]);
    let preflight = [ORIGIN, "access-control-request-method: PUT"];
    proxy.send("OPTIONS /users", &preflight);
    proxy.wait_for("the policy does not allow PUT /users");
}

/// The name of a header or of a path says nothing about these secrets.
#[test]
fn a_recording_has_no_secret_without_a_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("session.har");
    let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ0b3BzZWNyZXQifQ.c2lnbmF0dXJl";
    let server = upstream(&response(&[
        "x-debug: sid=topsecret; Bearer topsecret",
        &format!("x-foo: {token}"),
        &format!("location: /reset/{token}"),
    ]));
    let path = file.to_str().expect("text");
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--record", path]);
    let header = format!("x-bar: {token}");
    proxy.get(&format!("/reset/{token}?next={token}"), &[ORIGIN, &header]);
    let text = || fs::read_to_string(&file).unwrap_or_default();
    assert!(eventually(|| text().contains("x-debug")), "{}", text());
    let text = text();
    for secret in ["topsecret", "eyJ"] {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(text.contains("/reset/redacted?next=redacted"), "{text}");
}
