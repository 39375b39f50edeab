use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["http://127.1"] };

static SECOND: Policy = cors! { origins = ["http://0x7f.1"] };

static THIRD: Policy = cors! { origins = ["http://2130706433:8080"] };

static FOURTH: Policy = cors! { origins = ["http://256.1.1.1"] };

static FIFTH: Policy = cors! { origins = ["http://127.0.0.1."] };

fn main() {}
