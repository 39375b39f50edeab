use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["https://*"] };

static SECOND: Policy = cors! { origins = ["https://api.*.example.com"] };

static THIRD: Policy = cors! { origins = ["https://*example.com"] };

static FOURTH: Policy = cors! { origins = ["https://**.example.com"] };

static FIFTH: Policy = cors! { origins = ["https://example.*"] };

static SIXTH: Policy = cors! { origins = ["http://*.127.0.0.1"] };

fn main() {}
