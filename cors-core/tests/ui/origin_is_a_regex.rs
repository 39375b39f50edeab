use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["^https://.*\\.example\\.com$"] };

static SECOND: Policy = cors! { origins = [r"https://(www\.)?example\.com"] };

static THIRD: Policy = cors! { origins = ["http://localhost:\\d+"] };

static FOURTH: Policy = cors! { origins = ["https://(a|b).example.com"] };

fn main() {}
