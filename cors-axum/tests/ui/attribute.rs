use cors_axum::{Policy, cors};

static NUMBER: u8 = 1;

#[cors(origins = *, methods = [PUT])]
static API: Policy;

#[cors(NUMBER)]
async fn no_policy() {}

#[cors(origins = ["https://a.example/"])]
async fn wrong_policy_and_wrong_body() {
    let _: u8 = "the handler's own mistake";
}

#[cors(API)]
struct Target;

#[cors(API)]
impl Target {
    async fn handler() {}
}

impl Target {
    #[cors(API)]
    async fn method(&self) {}
}

#[cors(none, max_age = 0)]
async fn none_with_keys() {}

#[cors]
async fn nothing() {}

fn main() {}
