use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = [#[allow(insecure_origin)] "http://example.com"] };

static SECOND: Policy = cors! {
    origins = [#[allow(public_suffix)] "https://*.example.com"],
    credentials,
};

fn main() {}
