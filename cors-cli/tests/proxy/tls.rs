//! Upstreams with TLS, which offer HTTP/2.

use std::convert::Infallible;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::thread;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;

use crate::support::{PAGE, proxy, proxy_with_env, read_until, status, values};
use crate::websockets::{ACCEPT, handshake};

const ORIGIN: &str = "origin: http://localhost:5173";

struct TlsUpstream {
    url: String,
    certificate: tempfile::NamedTempFile,
    /// The protocol of each connection, and then the head of its request.
    seen: Arc<Mutex<Vec<String>>>,
}

/// A server that answers over HTTP/2, and accepts WebSockets over HTTP/1.1.
fn start() -> TlsUpstream {
    let key = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let mut certificate = tempfile::NamedTempFile::new().expect("a file");
    let pem = key.cert.pem();
    certificate.write_all(pem.as_bytes()).expect("written");
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![key.cert.der().clone()], private)
        .expect("a key");
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::clone(&seen);
    thread::spawn(move || serve(listener, &acceptor, &shared));
    TlsUpstream {
        url: format!("https://localhost:{port}"),
        certificate,
        seen,
    }
}

#[tokio::main(flavor = "current_thread")]
async fn serve(
    listener: std::net::TcpListener,
    acceptor: &TlsAcceptor,
    seen: &Arc<Mutex<Vec<String>>>,
) {
    listener.set_nonblocking(true).expect("a socket");
    let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        let Ok(mut stream) = acceptor.accept(stream).await else {
            continue;
        };
        let seen = Arc::clone(seen);
        let protocol = stream.get_ref().1.alpn_protocol().unwrap_or_default();
        let protocol = String::from_utf8_lossy(protocol).into_owned();
        seen.lock().expect("no panic").push(protocol.clone());
        if protocol == "h2" {
            let service = service_fn(move |request| answer(request, Arc::clone(&seen)));
            let connection = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), service);
            tokio::spawn(connection);
        } else {
            tokio::spawn(async move {
                let mut head = [0; 4096];
                let length = stream.read(&mut head).await.unwrap_or_default();
                let head = String::from_utf8_lossy(&head[..length]).into_owned();
                seen.lock().expect("no panic").push(head);
                let _ = stream.write_all(ACCEPT.as_bytes()).await;
                let _ = stream.write_all(b"hello").await;
                let _ = stream.read(&mut [0; 64]).await;
            });
        }
    }
}

async fn answer(
    request: Request<Incoming>,
    seen: Arc<Mutex<Vec<String>>>,
) -> Result<Response<String>, Infallible> {
    let line = format!(
        "{} {} {:?}",
        request.method(),
        request.uri(),
        request.headers()
    );
    seen.lock().expect("no panic").push(line);
    let response = Response::builder()
        .header("access-control-allow-origin", "*")
        .header("strict-transport-security", "max-age=1")
        .header("set-cookie", "a=1; Secure; HttpOnly");
    Ok(response.body("over h2".to_owned()).expect("a response"))
}

#[test]
fn an_upstream_may_speak_http2() {
    let server = start();
    let file = server.certificate.path().to_str().expect("text");
    let proxy = proxy_with_env(
        &[&server.url, "--allow-origin", PAGE],
        &[("SSL_CERT_FILE", file)],
    );
    let reply = proxy.get("/a?b", &[ORIGIN, "x-a: 1"]);
    assert!(reply.starts_with("HTTP/1.1 200 OK\r\n"), "{reply}");
    assert!(reply.ends_with("over h2"), "{reply}");
    assert_eq!(values(&reply, "access-control-allow-origin"), [PAGE]);
    assert!(values(&reply, "strict-transport-security").is_empty());
    assert!(!reply.contains("Secure"), "{reply}");
    let seen = server.seen.lock().expect("no panic").clone();
    assert_eq!(seen[0], "h2");
    assert!(
        seen[1].starts_with(&format!("GET {}/a?b ", server.url)),
        "{seen:?}"
    );
    assert!(
        !seen[1].contains("connection") && seen[1].contains("x-a"),
        "{seen:?}"
    );
    // The authority is that of the upstream, and nothing names the proxy.
    assert!(!seen[1].contains(&proxy.host()), "{seen:?}");
}

#[test]
fn a_websocket_reaches_an_upstream_that_offers_http2() {
    let server = start();
    let file = server.certificate.path().to_str().expect("text");
    let proxy = proxy_with_env(
        &[&server.url, "--allow-origin", PAGE],
        &[("SSL_CERT_FILE", file)],
    );
    assert_eq!(status(&proxy.get("/", &[ORIGIN])), "200");
    let mut page = proxy.connect();
    let request = handshake(&proxy, &[ORIGIN]);
    page.write_all(request.as_bytes()).expect("sent");
    assert_eq!(status(&read_until(&mut page, "\r\n\r\n")), "101");
    assert_eq!(read_until(&mut page, "hello"), "hello");
    let seen = server.seen.lock().expect("no panic").clone();
    let [.., protocol, head] = &seen[..] else {
        panic!("{seen:?}");
    };
    assert_eq!(protocol, "http/1.1");
    assert_eq!(
        values(head, "host"),
        [server.url.trim_start_matches("https://")]
    );
}

#[test]
fn a_certificate_that_is_not_trusted_is_named() {
    let server = start();
    let mut proxy = proxy(&[&server.url, "--allow-origin", PAGE]);
    let reply = proxy.get("/", &[ORIGIN]);
    assert_eq!(status(&reply), "502");
    let reason = "does not trust the certificate's issuer";
    assert!(reply.contains(reason), "{reply}");
    assert_eq!(values(&reply, "access-control-allow-origin"), [PAGE]);
    assert!(proxy.is_running());
}
