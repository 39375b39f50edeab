//! The origins that may call the API from a browser. The compiler checks the
//! policy.

use cors_actix::{Policy, cors};

#[cors(
    origins = ["http://localhost:*"],
    methods = [GET, PUT],
    headers = ["content-type"],
    expose_headers = ["etag"],
    credentials,
    max_age = 10m,
)]
pub(crate) static API: Policy;
