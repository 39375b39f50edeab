//! The exact text of failed assertions, and the line that they point to.

use std::panic::{self, AssertUnwindSafe};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use cors_test::{
    Browser, Credentials, Fetch, Mode, Outcome, Page, Request, Response, Server, assert_blocked,
    assert_readable,
};

/// Answers every preflight with one response and everything else with another.
struct App {
    preflight: Response,
    response: Response,
}

impl Server for App {
    async fn answer(&self, request: &Request) -> Result<Response, String> {
        Ok(if request.is_preflight() {
            self.preflight.clone()
        } else {
            self.response.clone()
        })
    }
}

struct Down;

impl Server for Down {
    async fn answer(&self, _: &Request) -> Result<Response, String> {
        Err("the connection was refused".to_owned())
    }
}

/// Polls once: these servers never wait.
fn fetch(mut page: Page, app: &impl Server, fetch: Fetch) -> Outcome {
    let fetching = pin!(page.fetch(app, fetch));
    match fetching.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => panic!("the server never waits"),
    }
}

/// The message of a panic, and the line in this file that it points to.
fn failure(assertion: impl FnOnce()) -> (String, u32) {
    // One at a time, because all threads share the panic hook.
    static HOOK: Mutex<()> = Mutex::new(());
    let _alone = HOOK.lock();
    let seen = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&seen);
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let location = info.location().expect("a location");
        assert!(location.file().ends_with("tests/failures.rs"), "{location}");
        *keep.lock().expect("no test panics here") = Some(location.line());
    }));
    let result = panic::catch_unwind(AssertUnwindSafe(assertion));
    panic::set_hook(usual);
    let payload = result.expect_err("the assertion fails");
    let message = payload.downcast_ref::<String>().expect("a message").clone();
    let line = seen.lock().expect("no test panics here").expect("a line");
    (message, line)
}

fn save() -> Fetch {
    Fetch::put("/users/1")
        .header("Content-Type", "application/json")
        .body("{}")
        .credentials(Credentials::Include)
}

fn app() -> App {
    App {
        preflight: Response::new(204)
            .header("access-control-allow-origin", "https://app.example.com")
            .header("access-control-allow-credentials", "true")
            .header("access-control-allow-methods", "GET,DELETE")
            .header("vary", "Origin")
            .header("date", "today"),
        response: Response::new(200).header("access-control-allow-origin", "*"),
    }
}

#[test]
fn a_method_that_is_not_allowed() {
    let outcome = fetch(Page::at("https://app.example.com"), &app(), save());
    let (message, line) = failure(|| assert_readable!(outcome));
    assert_eq!(line, line!() - 1);
    assert_eq!(
        message,
        "\
the page at https://app.example.com cannot read the response to PUT https://api.test/users/1

  > OPTIONS https://api.test/users/1, the preflight
  >   access-control-request-headers: content-type
  >   access-control-request-method: PUT
  >   origin: https://app.example.com
  < 204
  <   access-control-allow-credentials: true
  <   access-control-allow-methods: GET,DELETE
  <   access-control-allow-origin: https://app.example.com
  <   vary: Origin

  cause: preflight-method-not-allowed
         CORS-preflight fetch, step 7.5, https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
  help:  List PUT in `Access-Control-Allow-Methods` in the response to the preflight: methods are case-sensitive, and `*` means all methods only for requests without credentials.
  MDN:   https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS/Errors/CORSMethodNotFound

  Chromium prints:
  | Access to fetch at 'https://api.test/users/1' from origin 'https://app.example.com' has been blocked by CORS policy: Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.

  Firefox prints:
  | Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.test/users/1. (Reason: Did not find method in CORS header ‘Access-Control-Allow-Methods’).
  | Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.test/users/1. (Reason: CORS request did not succeed). Status code: (null).

  WebKit prints:
  | Method PUT is not allowed by Access-Control-Allow-Methods.
  | Fetch API cannot load https://api.test/users/1 due to access control checks.
"
    );
}

#[test]
fn a_blocked_response_in_one_browser() {
    let page = Page::at("https://app.example.com").in_browser(Browser::Firefox);
    let get = Fetch::get("/users/1").credentials(Credentials::Include);
    let outcome = fetch(page, &app(), get);
    let (message, line) = failure(|| {
        assert_readable!(outcome);
    });
    assert_eq!(line, line!() - 2);
    assert_eq!(
        message,
        "\
the page at https://app.example.com cannot read the response to GET https://api.test/users/1

  > GET https://api.test/users/1, with credentials
  >   origin: https://app.example.com
  < 200
  <   access-control-allow-origin: *

  cause: allow-origin-wildcard-with-credentials
         CORS check, step 4, https://fetch.spec.whatwg.org/#concept-cors-check
  help:  Send `Access-Control-Allow-Origin: https://app.example.com` on this response: `*` does not allow requests with credentials. Or send no credentials from the page.
  MDN:   https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS/Errors/CORSNotSupportingCredentials

  Firefox prints:
  | Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ‘https://api.test/users/1’. (Reason: Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’).
"
    );
}

#[test]
fn a_response_that_the_page_should_not_be_able_to_read() {
    let outcome = fetch(
        Page::at("https://evil.example"),
        &app(),
        Fetch::get("/users/1"),
    );
    let expected = "\
the page at https://evil.example can read the response to GET https://api.test/users/1: 200 and no headers

  > GET https://api.test/users/1
  >   origin: https://evil.example
  < 200
  <   access-control-allow-origin: *
";
    let (message, line) = failure(|| assert_blocked!(outcome));
    assert_eq!((&*message, line), (expected, line!() - 1));
    let (message, line) = failure(|| assert_blocked!(outcome, "allow-origin-missing"));
    assert_eq!((&*message, line), (expected, line!() - 1));
}

#[test]
fn a_cause_that_differs_from_the_expected_one() {
    let outcome = fetch(Page::at("https://app.example.com"), &app(), save());
    assert_blocked!(outcome);
    assert_blocked!(outcome, "preflight-method-not-allowed");
    let (message, line) = failure(|| assert_blocked!(outcome, "allow-origin-missing"));
    assert_eq!(line, line!() - 1);
    let began = "expected the cause allow-origin-missing, but the page at https://app.example.com cannot read the response to PUT https://api.test/users/1\n\n  > OPTIONS";
    assert!(message.starts_with(began), "{message}");
    assert!(
        message.contains("\n  cause: preflight-method-not-allowed\n"),
        "{message}"
    );
}

#[test]
fn a_server_that_does_not_answer() {
    let outcome = fetch(Page::at("https://app.example.com"), &Down, Fetch::get("/"));
    let (message, _) = failure(|| assert_readable!(outcome));
    assert_eq!(
        message,
        "\
the page at https://app.example.com cannot read the response to GET https://api.test/

  > GET https://api.test/
  >   origin: https://app.example.com
  < no response: the connection was refused

  cause: network
         HTTP fetch, step 4.3, https://fetch.spec.whatwg.org/#concept-http-fetch
  help:  Check that the server runs, that its certificate is trusted, and that no handler panics or closes the connection: there was no HTTP response, so the cause is not a header.
  MDN:   https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS/Errors/CORSDidNotSucceed

  Firefox prints:
  | Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.test/. (Reason: CORS request did not succeed). Status code: (null).
"
    );
}

#[test]
fn a_request_that_is_not_sent() {
    let outcome = fetch(
        Page::at("https://app.example.com"),
        &app(),
        Fetch::new("TRACE", "/"),
    );
    let (message, _) = failure(|| assert_readable!(outcome));
    assert_eq!(
        message,
        "\
the page at https://app.example.com cannot read the response to TRACE https://api.test/

  nothing was sent

  cause: forbidden-method
         new Request(), step 25.2, https://fetch.spec.whatwg.org/#dom-request
  help:  Change the page, not the server: browsers do not let a page send TRACE.
"
    );
}

/// Nothing is blocked and nothing can be read, so both assertions fail.
#[test]
fn an_opaque_response_is_neither_readable_nor_blocked() {
    let get = Fetch::get("/users/1").mode(Mode::NoCors);
    let outcome = fetch(Page::at("https://app.example.com"), &app(), get);
    let first = "the page at https://app.example.com gets an opaque response to GET https://api.test/users/1, and cannot read anything in it\n";
    let (message, _) = failure(|| assert_readable!(outcome));
    assert!(message.starts_with(first), "{message}");
    let (message, _) = failure(|| assert_blocked!(outcome));
    assert!(message.starts_with(first), "{message}");
}

#[test]
fn a_header_that_no_page_can_set_is_reported() {
    let get = Fetch::get("/users/1").header("Cookie", "session=1");
    let outcome = fetch(Page::at("https://evil.example"), &app(), get);
    let (message, _) = failure(|| assert_blocked!(outcome));
    let note =
        "\n  note:  browsers do not let a page set the header `Cookie`, so it was not sent\n";
    assert!(message.ends_with(note), "{message}");
}

#[test]
fn a_page_needs_an_origin() {
    let (message, line) = failure(|| drop(Page::at("app.example.com")));
    assert_eq!(line, line!() - 1);
    assert!(
        message.starts_with("\"app.example.com\" is not an origin"),
        "{message}"
    );
}

#[test]
fn a_server_needs_an_origin() {
    for none in ["nonsense", "api.example.com", "data:,x", "localhost:3000"] {
        let (message, line) = failure(|| drop(app().at(none)));
        assert_eq!(line, line!() - 1);
        let beginning = format!("a server cannot be at {none:?}: that is not an origin");
        assert!(message.starts_with(&beginning), "{message}");
    }
    let elsewhere = app().at("https://api.example.com/v1/");
    assert_eq!(elsewhere.origin(), "https://api.example.com");
}

#[test]
fn a_request_to_another_server_says_where_the_server_is() {
    let get = Fetch::get("https://other.example/");
    let outcome = fetch(Page::at("https://app.example.com"), &app(), get);
    let (message, _) = failure(|| assert_readable!(outcome));
    let line = "\n  < no response: the only server is at https://api.test\n";
    assert!(message.contains(line), "{message}");
}
