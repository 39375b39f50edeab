//! Who may use the proxy.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use crate::support::{
    PAGE, connect, has_cors, proxy, read_to_end, refused, response, status, upstream,
};

const EVIL: &str = "origin: https://evil.example";
const ORIGIN: &str = "origin: http://localhost:5173";

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
        "https://app-*.vercel.app",
        "https://*.notlisted",
        "moz-extension://*",
    ] {
        refused(&[server, "--allow-origin", origin]);
        refused(&[server, "--allow-origin", origin, "--credentials"]);
    }
    for policy in [
        "origins = \"*\"",
        "origins = [\"https://*.github.io\"]",
        "origins = [\"https://app-*-team.vercel.app\"]",
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
