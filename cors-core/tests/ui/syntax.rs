use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["https://a.example" "https://b.example"] };

static SECOND: Policy = cors! {
    origins = *
    methods = [PUT]
};

static THIRD: Policy = cors! { origins: * };

static FOURTH: Policy = cors! { origins(*) };

static FIFTH: Policy = cors! { origins = [, "https://a.example"]; };

static SIXTH: Policy = cors! { ["https://example.com"] };

static SEVENTH: Policy = cors! { "origins": ["https://example.com"] };

static EIGHTH: Policy = cors! { origins = ["https://example.com"].concat() };

fn main() {}
