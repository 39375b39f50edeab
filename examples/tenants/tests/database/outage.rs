//! The database cannot be reached.

use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use crate::postgres::Postgres;
use crate::server::{Server, command};
use crate::{eventually, insert};

#[test]
fn without_a_database_the_program_does_not_start() {
    // No server listens on port 1.
    let missing = "host=127.0.0.1 port=1 user=tenants dbname=tenants";
    let started = Instant::now();
    let output = command(missing).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let text = String::from_utf8_lossy(&output.stderr);
    let sentence = "The program does not start, because it cannot read the tenants: ";
    assert!(
        text.starts_with(sentence) && text.ends_with(".\n"),
        "{text}"
    );
    assert!(text.contains("Connection refused"), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(started.elapsed() < Duration::from_secs(15));
}

#[test]
fn a_database_that_does_not_answer_is_like_none() {
    // The system accepts the connection, and no program reads from it.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = silent.local_addr().expect("it listens").port();
    let url = format!("host=127.0.0.1 port={port} user=tenants dbname=tenants");
    let output = command(&url).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "The program does not start, because it cannot read the tenants: \
         no answer within 10 seconds.\n"
    );
}

#[test]
fn while_the_database_is_lost_the_last_snapshot_is_used_until_it_is_too_old() {
    let Some(mut postgres) = Postgres::start() else {
        return;
    };
    let url = postgres.create("lost");
    insert(&url, "a.example", &["https://a.example"]);
    let server = Server::start(command(&url).env("STALE_AFTER", "8"), "lost");
    let allows = || server.allows("a.example", "https://a.example");
    assert!(allows());
    // An idle snapshot stays young.
    thread::sleep(Duration::from_secs(9));
    assert!(allows());
    let status = server.admin("/status");
    assert_eq!(status["is_connected"], true);
    assert_eq!(status["is_stale"], false);

    postgres.stop();
    eventually("it is noticed", || {
        server.admin("/status")["is_connected"] == false
    });
    assert!(allows());
    assert_eq!(server.admin("/status")["is_stale"], false);
    assert_eq!(server.add("a.example", "https://b.example").0, 503);

    let waited = eventually("the snapshot is too old", || !allows());
    assert!(waited < Duration::from_secs(10), "{waited:?}");
    let status = server.admin("/status");
    assert_eq!(status["is_stale"], true);
    assert!(
        status["age"].as_f64().is_some_and(|age| age > 8.0),
        "{status}"
    );
    let preflight = server.preflight("a.example", "https://a.example");
    assert_eq!(preflight.status, 403);
    assert_eq!(preflight.cors(), [""; 0]);

    postgres.start_again();
    eventually("the database is reached again", allows);
    assert_eq!(server.admin("/status")["is_connected"], true);
}
