//! `--policy`: the policy of the server, for pages of development.

use std::fs;
use std::io::Write;

use crate::support::{
    PAGE, Proxy, eventually, proxy, read_until, response, scripted, upstream, values,
};

const ORIGIN: &str = "origin: http://localhost:5173";
const POLICY: &str = r#"
origins = ["https://app.example.com"]
methods = ["PUT"]
headers = ["x-a"]
credentials = true

[policies.public]
origins = "*"

[[routes]]
nest = "/public"
policy = "public"

[[routes]]
nest = "/private"
policy = "none"
"#;

fn allowed_methods(proxy: &Proxy, path: &str) -> String {
    let preflight = [ORIGIN, "access-control-request-method: PUT"];
    let reply = proxy.send(&format!("OPTIONS {path}"), &preflight);
    values(&reply, "access-control-allow-methods").join(",")
}

#[test]
fn the_page_gets_what_the_policy_allows() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    fs::write(&file, POLICY).expect("written");
    let server = upstream(&response(&["x-total: 1"]));
    let api = format!("/api={}", server.url());
    let proxy = proxy(&[
        "--page",
        "http://127.0.0.1:1",
        "--api",
        &api,
        "--allow-origin",
        PAGE,
        "--policy",
        file.to_str().expect("text"),
    ]);
    // The paths of the policy are those of the server.
    let reply = proxy.get("/api/users", &[ORIGIN]);
    assert_eq!(values(&reply, "access-control-allow-origin"), [PAGE]);
    assert_eq!(values(&reply, "access-control-allow-credentials"), ["true"]);
    assert!(
        values(&reply, "access-control-expose-headers").is_empty(),
        "{reply}"
    );
    let reply = proxy.get("/api/public/users", &[ORIGIN]);
    assert_eq!(values(&reply, "access-control-allow-origin"), [PAGE]);
    assert!(
        values(&reply, "access-control-allow-credentials").is_empty(),
        "{reply}"
    );
    let reply = proxy.get("/api/private/users", &[ORIGIN]);
    assert!(
        values(&reply, "access-control-allow-origin").is_empty(),
        "{reply}"
    );
    assert_eq!(allowed_methods(&proxy, "/api/users"), "PUT");
    assert_eq!(allowed_methods(&proxy, "/api/public/users"), "");
}

#[test]
fn a_saved_policy_applies_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    fs::write(&file, POLICY).expect("written");
    let server = scripted(|mut stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\none");
        std::thread::sleep(std::time::Duration::from_secs(2));
        let _ = stream.write_all(b"two");
    });
    let path = file.to_str().expect("text");
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--policy", path]);
    let mut page = proxy.connect();
    let request = proxy.request("GET /", &[ORIGIN]);
    page.write_all(request.as_bytes()).expect("sent");
    read_until(&mut page, "one");

    fs::write(&file, POLICY.replace("PUT", "PATCH")).expect("written");
    assert!(eventually(|| allowed_methods(&proxy, "/") == "PATCH"));
    proxy.wait_for("applies now");
    // The old policy still applies if the new one is wrong.
    fs::write(&file, POLICY.replace("PUT", "patch")).expect("written");
    proxy.wait_for("still applies");
    let line = proxy.wait_for("cors.toml:3:13: ");
    assert!(line.ends_with("; write \"PATCH\""), "{line}");
    assert_eq!(allowed_methods(&proxy, "/"), "PATCH");
    // Editors write a new file and rename it.
    let other = folder.path().join("other");
    fs::write(&other, POLICY.replace("PUT", "DELETE")).expect("written");
    fs::rename(&other, &file).expect("renamed");
    assert!(eventually(|| allowed_methods(&proxy, "/") == "DELETE"));
    // A stream that started before the changes continues.
    read_until(&mut page, "two");
}

/// The proxy read at most 1 MiB of the file when it looked for changes.
#[test]
fn a_long_policy_file_is_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    let long = format!("# {}\n{POLICY}", "x".repeat(3 << 19));
    fs::write(&file, &long).expect("written");
    let server = upstream(&response(&[]));
    let path = file.to_str().expect("text");
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--policy", path]);
    fs::write(&file, long.replace("PUT", "PATCH")).expect("written");
    assert!(eventually(|| allowed_methods(&proxy, "/") == "PATCH"));
}

/// The proxy printed the first problem only.
#[test]
fn every_problem_of_a_saved_policy_is_printed_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    fs::write(&file, POLICY).expect("written");
    let server = upstream(&response(&[]));
    let path = file.to_str().expect("text");
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--policy", path]);
    let wrong = POLICY
        .replace("\"PUT\"", "\"put\", \"patch\"")
        .replace("\"x-a\"", "\"a b\"");
    fs::write(&file, wrong).expect("written");
    for place in ["cors.toml:3:13: ", "cors.toml:3:20: ", "cors.toml:4:14: "] {
        proxy.wait_for(place);
    }
    assert_eq!(allowed_methods(&proxy, "/"), "PUT");
    // More than the time in which the proxy looks for changes.
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(proxy.printed().matches("cors.toml:").count(), 3);
    assert_eq!(proxy.printed().matches("still applies").count(), 1);
}

/// What an editor, a deployment or a mistake can make of the file.
#[test]
#[cfg(unix)]
fn a_policy_file_that_is_no_file_keeps_the_policy() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let file = path("cors.toml");
    let text = |method| format!("origins = [\"https://a.example\"]\nmethods = [\"{method}\"]\n");
    fs::write(&file, text("PUT")).expect("written");
    let server = upstream(&response(&[]));
    let name = file.to_str().expect("text");
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--policy", name]);

    fs::write(&file, "#".repeat(3 << 20)).expect("written");
    proxy.wait_for("is larger than 2 MiB");
    fs::remove_file(&file).expect("removed");
    proxy.wait_for("cors.toml cannot be read");
    // To open a named pipe would wait for ever.
    let pipe = std::process::Command::new("mkfifo").arg(&file).status();
    assert!(pipe.expect("mkfifo").success());
    proxy.wait_for("cors.toml is no regular file");
    fs::remove_file(&file).expect("removed");
    fs::create_dir(&file).expect("a folder");
    proxy.wait_for("cors.toml is a folder");
    fs::remove_dir(&file).expect("removed");
    fs::write(&file, b"origins = \xff").expect("written");
    proxy.wait_for("cors.toml is not a text in UTF-8");
    assert_eq!(allowed_methods(&proxy, "/"), "PUT");
    // The same text as before, which is a change from what was there.
    fs::write(&file, text("PUT")).expect("written");
    proxy.wait_for("cors.toml applies now");

    // Kubernetes replaces a link to the folder of the file.
    use std::os::unix::fs::symlink;
    for (version, method) in [("v1", "PATCH"), ("v2", "DELETE")] {
        fs::create_dir(path(version)).expect("a folder");
        fs::write(path(version).join("cors.toml"), text(method)).expect("written");
        symlink(version, path("new")).expect("a link");
        fs::rename(path("new"), path("data")).expect("renamed");
        if version == "v1" {
            fs::remove_file(&file).expect("removed");
            symlink("data/cors.toml", &file).expect("a link");
        }
        assert!(eventually(|| allowed_methods(&proxy, "/") == method));
    }
}

#[test]
fn the_origins_of_the_file_apply_without_an_option() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    fs::write(&file, "origins = [\"http://localhost:*\"]\n").expect("written");
    let server = upstream(&response(&[]));
    let path = file.to_str().expect("text");
    let proxy = proxy(&[&server.url(), "--policy", path, "--explain"]);
    let reply = proxy.get("/", &[ORIGIN]);
    assert_eq!(values(&reply, "access-control-allow-origin"), [PAGE]);
    let reply = proxy.get("/", &["origin: http://evil.example"]);
    assert!(reply.starts_with("HTTP/1.1 403 "), "{reply}");
    assert_eq!(server.received().len(), 1);
    // A preflight that the policy refuses has no request that could be explained.
    assert_eq!(allowed_methods(&proxy, "/users"), "");
    let line = proxy.wait_for("the policy does not allow");
    assert_eq!(line, "the policy does not allow PUT /users");
}
