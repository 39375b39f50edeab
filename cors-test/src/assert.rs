//! The assertions.

use crate::outcome::Outcome;

/// Asserts that a page can read the response to its fetch.
///
/// If the page cannot, the macro panics. The message shows every request and response, the
/// cause, the step of the standard, the lines that browsers print, and what to change.
///
/// ```
/// # use cors_test::{Fetch, Page, Request, Response, Server, assert_readable};
/// # struct App;
/// # impl Server for App {
/// #     async fn answer(&self, _: &Request) -> Result<Response, String> {
/// #         Ok(Response::new(200).header("access-control-allow-origin", "*"))
/// #     }
/// # }
/// # async fn run(app: App) {
/// let mut page = Page::at("https://app.example.com");
/// assert_readable!(page.fetch(&app, Fetch::get("/users/1")).await);
/// # }
/// ```
#[macro_export]
macro_rules! assert_readable {
    ($outcome:expr $(,)?) => {
        $crate::__private::readable(&$outcome)
    };
}

/// Asserts that a page gets a network error and, if you pass a name, that this
/// [cause](cors_browser::Cause::name) is the reason.
///
/// ```
/// # use cors_test::{Fetch, Page, Request, Response, Server, assert_blocked};
/// # struct App;
/// # impl Server for App {
/// #     async fn answer(&self, _: &Request) -> Result<Response, String> { Ok(Response::new(200)) }
/// # }
/// # async fn run(app: App) {
/// let mut page = Page::at("https://evil.example");
/// let outcome = page.fetch(&app, Fetch::get("/users/1")).await;
/// assert_blocked!(outcome);
/// assert_blocked!(outcome, "allow-origin-missing");
/// # }
/// ```
#[macro_export]
macro_rules! assert_blocked {
    ($outcome:expr $(,)?) => {
        $crate::__private::blocked(&$outcome, ::core::option::Option::None)
    };
    ($outcome:expr, $cause:expr $(,)?) => {
        $crate::__private::blocked(&$outcome, ::core::option::Option::Some($cause))
    };
}

#[doc(hidden)]
#[track_caller]
pub fn readable(outcome: &Outcome) {
    assert!(outcome.is_readable(), "{outcome}");
}

#[doc(hidden)]
#[track_caller]
pub fn blocked(outcome: &Outcome, expected: Option<&str>) {
    match (outcome.cause(), expected) {
        (Some(cause), Some(expected)) => {
            assert!(
                cause == expected,
                "expected the cause {expected}, but {outcome}"
            );
        }
        (Some(_), None) => {}
        (None, _) => panic!("{outcome}"),
    }
}
