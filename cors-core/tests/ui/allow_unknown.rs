use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = [#[allow(insecure)] "https://example.com"] };

static SECOND: Policy = cors! { origins = [#[allow(origin_has_path)] "https://example.com"] };

static THIRD: Policy = cors! { origins = [#[allow()] "https://example.com"] };

fn main() {}
