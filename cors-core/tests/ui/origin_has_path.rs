use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["https://example.com/"] };

static SECOND: Policy = cors! { origins = ["https://example.com/app/index.html"] };

static THIRD: Policy = cors! { origins = ["https://example.com:443/"] };

fn main() {}
