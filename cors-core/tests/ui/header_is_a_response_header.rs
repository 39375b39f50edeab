use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, headers = ["access-control-allow-origin"] };

static SECOND: Policy = cors! { origins = *, headers = ["Access-Control-Max-Age"] };

fn main() {}
