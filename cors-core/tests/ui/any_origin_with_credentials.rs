use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, credentials };

static SECOND: Policy = cors! {
    credentials = true,
    methods = [PUT],
    origins = ["*"],
};

fn main() {}
