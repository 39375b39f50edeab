use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = 3 };

static SECOND: Policy = cors! { origins = "https://example.com" };

static THIRD: Policy = cors! { origins = [MY_ORIGIN, env!("ORIGIN")] };

static FOURTH: Policy = cors! { origins = *, methods = [Method::PUT, 3] };

static FIFTH: Policy = cors! { origins = *, headers = [AUTHORIZATION, header::CONTENT_TYPE] };

static SIXTH: Policy = cors! { origins = *, credentials = "true" };

static SEVENTH: Policy = cors! { origins = *, max_age = 60 * 10 };

static EIGHTH: Policy = cors! { origins = *, expose_headers = vec!["etag"] };

static NINTH: Policy = cors! { origins = *, methods = [GET, POTS, any] };

static TENTH: Policy = cors! { origins = origins };

static ELEVENTH: Policy = cors! { origins = config::ORIGINS, methods = methods };

static TWELFTH: Policy = cors! { origins = *, max_age = Duration::from_mins(10) };

fn main() {}
