use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["https://a..example"] };

static SECOND: Policy = cors! { origins = ["https://exa%41mple.com"] };

static THIRD: Policy = cors! { origins = ["https://example.com\\@evil.example"] };

static FOURTH: Policy = cors! { origins = ["https://a_b!c.example"] };

fn main() {}
