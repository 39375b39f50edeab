use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["https://example.com?x=1"] };

static SECOND: Policy = cors! { origins = ["https://example.com:8443?"] };

fn main() {}
