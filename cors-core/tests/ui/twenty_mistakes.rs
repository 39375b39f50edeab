use cors_engine::{Policy, cors};

static API: Policy = cors! {
    origins = [
        "https://a.example/",
        "HTTPS://b.example",
        "c.example",
        "https://d.example:443",
        "null",
        #[allow(insecure)] "http://e.example",
        MY_ORIGIN,
        #[cfg()] "https://f.example",
        "https://*.github.io",
    ],
    methods = [put, PUT, TRACE, Method::DELETE],
    headers = ["cookie", AUTHORIZATION, "a b"],
    expose_headers = *,
    credentials,
    max_age = 10x,
    allow_private_network = true,
    credentials,
};

fn main() {
    // A wrong policy is still a policy, so the code that uses it has no further errors.
    assert!(!API.allows_origin(b"https://a.example"));
}
