use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, expose_headers = [""] };

static SECOND: Policy = cors! { origins = *, expose_headers = ["x foo"] };

static THIRD: Policy = cors! { origins = *, expose_headers = ["etag, link"] };

fn main() {}
