use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["https://example.com:0"] };

static SECOND: Policy = cors! { origins = ["https://example.com:65536"] };

static THIRD: Policy = cors! { origins = ["https://example.com:080"] };

static FOURTH: Policy = cors! { origins = ["https://example.com:"] };

static FIFTH: Policy = cors! { origins = ["https://example.com:80*"] };

fn main() {}
