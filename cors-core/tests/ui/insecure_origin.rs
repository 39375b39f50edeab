use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["http://example.com"], credentials };

static SECOND: Policy = cors! { origins = ["my-app://example"], credentials };

static THIRD: Policy = cors! { origins = ["http://a.example", "http://b.example"], credentials };

fn main() {}
