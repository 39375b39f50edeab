use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = [*, "https://a.example"] };

static SECOND: Policy = cors! { origins = ["https://a.example", "*"] };

static THIRD: Policy = cors! { origins = [*, "https://a.example"], credentials };

fn main() {}
