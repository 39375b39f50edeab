use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, methods = [CONNECT] };

static SECOND: Policy = cors! { origins = *, methods = [trace, "Track"] };

fn main() {}
