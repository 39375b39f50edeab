use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = *, headers = ["cookie"] };

static SECOND: Policy = cors! { origins = *, headers = ["Host", "Origin"] };

static THIRD: Policy = cors! { origins = *, headers = ["sec-fetch-site"] };

fn main() {}
