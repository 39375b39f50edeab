use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["https://"] };

static SECOND: Policy = cors! { origins = ["https://:8080"] };

fn main() {}
