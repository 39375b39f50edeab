use cors_engine::{Policy, cors};

static FIRST: Policy = cors! {
    origins = [
        "https://a.example",
        "https://b.example",
        "https://a.example",
    ],
};

static SECOND: Policy = cors! {
    origins = [
        #[cfg(test)] "https://a.example",
        #[cfg( test )] "https://a.example",
        "https://a.example",
    ],
};

fn main() {}
