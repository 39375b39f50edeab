//! The holes of other development proxies. Each test attacks over a socket.
//!
//! docs/proxy.md lists them by name.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use crate::support::{
    PAGE, connect, has_cors, proxy, proxy_with_env, read_to_end, refused, response, scripted,
    status, upstream, values,
};

const EVIL: &str = "origin: https://evil.example";
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
fn it_listens_on_loopback_only() {
    let server = upstream(&response(&[]));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    // A socket for all addresses would accept this one too.
    let other = SocketAddr::from((Ipv4Addr::new(127, 0, 0, 2), proxy.port));
    assert!(TcpStream::connect_timeout(&other, Duration::from_secs(1)).is_err());
}

#[test]
fn other_addresses_need_a_second_option() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let printed = refused(&[
            "http://127.0.0.1:1",
            "--allow-origin",
            PAGE,
            "--listen",
            address,
        ]);
        assert!(printed.contains("--expose"), "{printed}");
    }
}

#[test]
fn an_exposed_proxy_is_not_open() {
    let server = upstream(&response(&[]));
    let exposed = ["--listen", "0.0.0.0:0", "--expose", "192.168.1.5"];
    let proxy = proxy(&[&[&*server.url(), "--allow-origin", PAGE], &exposed[..]].concat());
    let port = proxy.port;
    let get = |host: &str, line: &str| {
        let request = format!("GET / HTTP/1.1\r\nhost: {host}\r\n{line}connection: close\r\n\r\n");
        proxy.send_bytes(&request)
    };
    let evil = format!("{EVIL}\r\n");
    for (host, line) in [
        (format!("evil.example:{port}"), ""),
        (format!("192.168.1.6:{port}"), ""),
        (format!("0.0.0.0:{port}"), ""),
        ("192.168.1.5".to_owned(), ""),
        (format!("192.168.1.5:{port}"), &*evil),
        (
            format!("192.168.1.5:{port}"),
            "sec-fetch-site: cross-site\r\n",
        ),
    ] {
        assert_eq!(status(&get(&host, line)), "403", "{host} {line}");
    }
    assert_eq!(server.received(), [""; 0]);
    let page = format!("{ORIGIN}\r\n");
    assert_eq!(status(&get(&format!("192.168.1.5:{port}"), &page)), "200");
}

#[test]
fn a_site_that_resolves_to_this_computer_is_refused() {
    let server = upstream(&response(&[]));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let port = proxy.port;
    for hosts in [
        format!("host: evil.example:{port}\r\n"),
        format!("host: localhost.evil.example:{port}\r\n"),
        "host: localhost\r\n".to_owned(),
        format!("host: localhost:{port}\r\nhost: evil.example:{port}\r\n"),
        format!("host: localhost:{port}@evil.example\r\n"),
        format!("host: evil.example@localhost:{port}\r\n"),
        format!("host: localhost:{port}, evil.example\r\n"),
        format!("host: [::1]:{port}.evil.example\r\n"),
        format!("host: localhost.:{port}\r\n"),
        String::new(),
    ] {
        let reply = proxy.send_bytes(&format!(
            "GET / HTTP/1.1\r\n{hosts}connection: close\r\n\r\n"
        ));
        assert_eq!(status(&reply), "403", "{hosts}");
        assert!(!has_cors(&reply));
        let help = format!("write http://localhost:{port}\n");
        assert!(reply.ends_with(&help), "{reply}");
    }
    // The page of such a site has an origin of the same name.
    let request = format!(
        "GET / HTTP/1.1\r\nhost: evil.example:{port}\r\norigin: http://evil.example:{port}\r\n\
         sec-fetch-site: same-origin\r\nconnection: close\r\n\r\n"
    );
    assert_eq!(status(&proxy.send_bytes(&request)), "403");
    assert_eq!(server.received(), [""; 0]);
    // Names of hosts have no case.
    let request = proxy.request("GET /", &[ORIGIN]);
    let request = request.replace("localhost:", "LocalHost:");
    assert_eq!(
        status(&proxy.send_bytes(&request.replace("http://LocalHost", "http://localhost"))),
        "200"
    );
}

#[test]
fn a_page_of_another_origin_sends_nothing_to_the_upstream() {
    let server = upstream(&response(&[]));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--credentials"]);
    for origin in [
        EVIL,
        "origin: null",
        "origin: http://localhost:5174",
        "origin: http://localhost:51730",
        "origin: https://localhost:5173",
        "origin: http://localhost:5173.evil.example",
        "origin: HTTP://LOCALHOST:5173",
        "origin: http://localhost:5173, https://evil.example",
        "origin:",
        // The proxy's own page has another scheme, and no name before it.
        &format!("origin: https://localhost:{}", proxy.port),
        &format!("origin: http://evil.localhost:{}", proxy.port),
        &format!("origin: http://evil@localhost:{}", proxy.port),
    ] {
        for line in ["GET /", "POST /transfer", "OPTIONS /"] {
            let reply = proxy.send(line, &[origin, "cookie: a=1"]);
            assert_eq!(status(&reply), "403", "{line} {origin}");
            assert!(!has_cors(&reply), "{reply}");
        }
    }
    let preflight = ["access-control-request-method: PUT", EVIL];
    let reply = proxy.send("OPTIONS /", &preflight);
    assert_eq!(status(&reply), "403");
    assert!(!has_cors(&reply), "{reply}");
    assert_eq!(server.received(), [""; 0]);
}

#[test]
fn two_origins_are_refused() {
    let server = upstream(&response(&[]));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    for lines in [[ORIGIN, EVIL], [EVIL, ORIGIN], [ORIGIN, ORIGIN]] {
        assert_eq!(status(&proxy.get("/", &lines)), "403", "{lines:?}");
    }
    assert_eq!(server.received(), [""; 0]);
}

#[test]
fn a_request_that_another_site_caused_is_refused() {
    let server = upstream(&response(&[]));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    for mode in ["no-cors", "navigate", "cors"] {
        let mode = format!("sec-fetch-mode: {mode}");
        let reply = proxy.get("/logout", &["sec-fetch-site: cross-site", &mode]);
        assert_eq!(status(&reply), "403", "{mode}");
    }
    let twice = ["sec-fetch-site: none", "Sec-Fetch-Site: CROSS-SITE"];
    assert_eq!(status(&proxy.get("/logout", &twice)), "403");
    let list = ["sec-fetch-site: none, cross-site"];
    assert_eq!(status(&proxy.get("/logout", &list)), "403");
    assert_eq!(server.received(), [""; 0]);
    // localhost and 127.0.0.1 are two sites. The page is named, so it may.
    let reply = proxy.get("/", &["sec-fetch-site: cross-site", ORIGIN]);
    assert_eq!(status(&reply), "200");
    assert_eq!(status(&proxy.get("/", &["sec-fetch-site: none"])), "200");
}

#[test]
fn no_option_allows_every_origin() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    let path = file.to_str().expect("text");
    let server = "http://127.0.0.1:1";
    refused(&[server]);
    for origin in [
        "*",
        "null",
        "https://*.com",
        "http://*.github.io",
        "moz-extension://*",
    ] {
        refused(&[server, "--allow-origin", origin]);
        refused(&[server, "--allow-origin", origin, "--credentials"]);
    }
    for policy in [
        "origins = \"*\"",
        "origins = [\"https://*.github.io\"]",
        "origins = [\"https://a.example\"]\n[policies.open]\norigins = \"*\"\n\
         [[routes]]\nnest = \"/open\"\npolicy = \"open\"",
    ] {
        std::fs::write(&file, policy).expect("written");
        let printed = refused(&[server, "--policy", path]);
        assert!(
            printed.contains("any web site could use the proxy"),
            "{printed}"
        );
        // A change of the file allows it neither.
        std::fs::write(&file, "origins = [\"http://localhost:5173\"]").expect("written");
        let proxy = proxy(&[server, "--policy", path]);
        std::fs::write(&file, policy).expect("written");
        proxy.wait_for("any web site could use the proxy");
        assert_eq!(status(&proxy.get("/open", &[EVIL])), "403");
    }
}

#[test]
fn no_preflight_outlives_the_proxy() {
    let server = upstream(&response(&[]));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    let policy = "origins = [\"https://app.example.com\"]\nmethods = [\"PUT\"]\nmax_age = \"2h\"";
    std::fs::write(&file, policy).expect("written");
    let file = file.to_str().expect("text");
    for options in [vec![], vec!["--credentials"], vec!["--policy", file]] {
        let mut arguments = vec!["--allow-origin", PAGE];
        arguments.extend(&options);
        let url = server.url();
        arguments.push(&url);
        let proxy = proxy(&arguments);
        let preflight = [ORIGIN, "access-control-request-method: PUT"];
        let reply = proxy.send("OPTIONS /", &preflight);
        assert_eq!(status(&reply), "204", "{reply}");
        assert_eq!(values(&reply, "access-control-max-age"), ["0"]);
        assert_eq!(values(&reply, "access-control-allow-origin"), [PAGE]);
    }
    assert_eq!(server.received(), [""; 0]);
}

#[test]
fn exposed_headers_work_with_credentials() {
    let server = upstream(&response(&["x-total: 7", "set-cookie: a=1"]));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--credentials"]);
    let reply = proxy.get("/", &[ORIGIN]);
    let exposed = values(&reply, "access-control-expose-headers").join(",");
    let names: Vec<&str> = exposed.split(',').collect();
    assert!(names.contains(&"x-total"), "{reply}");
    assert!(
        !names.contains(&"*") && !names.contains(&"set-cookie"),
        "{reply}"
    );
    let of_cors = |name: &&str| name.starts_with("access-control-");
    assert!(!names.iter().any(of_cors), "{reply}");
    assert_eq!(values(&reply, "access-control-allow-credentials"), ["true"]);
}

#[test]
fn vary_names_the_origin_once() {
    let server = upstream(&response(&[
        "vary: Accept-Encoding, Origin",
        "Vary: origin",
    ]));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let vary = values(&proxy.get("/", &[ORIGIN]), "vary").join(",");
    let names = vary.split(',').map(|name| name.trim().to_ascii_lowercase());
    let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    assert_eq!(
        names.iter().filter(|name| *name == "origin").count(),
        1,
        "{vary}"
    );
    assert!(names.contains(&"accept-encoding".to_owned()), "{vary}");
}

#[test]
fn the_cors_headers_of_the_upstream_are_replaced() {
    let foreign = [
        "access-control-allow-origin: *",
        "access-control-allow-origin: https://evil.example",
        "access-control-allow-credentials: true",
        "access-control-expose-headers: x-secret",
        "access-control-max-age: 86400",
        "access-control-allow-private-network: true",
        "ACCESS-CONTROL-ALLOW-ORIGIN: null",
        "Access-Control-Allow-credentials: true",
        "connection: access-control-allow-origin, vary",
    ];
    for start in [
        "200 OK",
        "404 Not Found",
        "500 Oops",
        "302 Found",
        "304 Not Modified",
    ] {
        let text = response(&foreign).replace("200 OK", start);
        let server = upstream(&text);
        let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
        let reply = proxy.get("/", &[ORIGIN]);
        assert_eq!(status(&reply), &start[..3]);
        assert_eq!(
            values(&reply, "access-control-allow-origin"),
            [PAGE],
            "{reply}"
        );
        assert!(
            values(&reply, "access-control-allow-credentials").is_empty(),
            "{reply}"
        );
        assert!(
            !reply.contains("x-secret") && !reply.contains("86400"),
            "{reply}"
        );
        assert!(!reply.contains("private-network"), "{reply}");
        // Without a page, there is nothing to allow.
        assert!(!has_cors(&proxy.get("/", &[])));
    }
}

#[test]
fn errors_of_the_proxy_have_cors_headers() {
    let silent = scripted(|stream, _| {
        std::thread::sleep(Duration::from_secs(5));
        drop(stream);
    });
    let none = "http://127.0.0.1:1";
    let api = format!("/slow={}", silent.url());
    let proxy = proxy(&[
        "--page",
        none,
        "--api",
        &api,
        "--allow-origin",
        PAGE,
        "--timeout",
        "1",
    ]);
    for (path, expected) in [("/", "502"), ("/slow", "504")] {
        let reply = proxy.get(path, &[ORIGIN]);
        assert_eq!(status(&reply), expected, "{reply}");
        assert_eq!(values(&reply, "access-control-allow-origin"), [PAGE]);
        assert!(!has_cors(&proxy.get(path, &[EVIL])));
    }
}

#[test]
fn headers_of_the_connection_end_at_the_proxy() {
    let server = upstream(&response(&[
        "connection: x-internal",
        "x-internal: 1",
        "keep-alive: timeout=5",
        "proxy-authenticate: Basic",
        "proxy-connection: keep-alive",
    ]));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let reply = proxy.get(
        "/",
        &[
            ORIGIN,
            "connection: x-private, upgrade, http2-settings",
            "x-private: 1",
            "upgrade: h2c",
            "http2-settings: AAMAAABkAARAAAAAAAIAAAAA",
            "proxy-authorization: Basic c2VjcmV0",
            "proxy-connection: keep-alive",
            "keep-alive: 300",
            "te: trailers",
        ],
    );
    assert_eq!(status(&reply), "200");
    assert_eq!(values(&reply, "connection"), ["close"]);
    let head = server.only().to_ascii_lowercase();
    for name in [
        "connection",
        "x-private",
        "upgrade",
        "http2-settings",
        "proxy-",
        "keep-alive",
        "te:",
    ] {
        assert!(!head.contains(&format!("\n{name}")), "{name} in {head}");
    }
    // The same, where `Connection` does not name them.
    proxy.get("/", &[ORIGIN, "upgrade: h2c", "http2-settings: AAMAAABk"]);
    let head = server.received()[1].to_ascii_lowercase();
    assert!(
        !head.contains("upgrade") && !head.contains("http2-settings"),
        "{head}"
    );
    for name in [
        "x-internal",
        "keep-alive",
        "proxy-authenticate",
        "proxy-connection",
    ] {
        assert!(values(&reply, name).is_empty(), "{name} in {reply}");
    }
}

#[test]
fn nothing_changes_how_browsers_treat_localhost() {
    let server = upstream(&response(&[
        "strict-transport-security: max-age=31536000; includeSubDomains",
        "alt-svc: h3=\":443\"",
        "clear-site-data: \"*\"",
        "public-key-pins: x",
    ]));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let reply = proxy.get("/", &[ORIGIN]).to_ascii_lowercase();
    for name in [
        "strict-transport-security",
        "alt-svc",
        "clear-site-data",
        "public-key-pins",
    ] {
        assert!(!reply.contains(name), "{reply}");
    }
}

#[test]
fn a_request_with_two_lengths_smuggles_no_second_one() {
    let server = scripted(|mut stream, _| {
        use std::io::Write;
        let body = crate::support::read_until(&mut stream, "0\r\n\r\n");
        assert!(!body.contains("GET /admin"), "{body}");
        let _ = stream.write_all(response(&[]).as_bytes());
    });
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let head = ["content-length: 4", "transfer-encoding: chunked"];
    let mut request = proxy.request("POST /", &head);
    request.push_str("0\r\n\r\nGET /admin HTTP/1.1\r\nhost: x\r\n\r\n");
    let _ = proxy.send_bytes(&request);
    for head in server.received() {
        assert!(head.starts_with("POST / "), "{head}");
        assert!(values(&head, "content-length").is_empty(), "{head}");
    }
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

#[test]
fn localhost_is_served_in_both_address_families() {
    let server = upstream(&response(&[]));
    let url = format!("http://localhost:{}", server.port);
    let proxy = proxy(&[&url, "--allow-origin", PAGE]);
    let request = proxy.request("GET /", &[ORIGIN]);
    for address in ["127.0.0.1", "::1"] {
        let address = SocketAddr::new(address.parse().expect("an address"), proxy.port);
        if address.is_ipv6() && std::net::TcpListener::bind("[::1]:0").is_err() {
            continue;
        }
        let mut stream = connect(address);
        std::io::Write::write_all(&mut stream, request.as_bytes()).expect("sent");
        assert_eq!(status(&read_to_end(&mut stream)), "200");
    }
}

#[test]
fn text_of_the_network_is_escaped_and_secrets_are_not_printed() {
    // With a terminal, nothing else removes escape sequences.
    let terminal = [("CLICOLOR_FORCE", "1")];
    let server = upstream(&response(&["access-control-allow-origin: \u{9b}31mred"]));
    let proxy = proxy_with_env(
        &[&server.url(), "--allow-origin", PAGE, "--explain"],
        &terminal,
    );
    let secrets = [ORIGIN, "cookie: sid=Zm9v", "authorization: Bearer Zm9v"];
    let _ = proxy.get("/a?token=Zm9v", &secrets);
    proxy.wait_for(r"\u{9b}31mred");
    // Every part of a refused request that is printed.
    let _ = proxy.get(
        "/b?token=Zm9v",
        &["cookie: Zm9v", "origin: https://e\u{9b}31m.example"],
    );
    proxy.wait_for(r"https://e\u{9b}31m.example");
    let _ = proxy.get("/c\u{9b}31m\u{202e}", &[EVIL]);
    proxy.wait_for(r"/c\u{9b}31m\u{202e}");
    let _ = proxy
        .send_bytes("GET /d HTTP/1.1\r\nhost: e\u{9b}31m.example\r\nconnection: close\r\n\r\n");
    proxy.wait_for(r"`e\u{9b}31m.example`");
    let printed = proxy.printed();
    assert!(!printed.contains("Zm9v"), "{printed}");
    assert!(
        !printed.contains(['\u{1b}', '\u{9b}', '\u{202e}']),
        "{printed:?}"
    );
}

/// The line advised to allow any origin that had asked, even `null` and `$(…)`.
#[test]
fn a_refusal_advises_no_origin_that_is_dangerous() {
    let server = upstream(&response(&[]));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    for (origin, expected) in [
        ("null", "let a web server serve it"),
        ("http://$(id).example", "`http://$(id).example` is not"),
        ("http://a.example --expose b", "--expose b` is not"),
        ("https://*.example", "`https://*.example` is not"),
    ] {
        let reply = proxy.get("/", &[&format!("origin: {origin}")]);
        assert_eq!(status(&reply), "403", "{reply}");
        let line = proxy.wait_for(expected);
        for text in [&*line, &*reply] {
            let advised = format!("--allow-origin {origin}");
            assert!(!text.contains(&advised), "{text}");
        }
    }
    // The line says that another site asked, and names it.
    proxy.get("/", &[EVIL]);
    let line = proxy.wait_for("https://evil.example");
    assert!(
        line.contains("a page of another site, https://evil.example,"),
        "{line}"
    );
    let advice = "Only if that page is your own, start the proxy with --allow-origin \
                  https://evil.example";
    assert!(line.ends_with(advice), "{line}");
    assert_eq!(server.received(), [""; 0]);
}
