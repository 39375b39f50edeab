use cors_engine::{Policy, cors};

static FIRST: Policy = cors! {
    origins = ["https://a.example"],
    credentials,
    origins = ["https://b.example"],
};

static SECOND: Policy = cors! { origins = *, credentials = false, credentials = false };

fn main() {}
