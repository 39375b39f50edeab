use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["https://*"] };

static SECOND: Policy = cors! { origins = ["https://api.*.example.com"] };

static THIRD: Policy = cors! { origins = ["https://*example.com"] };

static FOURTH: Policy = cors! { origins = ["https://**.example.com"] };

static FIFTH: Policy = cors! { origins = ["https://example.*"] };

static SIXTH: Policy = cors! { origins = ["http://*.127.0.0.1"] };

static SEVENTH: Policy = cors! { origins = ["https://preview-*.com"] };

static EIGHTH: Policy = cors! { origins = ["https://app.preview-*.example.com"] };

static NINTH: Policy = cors! { origins = ["https://app-*-*.example.com"] };

static TENTH: Policy = cors! { origins = ["https://app-*.*.example.com:*"] };

static ELEVENTH: Policy = cors! { origins = ["http://10-*.0.0.1"] };

static TWELFTH: Policy = cors! { origins = ["app://preview-*.example.com"] };

fn main() {}
