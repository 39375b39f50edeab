//! The browser's side of CORS: the client half of the
//! [Fetch standard](https://fetch.spec.whatwg.org/) as pure functions.
//!
//! A [`Page`] at an origin makes a [`Fetch`]. The [`UserAgent`] does what a
//! browser does: it sends the preflight that is needed, applies the CORS check,
//! the preflight's checks and its cache, follows redirects and filters headers.
//! The [`Report`] has what the page can read, or the [`Cause`] why it can read
//! nothing, and every request that went over the wire.
//!
//! Nothing is sent over the network. You answer the requests with a closure:
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
//! or step by step, so that an asynchronous service or a socket can answer. See
//! [`UserAgent::start`].
//!
//! # Browsers
//!
//! [`Browser::Standard`] does what the standard says. [`Browser::Chromium`],
//! [`Browser::Firefox`] and [`Browser::WebKit`] do what those browsers do where
//! they differ from the standard. The type lists every difference in the model.
//!
//! # Console messages
//!
//! A page only learns that its fetch failed. The console says more:
//! [`Report::console`] returns what Chromium, Firefox and WebKit print there, word
//! for word. [`Cause::code`] is the browser's own code, [`Cause::mdn`] the page to
//! read, and [`Report::help`] says what to change. [`ConsoleLine::read`] does the
//! reverse: it finds the cause in a line that somebody copied from a console.
//!
//! # Limits
//!
//! The model has no HTTP cache, no service worker, no cookie jar (a request says
//! whether cookies would be sent), no content security policy, no mixed content, no
//! bad ports, no password prompts, and no permission to reach a local network. A
//! request that these block never gets as far as CORS. The model does not read
//! `data:` and `blob:` URLs: the response is empty. A request carries the headers
//! of the CORS protocol, the page's own headers, and `Accept`. Real browsers add
//! others, such as `User-Agent` and `Sec-Fetch-Mode`. There is no list of public
//! suffixes: the last two labels of a host are its site. Only
//! `Cross-Origin-Resource-Policy: same-site` and the partition of the preflight
//! cache use the site.
//!
//! # Crate features
//!
//! There are none.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod accept;
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
