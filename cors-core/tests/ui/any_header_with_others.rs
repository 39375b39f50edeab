use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, headers = [*, "x-a"] };

static SECOND: Policy = cors! { origins = *, headers = ["authorization", "*", "x-a"] };

fn main() {}
