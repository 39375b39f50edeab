use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, methods = [PUT, PUT] };

static SECOND: Policy = cors! { origins = *, methods = [PUT, GET, "PUT"] };

fn main() {}
