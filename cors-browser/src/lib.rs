//! The browser's side of CORS: the client half of the
//! [Fetch standard](https://fetch.spec.whatwg.org/) as pure functions.
//!
//! A [`Page`] at an origin makes a [`Fetch`]. The [`UserAgent`] does what a browser does:
//! it sends preflights and caches their answers, applies the CORS check, follows redirects
//! and filters headers. The [`Report`] contains the response that the page can read, or the
//! [`Cause`] why the page cannot read it. It also contains every request that was sent.
//!
//! The crate does not use the network. You answer the requests with a closure:
//!
//! ```
//! use cors_browser::{Browser, Fetch, Page, Request, Response, UserAgent};
//!
//! let page = Page::at("https://app.example.com")?;
//! let put = Fetch::put("https://api.example.com/users/1").header("x-trace", "7");
//!
//! let report = UserAgent::new(Browser::Standard).fetch(&page, &put, |request: &Request| {
//!     let allowed = Response::new(204)
//!         .header("access-control-allow-origin", "https://app.example.com")
//!         .header("access-control-allow-methods", "PUT");
//!     match request.is_preflight() {
//!         true => allowed,
//!         false => unreachable!("the preflight does not allow x-trace"),
//!     }
//! });
//!
//! let blocked = report.outcome.blocked().expect("no header is allowed");
//! assert_eq!(blocked.cause.name(), "preflight-header-not-allowed");
//! assert_eq!(report.exchanges.len(), 1);
//! # Ok::<(), cors_browser::NotAnOrigin>(())
//! ```
//!
//! You can also run a fetch step by step, so that an asynchronous service or a socket can
//! answer. See [`UserAgent::start`].
//!
//! # Browsers
//!
//! [`Browser::Standard`] follows the standard. [`Browser::Chromium`], [`Browser::Firefox`]
//! and [`Browser::WebKit`] follow these browsers where they differ from the standard. The
//! documentation of [`Browser`] lists every difference in the model.
//!
//! # Console messages
//!
//! If a fetch fails, the page gets only a network error. The browser prints more to its
//! console. [`Report::console`] returns the lines of Chromium, Firefox and WebKit, word for
//! word. [`Cause::code`] returns the browser's own code, [`Cause::mdn`] the address of the
//! page on MDN, and [`Report::help`] what to change. [`ConsoleLine::read`] does the
//! reverse: it finds the cause of a line that was copied from a console.
//!
//! # Limits
//!
//! These parts of a browser are not in the model: the HTTP cache, service workers, cookie
//! jars (a request only says whether cookies would be sent), content security policies,
//! password prompts, and the permission to reach a local network. If one of them blocks a
//! request, CORS does not apply to it.
//!
//! Mixed content is in the model as far as a page over `https:` requests an `http:` URL.
//! `http://localhost` and `http://127.0.0.1` are exempt, as in the standard. WebKit blocks
//! them too. The model does not, because such a server mostly takes the place of one that
//! has `https:`. Browsers request mixed images, audio and video over `https:`, and the
//! model requests them as they are.
//!
//! The response of a `data:` or `blob:` URL is empty.
//!
//! A request has the headers of the CORS protocol, the page's own headers, and `Accept`.
//! Real browsers add others, such as `User-Agent` and `Sec-Fetch-Mode`.
//!
//! The model has no list of public suffixes. The last two labels of a host are its site.
//! Only `Cross-Origin-Resource-Policy: same-site` and the partition of the preflight cache
//! use the site.
//!
//! # Crate features
//!
//! This crate has no features.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod accept;
mod blocked_url;
mod browser;
mod bytes;
mod cache;
mod cause;
mod check;
mod console;
mod corp;
mod explanation;
mod fetch;
mod fetching;
mod filter;
mod forbidden;
mod header;
mod list;
mod location;
mod max_age;
mod message;
mod method;
mod mime;
mod origin;
mod outcome;
mod page;
mod preflight;
mod prepare;
mod range;
mod redirect;
mod request;
mod safelist;
mod step;
mod user_agent;
mod webkit_header;
mod wire;

pub use browser::Browser;
pub use bytes::text;
pub use cause::{Cause, CheckFailure, Phase};
pub use console::{ConsoleEntry, ConsoleLine, Era, Kind, Lookalike, Source};
pub use explanation::{Explanation, Fault};
pub use fetch::{Body, Credentials, Fetch, Initiator, Mode, Redirect, ReferrerPolicy};
pub use fetching::{Pending, Step};
pub use header::Headers;
pub use origin::{NotAnOrigin, Origin};
pub use outcome::{Blocked, Exchange, Outcome, Readable, Report, ResponseType, Warning};
pub use page::Page;
pub use step::StandardStep;
pub use url::Url;
pub use user_agent::UserAgent;
pub use wire::{Answer, Request, Response};
