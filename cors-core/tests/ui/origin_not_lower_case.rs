use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["HTTPS://example.com"] };

static SECOND: Policy = cors! { origins = ["https://Example.com"] };

fn main() {}
