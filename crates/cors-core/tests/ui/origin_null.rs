use cors_core::{Policy, cors};

static FIRST: Policy = cors! { origins = ["null"] };

static SECOND: Policy = cors! { origins = ["NULL"] };

fn main() {}
