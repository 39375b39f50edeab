use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, expose_headers = ["access-control-allow-methods"] };

static SECOND: Policy = cors! {
    origins = *,
    expose_headers = ["etag", "Access-Control-Max-Age", "access-control-allow-headers"],
};

fn main() {}
