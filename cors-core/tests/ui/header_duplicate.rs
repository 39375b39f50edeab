use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, headers = ["x-a", "X-A"] };

fn main() {}
