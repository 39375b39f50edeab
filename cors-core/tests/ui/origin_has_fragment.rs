use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["https://example.com#top"] };

fn main() {}
