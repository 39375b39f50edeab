use cors_core::{Policy, cors};

static FIRST: Policy = cors! { origins = *, headers = ["x-a", "X-A"] };

fn main() {}
