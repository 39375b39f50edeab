use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["1a://example.com"] };

static SECOND: Policy = cors! { origins = ["https:/example.com"] };

static THIRD: Policy = cors! { origins = ["*://example.com"] };

fn main() {}
