use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { allowed_origins = ["https://example.com"] };

static SECOND: Policy = cors! { orgins = * };

static THIRD: Policy = cors! { origins = *, supports_credentials = false };

static FOURTH: Policy = cors! { origins = *, max-age = 600 };

static FIFTH: Policy = cors! { origins = *, private_network = true };

static SIXTH: Policy = cors! { origins = *, colour = "red" };

static SEVENTH: Policy = cors! { origins = *, crate = ::cors_actix };

static EIGHTH: Policy = cors! { origins = *, permissive, mirror_request = true, vary = "origin" };

fn main() {}
