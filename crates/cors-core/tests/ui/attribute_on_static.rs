use cors_core::Policy;
use cors_macros::tower as cors;

/// The errors of a policy are those of `cors!`.
#[cors(
    crate = cors_core,
    origins = ["https://example.com/"],
    methods = [put],
)]
static API: Policy;

#[cors(crate = cors_core)]
static WITHOUT_ORIGINS: Policy;

#[cors(crate = cors_core)]
static WITHOUT_ANYTHING: Policy;

#[cors(crate = cors_core, crate, origins = *)]
static CRATE_WITHOUT_PATH: Policy;

#[cors(crate = cors_core, crate = cors_core, origins = *)]
static CRATE_TWICE: Policy;

#[cors(origins = *, crate = "cors_core")]
static CRATE_IN_QUOTES: Policy;

fn main() {
    assert!(!API.allows_origin(b"https://example.com"));
}
