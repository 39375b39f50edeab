//! Cookies and addresses of the upstream at `localhost`.

use crate::support::{PAGE, Proxy, Upstream, proxy, response, status, upstream, values};

const ORIGIN: &str = "origin: http://localhost:5173";

fn start(headers: &[&str]) -> (Upstream, Proxy) {
    let server = upstream(&response(headers));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--credentials"]);
    (server, proxy)
}

/// The name and value that the browser keeps.
fn pair(line: &str) -> String {
    line.split(';').next().unwrap_or_default().to_owned()
}

#[test]
fn a_cookie_works_on_localhost() {
    let (server, proxy) = start(&[
        "set-cookie: sid=1; Domain=127.0.0.1; Path=/; Secure; HttpOnly; SameSite=None; Partitioned",
        "set-cookie: __Host-b=2; Path=/; Secure; HttpOnly",
    ]);
    let reply = proxy.get("/", &[ORIGIN]);
    let lines = values(&reply, "set-cookie");
    assert_eq!(lines.len(), 2, "{lines:?}");
    for line in &lines {
        let line = line.to_ascii_lowercase();
        for attribute in ["domain", "secure", "partitioned", "samesite=none"] {
            assert!(!line.contains(attribute), "{line}");
        }
    }
    assert!(lines[0].ends_with("SameSite=Lax"), "{lines:?}");
    // Browsers keep `__Host-` for secure cookies.
    assert!(!lines[1].starts_with("__"), "{lines:?}");
    let cookie = format!("cookie: {}; {}", pair(lines[0]), pair(lines[1]));
    proxy.get("/", &[ORIGIN, &cookie]);
    assert_eq!(
        values(&server.received()[1], "cookie"),
        ["sid=1; __Host-b=2"]
    );
}

#[test]
fn same_site_is_never_weaker() {
    for (set, expected) in [
        ("Strict", "SameSite=Strict"),
        ("Lax", "SameSite=Lax"),
        ("None; Secure", "SameSite=Lax"),
    ] {
        let (_server, proxy) = start(&[&format!("set-cookie: a=1; HttpOnly; SameSite={set}")]);
        let reply = proxy.get("/", &[ORIGIN]);
        let lines = values(&reply, "set-cookie");
        assert!(lines[0].contains(expected), "{lines:?}");
    }
}

#[test]
fn cookies_are_kept_apart_by_upstream() {
    let first = upstream(&response(&["set-cookie: sid=first; Path=/; HttpOnly"]));
    let second = upstream(&response(&["set-cookie: sid=second; Path=/; HttpOnly"]));
    let apis = [
        format!("/a={}", first.url()),
        format!("/b={}", second.url()),
    ];
    let proxy = proxy(&["--page", &first.url(), "--api", &apis[0], "--api", &apis[1]]);
    let replies = [proxy.get("/a", &[]), proxy.get("/b", &[])];
    let jar: Vec<String> = replies
        .iter()
        .flat_map(|reply| values(reply, "set-cookie"))
        .map(pair)
        .collect();
    assert_eq!(jar.len(), 2);
    assert_ne!(
        jar[0].split('=').next(),
        jar[1].split('=').next(),
        "{jar:?}"
    );
    // `other` is a cookie of another program at another port of localhost.
    let cookie = format!("cookie: {}; {}; other=secret", jar[0], jar[1]);
    proxy.get("/a", &[&cookie]);
    proxy.get("/b", &[&cookie]);
    assert_eq!(values(&first.received()[1], "cookie"), ["sid=first"]);
    assert_eq!(values(&second.received()[1], "cookie"), ["sid=second"]);
    proxy.get("/b", &["cookie: other=secret", "cookie: sid=second"]);
    assert!(values(&second.received()[2], "cookie").is_empty());
}

#[test]
fn a_script_finds_its_cookie_by_name() {
    let (server, proxy) = start(&["set-cookie: XSRF-TOKEN=t; Path=/"]);
    let reply = proxy.get("/", &[ORIGIN]);
    let jar: Vec<String> = values(&reply, "set-cookie").into_iter().map(pair).collect();
    assert!(jar.contains(&"XSRF-TOKEN=t".to_owned()), "{jar:?}");
    proxy.get("/", &[&format!("cookie: {}", jar.join("; "))]);
    assert_eq!(values(&server.received()[1], "cookie"), ["XSRF-TOKEN=t"]);
}

/// The copy for scripts had the name that the attacker chose, such as that of a cookie of
/// another upstream.
#[test]
fn no_upstream_sets_a_cookie_of_another_one() {
    let victim = upstream(&response(&["set-cookie: sid=own; HttpOnly"]));
    let first = proxy(&[&victim.url(), "--allow-origin", PAGE, "--credentials"]);
    let reply = first.get("/", &[ORIGIN]);
    let own = pair(values(&reply, "set-cookie")[0]);
    let (name, _) = own.split_once('=').expect("a cookie");
    for line in [
        "NAME=evil",
        "=NAME=evil",
        " = NAME=evil",
        "NAME",
        "=NAME",
        "NAME =evil",
    ] {
        let line = format!("set-cookie: {}; Path=/", line.replace("NAME", name));
        let (_server, proxy) = start(&[&line]);
        let reply = proxy.get("/", &[ORIGIN]);
        // What a browser sends: of a cookie without a name, the value.
        let jar = values(&reply, "set-cookie").into_iter().map(pair);
        let jar: Vec<String> = jar
            .map(|pair| pair.trim_start_matches(['=', ' ']).to_owned())
            .collect();
        assert!(!jar.is_empty(), "{reply}");
        first.get("/", &[ORIGIN, &format!("cookie: {}", jar.join("; "))]);
        let heads = victim.received();
        let head = heads.last().expect("a request");
        assert!(values(head, "cookie").is_empty(), "{line}: {head}");
    }
}

#[test]
fn a_cookie_for_another_site_is_dropped() {
    let (_server, proxy) = start(&[
        "set-cookie: a=1; Domain=example.com",
        "set-cookie: a=1; Domain=0.0.1",
        "set-cookie: a=1; Domain=1",
        "set-cookie: a=1; Domain=127.0.0.1; Domain=evil.example",
        "set-cookie: a=1; domain = .evil.example",
        "set-cookie: b=2; HttpOnly",
    ]);
    let reply = proxy.get("/", &[ORIGIN]);
    let lines = values(&reply, "set-cookie");
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("b=2"));
}

#[test]
fn a_redirect_to_the_upstream_leads_to_the_proxy() {
    let answer = |location: &str| {
        response(&[&format!("location: {location}")]).replace("200 OK", "302 Found")
    };
    for (location, expected) in [
        ("UPSTREAM/v1/login?next=%2F#top", "/api/login?next=%2F#top"),
        ("/v1/login", "/api/login"),
        ("login", "/api/login"),
        ("?page=2", "/api/users?page=2"),
        ("UPSTREAM/elsewhere", "UPSTREAM/elsewhere"),
        // At the proxy, the path is one of the page.
        ("/elsewhere", "UPSTREAM/elsewhere"),
        (
            "https://id.example/authorize",
            "https://id.example/authorize",
        ),
        ("//id.example/authorize", "//id.example/authorize"),
        // Servers write these, and they would lead past the proxy or to another server.
        ("UPSTREAM/v1/m\u{fc}nchen", "/api/m%C3%BCnchen"),
        ("UPSTREAM//v1/login", "UPSTREAM//v1/login"),
        ("UPSTREAM/v1//id.example/login", "/api//id.example/login"),
        ("UPSTREAM/v1/x\\..\\login", "/api/login"),
        ("\\\\id.example\\authorize", "\\\\id.example\\authorize"),
    ] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let text = answer(&location.replace("UPSTREAM", &url));
        std::thread::spawn(move || {
            use std::io::{Read, Write};
            let (mut stream, _) = listener.accept().expect("a connection");
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(text.as_bytes());
        });
        let api = format!("/api={url}/v1");
        let proxy = proxy(&["--page", "http://127.0.0.1:1", "--api", &api]);
        let reply = proxy.get("/api/users", &[]);
        assert_eq!(status(&reply), "302");
        assert_eq!(
            values(&reply, "location"),
            [expected.replace("UPSTREAM", &url)]
        );
    }
}

#[test]
fn a_page_of_the_proxy_has_the_origin_of_the_upstream() {
    let page = upstream(&response(&[]));
    let api = upstream(&response(&[]));
    let mount = format!("/api={}/v1", api.url());
    let proxy = proxy(&["--page", &page.url(), "--api", &mount]);
    let own = format!("http://localhost:{}", proxy.port);
    let headers = [format!("origin: {own}"), format!("referer: {own}/list")];
    let reply = proxy.send("POST /api/users", &[&headers[0], &headers[1]]);
    assert_eq!(status(&reply), "200");
    let head = api.only();
    assert!(head.starts_with("POST /v1/users "), "{head}");
    assert_eq!(values(&head, "origin"), [api.url()]);
    assert_eq!(values(&head, "referer"), [format!("{}/list", api.url())]);
    assert_eq!(page.received(), [""; 0]);
    // GET requests of the page have no `Origin`.
    for (referer, expected) in [
        (format!("{own}/list"), format!("{}/list", api.url())),
        (
            format!("{own}@evil.example/"),
            format!("{own}@evil.example/"),
        ),
        (
            format!("http://localhost:{}0/", proxy.port),
            format!("http://localhost:{}0/", proxy.port),
        ),
    ] {
        let reply = proxy.get("/api/users", &[&format!("referer: {referer}")]);
        assert_eq!(status(&reply), "200");
        let heads = api.received();
        let head = heads.last().expect("a request");
        assert_eq!(values(head, "referer"), [expected]);
        assert!(values(head, "origin").is_empty(), "{head}");
    }
    // The same page at another name of the proxy is another origin.
    let reply = proxy.send(
        "POST /api/users",
        &[&format!("origin: http://127.0.0.1:{}", proxy.port)],
    );
    assert_eq!(status(&reply), "403");
}

#[test]
fn the_upstream_sees_the_origin_that_the_user_wants() {
    let server = upstream(&response(&[]));
    let arguments = [
        "--allow-origin",
        PAGE,
        "--send-origin",
        "https://app.example.com",
    ];
    let proxy = proxy(&[&[&*server.url()], &arguments[..]].concat());
    let reply = proxy.get("/", &[ORIGIN]);
    assert_eq!(
        values(&server.only(), "origin"),
        ["https://app.example.com"]
    );
    assert_eq!(values(&reply, "access-control-allow-origin"), [PAGE]);
}

#[test]
fn a_redirect_with_a_password_leads_to_the_proxy_without_it() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let host = listener.local_addr().expect("an address").to_string();
    drop(listener);
    // The root of the upstream is that of the proxy: a path must not become a host.
    for (location, expected) in [
        ("http://u:p@UPSTREAM/login", "/login"),
        ("http://UPSTREAM//id.example/login", "/id.example/login"),
        ("/..//id.example/login", "/id.example/login"),
        ("http:\\\\UPSTREAM\\\\id.example", "/id.example"),
        ("http://UPSTREAM\\@id.example/", "/@id.example/"),
    ] {
        let listener = std::net::TcpListener::bind(&host).expect("the port");
        let answer = response(&[&format!(
            "location: {}",
            location.replace("UPSTREAM", &host)
        )]);
        let answer = answer.replace("200 OK", "302 Found");
        let thread = std::thread::spawn(move || {
            use std::io::{Read, Write};
            let (mut stream, _) = listener.accept().expect("a connection");
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer.as_bytes());
        });
        let proxy = proxy(&[&format!("http://{host}"), "--allow-origin", PAGE]);
        let reply = proxy.get("/", &[ORIGIN]);
        assert_eq!(values(&reply, "location"), [expected], "{location}");
        thread.join().expect("no panic");
    }
}

#[test]
fn a_cookie_for_all_paths_reaches_all_paths() {
    let server = upstream(&response(&["set-cookie: sid=1; Path=/; HttpOnly"]));
    let api = format!("/api={}", server.url());
    let proxy = proxy(&["--page", "http://127.0.0.1:1", "--api", &api]);
    let reply = proxy.get("/api", &[]);
    // `/api/` would not be the path of `/api`.
    assert!(
        values(&reply, "set-cookie")[0].contains("; Path=/;"),
        "{reply}"
    );
}
