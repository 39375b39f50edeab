use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, methods = [*, PUT] };

static SECOND: Policy = cors! { origins = *, methods = [PUT, "*"] };

fn main() {}
