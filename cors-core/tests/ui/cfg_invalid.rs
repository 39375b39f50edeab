use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = [#[cfg] "https://example.com"] };

static SECOND: Policy = cors! { origins = [#[cfg(feature = dev)] "https://example.com"] };

static THIRD: Policy = cors! { origins = [#[cfg(unix, test)] "https://example.com"] };

static FOURTH: Policy = cors! { origins = [#[cfg(no(test))] "https://example.com"] };

static FIFTH: Policy = cors! { origins = [#[cfg_attr(test, cfg(unix))] "https://example.com"] };

static SIXTH: Policy = cors! {
    origins = [
        /// The development server.
        "https://example.com",
    ],
};

static SEVENTH: Policy = cors! { #[cfg(test)] origins = * };

static EIGHTH: Policy = cors! { origins = ["https://example.com", #[cfg(test)]] };

fn main() {}
