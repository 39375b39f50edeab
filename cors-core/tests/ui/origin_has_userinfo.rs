use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["https://user@example.com"] };

static SECOND: Policy = cors! { origins = ["https://user:secret@example.com:8443"] };

fn main() {}
