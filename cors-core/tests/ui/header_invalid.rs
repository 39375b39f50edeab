use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, headers = [""] };

static SECOND: Policy = cors! { origins = *, headers = ["x foo"] };

static THIRD: Policy = cors! { origins = *, headers = ["x-a,x-b"] };

static FOURTH: Policy = cors! { origins = *, headers = ["X-Größe"] };

static FIFTH: Policy = cors! { origins = *, headers = ["x-a:"] };

fn main() {}
