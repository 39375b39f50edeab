use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["wss://example.com"] };

static SECOND: Policy = cors! { origins = ["file:///home/me/index.html"] };

static THIRD: Policy = cors! { origins = ["ftp://example.com"] };

static FOURTH: Policy = cors! { origins = ["data:text/html,hello"] };

static FIFTH: Policy = cors! { origins = ["blob:https://example.com/1f"] };

static SIXTH: Policy = cors! { origins = ["about:blank"] };

fn main() {}
