use cors_engine::{Policy, cors};

static FIRST: Policy = cors! {  };

static SECOND: Policy = cors! { credentials };

static THIRD: Policy = cors! { origins = [] };

static FOURTH: Policy = cors! {
    methods = [PUT],
    max_age = 10m,
};

fn main() {}
