use cors_engine::Policy;
use cors_macros::tower as cors;

/// The errors are the same as for `cors!`.
#[cors(
    crate = cors_engine,
    origins = ["https://example.com/"],
    methods = [put],
)]
static API: Policy;

#[cors(crate = cors_engine)]
static WITHOUT_ORIGINS: Policy;

#[cors(crate = cors_engine)]
static WITHOUT_ANYTHING: Policy;

#[cors(crate = cors_engine, crate, origins = *)]
static CRATE_WITHOUT_PATH: Policy;

#[cors(crate = cors_engine, crate = cors_engine, origins = *)]
static CRATE_TWICE: Policy;

#[cors(origins = *, crate = "cors_engine")]
static CRATE_IN_QUOTES: Policy;

fn main() {
    assert!(!API.allows_origin(b"https://example.com"));
}
