//! A warning of the compiler, at the entry.

#![deny(deprecated)]

use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, headers = ["autorization"] };

static SECOND: Policy = cors! {
    origins = *,
    headers = ["x-token", "Contenttype", "authorization", "authorisation"],
    expose_headers = ["etag", "content-dispositon"],
};

fn main() {}
