//! No request chooses the server that it reaches.

use crate::support::{PAGE, proxy, refused, response, status, upstream, values};

const ORIGIN: &str = "origin: http://localhost:5173";

#[test]
fn a_url_in_the_path_reaches_no_other_server() {
    let (server, other) = (upstream(&response(&[])), upstream(&response(&[])));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    for path in [
        format!("/{}/", other.url()),
        format!("//127.0.0.1:{}/", other.port),
        format!("/?url={}", other.url()),
        format!("/@127.0.0.1:{}/", other.port),
    ] {
        assert_eq!(status(&proxy.get(&path, &[ORIGIN])), "200", "{path}");
    }
    assert_eq!(other.received(), [""; 0]);
    let heads = server.received();
    assert_eq!(heads.len(), 4);
    for head in heads {
        assert_eq!(
            values(&head, "host"),
            [format!("127.0.0.1:{}", server.port)]
        );
    }
}

#[test]
fn an_absolute_request_target_reaches_no_other_server() {
    let (server, other) = (upstream(&response(&[])), upstream(&response(&[])));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let (own, other_host) = (proxy.host(), format!("127.0.0.1:{}", other.port));
    for target in [
        format!("http://{other_host}/secret"),
        format!("http://{own}@{other_host}/secret"),
        format!("http://{other_host}@{own}/secret"),
        format!("http://user:password@{own}/secret"),
        format!("https://{other_host}/secret"),
        format!("http://localhost:{}/secret", other.port),
    ] {
        // A `Host` of the proxy, and the one that belongs to the target.
        let reply = proxy.send(&format!("GET {target}"), &[ORIGIN]);
        assert_eq!(status(&reply), "403", "{target}: {reply}");
        let reply = proxy.send_bytes(&format!(
            "GET {target} HTTP/1.1\r\nhost: {other_host}\r\nconnection: close\r\n\r\n"
        ));
        assert_eq!(status(&reply), "403", "{target}: {reply}");
    }
    assert_eq!(other.received(), [""; 0]);
    assert_eq!(server.received(), [""; 0]);
    // The target of a request to the proxy itself.
    let reply = proxy.send(&format!("GET http://{own}/users?a=1"), &[ORIGIN]);
    assert_eq!(status(&reply), "200", "{reply}");
    let head = server.only();
    assert!(head.starts_with("GET /users?a=1 HTTP/1.1\r\n"), "{head}");
    assert_eq!(
        values(&head, "host"),
        [format!("127.0.0.1:{}", server.port)]
    );
}

#[test]
fn a_header_reaches_no_other_server() {
    let (server, other) = (upstream(&response(&[])), upstream(&response(&[])));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let other_host = format!("127.0.0.1:{}", other.port);
    for name in [
        "x-forwarded-host",
        "x-original-host",
        "x-original-url",
        "x-rewrite-url",
        "forwarded",
        "x-target-url",
        "target-url",
    ] {
        let value = match name {
            "forwarded" => format!("host={other_host}"),
            _ => other_host.clone(),
        };
        let reply = proxy.get("/", &[ORIGIN, &format!("{name}: {value}")]);
        assert_eq!(status(&reply), "200", "{name}: {reply}");
    }
    let heads = server.received();
    assert_eq!(heads.len(), 7);
    for head in heads {
        assert_eq!(
            values(&head, "host"),
            [format!("127.0.0.1:{}", server.port)]
        );
    }
    assert_eq!(other.received(), [""; 0]);
}

#[test]
fn connect_opens_no_tunnel() {
    let (server, other) = (upstream(&response(&[])), upstream(&response(&[])));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let target = format!("127.0.0.1:{}", other.port);
    let reply = proxy.send_bytes(&format!(
        "CONNECT {target} HTTP/1.1\r\nhost: {target}\r\nconnection: close\r\n\r\n"
    ));
    assert_eq!(status(&reply), "403", "{reply}");
    let host = proxy.host();
    let reply = proxy.send_bytes(&format!(
        "CONNECT {host} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
    ));
    assert_eq!(status(&reply), "403", "{reply}");
    assert!(
        reply.ends_with("the method CONNECT is not supported\n"),
        "{reply}"
    );
    // A trace repeats cookies that scripts must not read.
    assert_eq!(status(&proxy.send("TRACE /", &[ORIGIN])), "403");
    assert_eq!(other.received(), [""; 0]);
    assert_eq!(server.received(), [""; 0]);
}

#[test]
fn a_path_cannot_leave_the_path_of_the_upstream() {
    let server = upstream(&response(&[]));
    let proxy = proxy(&[&format!("{}/public", server.url()), "--allow-origin", PAGE]);
    for path in [
        "/../admin",
        "/%2e%2e/admin",
        "/a/..%2f..%2fadmin",
        "/..%5cadmin",
        "/..;/admin",
    ] {
        assert_eq!(status(&proxy.get(path, &[ORIGIN])), "403", "{path}");
    }
    assert_eq!(server.received(), [""; 0]);
    assert_eq!(status(&proxy.get("/a", &[ORIGIN])), "200");
    assert!(server.only().starts_with("GET /public/a HTTP/1.1\r\n"));
}

#[test]
fn a_redirect_to_another_server_is_not_followed() {
    let other = upstream(&response(&[]));
    let location = format!("location: {}/secret", other.url());
    let server = upstream(&response(&[&location]).replace("200 OK", "302 Found"));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let reply = proxy.get("/", &[ORIGIN]);
    assert_eq!(
        values(&reply, "location"),
        [format!("{}/secret", other.url())]
    );
    assert_eq!(other.received(), [""; 0]);
}

#[test]
fn the_proxy_is_not_its_own_upstream() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let local = format!("127.0.0.1:{port}");
    let all = format!("0.0.0.0:{port}");
    for (host, options) in [
        ("localhost", &["--listen", &*local][..]),
        ("127.0.0.1", &["--listen", &local]),
        ("[::1]", &["--listen", &local]),
        ("0.0.0.0", &["--listen", &local]),
        ("[::]", &["--listen", &local]),
        ("api.localhost", &["--listen", &local]),
        // Its requests would have a `Host` that the proxy serves.
        ("dev.test", &["--listen", &all, "--expose", "dev.test"]),
    ] {
        let url = format!("http://{host}:{port}");
        let server = [&*url, "--allow-origin", PAGE];
        let printed = refused(&[&server[..], options].concat());
        let start = format!("error: {url} is the proxy itself. Write ");
        assert!(printed.starts_with(&start), "{printed}");
    }
}
