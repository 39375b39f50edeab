#![deny(dead_code)]

use cors_engine::Policy;
use cors_macros::tower as cors;

#[cors(crate = cors_engine, origins = ["https://example.com"])]
static PRIVATE: Policy;

/// A policy that other modules of the crate can use.
#[cors(crate = cors_engine, origins = ["https://example.com"])]
pub(crate) static OF_THE_CRATE: Policy;

static BY_THE_MACRO: Policy = cors_engine::cors! { origins = ["https://example.com"] };

fn main() {}
