use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, expose_headers = [*, "etag"] };

fn main() {}
