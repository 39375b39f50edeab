//! Tests the CORS behaviour of any application, without a server and without a browser. A
//! test checks whether a page of an origin can read a response, and shows why if it cannot.
//!
//! A [`Page`] fetches like a page in a browser, with preflights, CORS checks, the preflight
//! cache and redirects. The model of the browser is [`cors_browser`]. [`assert_readable!`]
//! and [`assert_blocked!`] check the outcome:
//!
#![cfg_attr(feature = "axum", doc = "```")]
#![cfg_attr(not(feature = "axum"), doc = "```ignore")]
//! use axum::Router;
//! use axum::routing::put;
//! use cors_test::{Credentials, Fetch, Page, assert_blocked, assert_readable};
//! # use cors_axum::{CorsLayer, Policy, cors};
//! # #[cors(origins = ["https://app.example.com"], methods = [PUT],
//! #     headers = ["content-type"], credentials)]
//! # static API: Policy;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let router = Router::new().route("/users/{id}", put(async || "saved"));
//! let app = cors_test::axum(router.layer(CorsLayer::new(&API)));
//!
//! let save = Fetch::put("/users/1")
//!     .header("content-type", "application/json")
//!     .body("{}")
//!     .credentials(Credentials::Include);
//!
//! let mut page = Page::at("https://app.example.com");
//! assert_readable!(page.fetch(&app, save.clone()).await);
//!
//! let mut page = Page::at("https://evil.example");
//! assert_blocked!(page.fetch(&app, save).await, "preflight-allow-origin-missing");
//! # }
//! ```
//!
//! A failed assertion shows every request and response with its CORS headers, the cause,
//! the step of the standard, the lines that browsers print to their consoles, and what to
//! change.
//!
//! # Applications
//!
//! | feature | function | application |
//! |---|---|---|
//! | `axum` | `cors_test::axum(router)` | a `Router` with its layers, or a service that wraps one |
//! | `actix` | `cors_test::actix(test::init_service(app).await)` | an actix-web application |
//! | `warp` | `cors_test::warp(warp::service(filter))` | a tree of filters |
//! | `tower` | `cors_test::tower(service)` | any tower service of `http` 1: hyper, tonic |
//! | `url` | `cors_test::url("http://127.0.0.1:3000")` | a server that listens, over plain HTTP |
//!
//! All features are off by default. Implement [`Server`] to test any other application. The
//! server's origin is `https://api.test`, unless you [choose another](Server::at). A path
//! such as `/users/1` is resolved against it.
//!
//! # Policies by URL
//!
//! With the feature `routes`, `RouteCheck` tests that the table in `Policies` and the
//! routes of your application agree:
//!
//! ```ignore
//! let app = cors_test::axum(app());
//! RouteCheck::new(&policies()).assert(&app).await;
//! ```
//!
//! # Limits
//!
//! A page does not store cookies from responses. Pass its cookies to [`Page::with_cookie`].
//! A response is read to its end, so you cannot test an endless stream of events. The
//! limits of [`cors_browser`] apply too.
//!
//! # Crate features
//!
//! All features are off by default. `actix`, `axum`, `tower`, `url` and `warp` each enable
//! the function in the table above. `routes` enables `RouteCheck`.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod assert;
mod outcome;
mod page;
mod print;
#[cfg(feature = "routes")]
mod routes;
mod server;

#[cfg(feature = "actix")]
mod actix;
#[cfg(feature = "axum")]
mod axum;
#[cfg(any(feature = "tower", feature = "url"))]
mod message;
#[cfg(feature = "tower")]
mod tower;
#[cfg(feature = "url")]
mod url;
#[cfg(feature = "warp")]
mod warp;

#[cfg(feature = "actix")]
pub use actix::{Actix, actix};
#[cfg(feature = "axum")]
pub use axum::axum;
pub use cors_browser::{
    self, Body, Browser, Credentials, Fetch, Initiator, Mode, Redirect, Request, Response,
};
pub use outcome::Outcome;
pub use page::Page;
#[cfg(feature = "routes")]
pub use routes::RouteCheck;
pub use server::{At, Server};
#[cfg(feature = "tower")]
pub use tower::{Tower, tower};
#[cfg(feature = "url")]
pub use url::{Remote, url};
#[cfg(feature = "warp")]
pub use warp::warp;

#[doc(hidden)]
pub mod __private {
    pub use crate::assert::{blocked, readable};
}
