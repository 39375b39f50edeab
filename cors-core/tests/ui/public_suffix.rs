use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["https://*.github.io"], credentials };

static SECOND: Policy = cors! { origins = ["https://*.co.uk"], credentials };

static THIRD: Policy = cors! { origins = ["https://*.com:8443"], credentials };

static FOURTH: Policy = cors! { origins = ["https://app-*.vercel.app"], credentials };

static FIFTH: Policy = cors! { origins = ["https://*.notlisted"], credentials };

fn main() {}
