use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["example.com"] };

static SECOND: Policy = cors! { origins = ["localhost:3000"] };

static THIRD: Policy = cors! { origins = ["//example.com"] };

static FOURTH: Policy = cors! { origins = ["*.example.com"] };

fn main() {}
