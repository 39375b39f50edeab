use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, expose_headers = ["set-cookie"] };

static SECOND: Policy = cors! { origins = *, expose_headers = ["Set-Cookie2"] };

fn main() {}
