use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["https://example.com:443"] };

static SECOND: Policy = cors! { origins = ["http://example.com:80"] };

fn main() {}
