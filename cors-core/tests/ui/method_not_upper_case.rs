use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, methods = [put] };

static SECOND: Policy = cors! { origins = *, methods = ["Patch"] };

static THIRD: Policy = cors! { origins = *, methods = [PUT, put] };

static FOURTH: Policy = cors! { origins = *, methods = [GET, query] };

fn main() {}
