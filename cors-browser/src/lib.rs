//! The browser's side of CORS: the client half of the
//! [Fetch standard](https://fetch.spec.whatwg.org/) as pure functions.
//!
//! A [`Page`] at an origin makes a [`Fetch`]. The [`UserAgent`] does what a
//! browser does: it sends the preflight that is needed, applies the CORS check,
//! the preflight's checks and its cache, follows redirects and filters headers.
//! The [`Report`] has what the page can read, or the [`Cause`] why it can read
//! nothing, and every request that went over the wire.
//!
//! Nothing is sent anywhere. Whoever asks answers the requests, with a closure:
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
//! or step by step, so that an asynchronous service or a socket can answer; see
//! [`UserAgent::start`].
//!
//! # Whose browser
//!
//! [`Browser::Standard`] does what the standard says. [`Browser::Chromium`],
//! [`Browser::Firefox`] and [`Browser::WebKit`] do what those browsers do where
//! they leave it; the type lists every difference there is in the model.
//!
//! # What browsers say
//!
//! A page is told nothing but that its fetch failed. The console says more, and
//! [`Report::console`] has what Chromium, Firefox and WebKit print there, word for
//! word; [`Cause::code`] has their own names for it, [`Cause::mdn`] the page to read,
//! and [`Report::help`] what to change. [`ConsoleLine::read`] goes the other way:
//! from a line that somebody copied to the cause and what is named in it.
//!
//! # What is left out
//!
//! The model has no HTTP cache, no service worker, no cookie jar (a request
//! says whether cookies would go with it), no content security policy, no mixed
//! content, no bad ports, no prompts for passwords, and no permission to reach
//! a local network: what those block never gets as far as CORS. What is in
//! `data:` and `blob:` URLs is not looked at: such a response is empty. A request
//! carries the headers of the CORS protocol, the page's own, and `Accept`; real
//! browsers add `User-Agent`, `Sec-Fetch-Mode` and their like. There is no
//! list of public suffixes: where a site is asked for, which only
//! `Cross-Origin-Resource-Policy: same-site` and the partition of the preflight
//! cache do, a host's last two labels are taken for it.
//!
//! # Crate features
//!
//! There are none: the crate is always the same.

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
pub use console::ConsoleLine;
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
