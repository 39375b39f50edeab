use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["null"] };

static SECOND: Policy = cors! { origins = ["NULL"] };

fn main() {}
