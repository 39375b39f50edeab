use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["https://a.example, https://b.example"] };

static SECOND: Policy = cors! { origins = ["https://a.example/ https://b.example:443"] };

fn main() {}
