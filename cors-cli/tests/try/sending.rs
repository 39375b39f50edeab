//! Which requests are sent, and to whom.

use crate::scripted::{Scripted, cors};
use crate::{ORIGIN, allows_put};

#[test]
fn without_send_only_the_preflight_of_a_put_goes_out() {
    let server = Scripted::lines(allows_put);
    let url = server.url("/users/1");
    let run = cors(&["try", &url, "--from", ORIGIN, "-X", "PUT"]);
    assert_eq!(run.code(), Some(0), "{}", run.stdout());
    let text = run.stdout();
    assert!(text.contains("note[not-sent]"));
    let verdict = "the preflight allows the request, which was not sent";
    assert_eq!(text.matches(verdict).count(), 4, "{text}");
    let methods: Vec<_> = server
        .received()
        .iter()
        .map(|one| one.method.clone())
        .collect();
    assert_eq!(methods, ["OPTIONS"]);
}

#[test]
fn with_send_a_put_goes_out_once_for_all_browsers() {
    let server = Scripted::lines(allows_put);
    let url = server.url("/users/1");
    let run = cors(&["try", &url, "--from", ORIGIN, "-X", "PUT", "--send"]);
    assert_eq!(run.code(), Some(0), "{}", run.stdout());
    let methods: Vec<_> = server
        .received()
        .iter()
        .map(|one| one.method.clone())
        .collect();
    assert_eq!(methods, ["OPTIONS", "PUT"]);
}

#[test]
fn a_post_without_a_preflight_is_not_sent_without_send() {
    let server = Scripted::lines(allows_put);
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN, "--data", "a=1"]);
    assert_eq!(run.code(), Some(1), "nothing is known");
    assert!(
        run.stdout().contains("warning[not-sent]"),
        "{}",
        run.stdout()
    );
    assert!(server.received().is_empty());
}

#[test]
fn a_put_that_the_preflight_refuses_is_not_sent() {
    let server = Scripted::lines(allows_put);
    let url = server.url("/");
    let run = cors(&["try", &url, "--from", ORIGIN, "-X", "DELETE", "--send"]);
    assert_eq!(run.code(), Some(1));
    let text = run.stdout();
    assert!(
        text.contains("error[preflight-method-not-allowed]"),
        "{text}"
    );
    assert!(
        text.contains("policy   methods = [\"PUT\", \"DELETE\"]"),
        "{text}"
    );
    assert!(
        text.contains("headers  Access-Control-Allow-Methods: PUT, DELETE"),
        "{text}"
    );
    assert!(server.received().iter().all(|one| one.method == "OPTIONS"));
}

#[test]
fn a_redirect_to_another_host_is_shown_and_not_followed() {
    let server = Scripted::lines(|_| {
        let lines = vec![
            ("Access-Control-Allow-Origin", "*".to_owned()),
            ("Location", "https://login.invalid/".to_owned()),
        ];
        (302, lines)
    });
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
    let text = run.stdout();
    assert_eq!(run.code(), Some(1), "{text}");
    assert!(text.contains("warning[redirect-to-other-host]"), "{text}");
    assert!(
        text.contains("login.invalid, which was not contacted"),
        "{text}"
    );
    assert!(text.contains("Origin: null"), "{text}");
}

#[test]
fn follow_contacts_the_other_host() {
    let other = Scripted::lines(|request| {
        assert_eq!(request.header("origin"), Some("null"));
        (200, vec![("Access-Control-Allow-Origin", "*".to_owned())])
    });
    let target = format!("http://localhost:{}/", other.port);
    let server = Scripted::lines(move |_| {
        let lines = vec![
            ("Access-Control-Allow-Origin", "*".to_owned()),
            ("Location", target.clone()),
        ];
        (302, lines)
    });
    let arguments = ["try", &server.url("/"), "--from", ORIGIN];
    assert_eq!(cors(&arguments).code(), Some(1));
    assert!(other.received().is_empty());
    let run = cors(&[&arguments[..], &["--follow"]].concat());
    assert_eq!(run.code(), Some(0), "{}", run.stdout());
    assert_eq!(other.received().len(), 1);
}

#[test]
fn cookies_are_sent_with_the_request_and_not_with_the_preflight() {
    let server = Scripted::lines(|request| {
        let mut lines = allows_put(request).1;
        lines.push(("Access-Control-Allow-Credentials", "true".to_owned()));
        lines.push(("Access-Control-Allow-Headers", "x-a".to_owned()));
        (200, lines)
    });
    let arguments = [
        "try",
        &server.url("/"),
        "--from",
        ORIGIN,
        "-H",
        "cookie: a=b",
        "-H",
        "x-a: 1",
    ];
    let run = cors(&[&arguments[..], &["--credentials"]].concat());
    let cookies: Vec<_> = server
        .received()
        .iter()
        .map(|one| one.header("cookie").map(str::to_owned))
        .collect();
    let text = run.stdout();
    assert_eq!(cookies, [None, Some("a=b".to_owned())], "{text}");
    // The user sees with which request it went.
    let (_, get) = text.split_once("> GET ").expect("the request");
    assert!(get.contains(">   cookie: <redacted>"), "{text}");
    assert_eq!(text.matches("cookie: ").count(), 1, "{text}");
}

#[test]
fn a_redirect_loop_ends() {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server = Scripted::lines(move |_| {
        let next = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let lines = vec![
            ("Access-Control-Allow-Origin", "*".to_owned()),
            ("Location", format!("/{next}")),
        ];
        (302, lines)
    });
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
    assert_eq!(run.code(), Some(1));
    let text = run.stdout();
    assert!(text.contains("error[redirect-count]"), "{text}");
    assert!(
        text.contains("there are more than twenty redirects"),
        "{text}"
    );
    assert_eq!(server.received().len(), 21);
}

/// Each response is in time, and all together would take minutes.
#[test]
fn slow_redirects_are_given_up_after_30_seconds() {
    let start = std::time::Instant::now();
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server = Scripted::lines(move |_| {
        std::thread::sleep(std::time::Duration::from_secs(8));
        let next = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let lines = vec![
            ("Access-Control-Allow-Origin", "*".to_owned()),
            ("Location", format!("/{next}")),
        ];
        (302, lines)
    });
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
    assert_eq!(run.code(), Some(1), "{}", run.stdout());
    assert!(
        run.stdout().contains("all requests together took 30 s"),
        "{}",
        run.stdout()
    );
    let seconds = start.elapsed().as_secs();
    assert!((29..32).contains(&seconds), "{seconds} s");
}
