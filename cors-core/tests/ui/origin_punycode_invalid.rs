use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["https://xn--a"] };

static SECOND: Policy = cors! { origins = ["https://xn--.example"] };

static GLOB: Policy = cors! { origins = ["https://xn--*.example.com"] };

fn main() {}
