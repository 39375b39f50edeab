use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["https://bücher.example"] };

static SECOND: Policy = cors! { origins = ["https://*.例え.example"] };

fn main() {}
