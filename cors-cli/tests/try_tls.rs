//! `cors try` over TLS: trusted, untrusted and wrong certificates.

mod scripted;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedKey, IsCa, KeyPair,
    generate_simple_self_signed,
};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};
use scripted::Run;

/// A server with a certificate of its own for this name. Returns the port, and the file
/// of the certificate.
fn server(name: &str) -> (u16, PathBuf) {
    server_with(name, rustls::ALL_VERSIONS, &[])
}

/// The same with these versions of TLS, and these protocols in it.
fn server_with(
    name: &str,
    versions: &[&'static SupportedProtocolVersion],
    protocols: &[&[u8]],
) -> (u16, PathBuf) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed([name.to_owned()]).expect("a certificate");
    server_of(&cert, &signing_key, versions, protocols)
}

/// A server with this certificate.
fn server_of(
    cert: &Certificate,
    signing_key: &KeyPair,
    versions: &[&'static SupportedProtocolVersion],
    protocols: &[&[u8]],
) -> (u16, PathBuf) {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .expect("a configuration");
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = ServerConnection::new(Arc::clone(&config)).expect("a connection");
            let mut stream = StreamOwned::new(connection, stream);
            let mut lines = BufReader::new(&mut stream).lines();
            while lines
                .next()
                .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
            {}
            let _ = stream.write_all(
                b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\n\r\n",
            );
        }
    });
    let file = std::env::temp_dir().join(format!("cors-tls-{}-{port}.pem", std::process::id()));
    std::fs::write(&file, cert.pem()).expect("a file");
    (port, file)
}

/// Runs `cors try` with these roots.
fn cors_try(port: u16, roots: &PathBuf) -> Run {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_cors"))
        .args(["try", &format!("https://localhost:{port}/")])
        .args(["--from", "https://app.example.com"])
        .env("SSL_CERT_FILE", roots)
        .env_remove("SSL_CERT_DIR")
        .timeout(std::time::Duration::from_secs(60))
        .output()
        .expect("the command runs");
    Run(output)
}

#[test]
fn a_trusted_certificate_is_accepted() {
    let (port, file) = server("localhost");
    let run = cors_try(port, &file);
    assert_eq!(run.code(), Some(0), "{}{}", run.stdout(), run.stderr());
}

#[test]
fn an_untrusted_certificate_is_one_sentence() {
    let (port, _) = server("localhost");
    let (_, roots) = server("localhost");
    let run = cors_try(port, &roots);
    assert_eq!(run.code(), Some(1));
    let text = run.stdout();
    assert!(text.contains("TLS to localhost failed: "), "{text}");
}

#[test]
fn a_certificate_for_another_host_is_one_sentence() {
    let (port, file) = server("other.example");
    let run = cors_try(port, &file);
    assert_eq!(run.code(), Some(1));
    let text = run.stdout();
    assert!(
        text.contains("the certificate is for another host"),
        "{text}"
    );
}

#[test]
fn a_server_without_http_1_1_is_one_sentence() {
    let (port, file) = server_with("localhost", rustls::ALL_VERSIONS, &[b"h2"]);
    let run = cors_try(port, &file);
    assert_eq!(run.code(), Some(1));
    let text = run.stdout();
    assert!(
        text.contains("the server does not offer HTTP/1.1"),
        "{text}"
    );
    // A browser would use HTTP/2.
    assert!(!text.contains("blocked"), "{text}");
    assert!(
        text.contains("warning[not-sent]: localhost does not offer"),
        "{text}"
    );
}

/// `openssl req -x509` creates such a certificate by default.
#[test]
fn the_certificate_of_an_authority_is_one_sentence_that_says_what_to_do() {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let cert = params.self_signed(&key).expect("a certificate");
    let (port, file) = server_of(&cert, &key, rustls::ALL_VERSIONS, &[]);
    let run = cors_try(port, &file);
    assert_eq!(run.code(), Some(1));
    let text = run.stdout();
    assert!(
        text.contains("certificate of a certificate authority"),
        "{text}"
    );
    assert!(text.contains("CA:FALSE"), "{text}");
    assert!(
        !text.contains("CaUsed") && !text.contains("OtherError"),
        "{text}"
    );
}
