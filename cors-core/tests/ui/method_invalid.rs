use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, methods = [""] };

static SECOND: Policy = cors! { origins = *, methods = ["PUT "] };

static THIRD: Policy = cors! { origins = *, methods = ["PUT,DELETE"] };

static FOURTH: Policy = cors! { origins = *, methods = ["PUT/1"] };

fn main() {}
