use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins };

static SECOND: Policy = cors! { origins = , max_age = 600 };

static THIRD: Policy = cors! { origins = *, max_age };

static FOURTH: Policy = cors! { origins = *, credentials = };

fn main() {}
