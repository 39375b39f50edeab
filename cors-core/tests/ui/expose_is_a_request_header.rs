use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, expose_headers = ["origin"] };

static SECOND: Policy = cors! { origins = *, expose_headers = ["access-control-request-method"] };

fn main() {}
