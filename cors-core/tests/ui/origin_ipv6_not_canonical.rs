use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["http://::1"] };

static SECOND: Policy = cors! { origins = ["http://[0:0:0:0:0:0:0:1]:8080"] };

static THIRD: Policy = cors! { origins = ["http://[FE80::1]"] };

static FOURTH: Policy = cors! { origins = ["http://[::ffff:127.0.0.1]"] };

static FIFTH: Policy = cors! { origins = ["http://[fe80::1%eth0]"] };

fn main() {}
