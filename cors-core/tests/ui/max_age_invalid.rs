use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, max_age = -1 };

static SECOND: Policy = cors! { origins = *, max_age = 10x };

static THIRD: Policy = cors! { origins = *, max_age = 1.5 };

static FOURTH: Policy = cors! { origins = *, max_age = 86401 };

static FIFTH: Policy = cors! { origins = *, max_age = 2d };

static SIXTH: Policy = cors! { origins = *, max_age = "an hour" };

fn main() {}
