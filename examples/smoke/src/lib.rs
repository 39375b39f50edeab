//! Starts an example and speaks HTTP to it, for the examples' tests.
//!
//! Every error in this crate fails the test with a message.

#![forbid(unsafe_code)]

mod browser;
mod example;
mod request;
mod response;

pub use browser::{has_browser, shown};
pub use example::Example;
pub use request::send;
pub use response::Response;
