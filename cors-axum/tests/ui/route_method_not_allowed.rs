use cors_axum::{CorsMethodRouter, Policy, cors, route};

#[cors(origins = *, methods = [DELETE])]
static API: Policy;

#[cors(API)]
async fn named() {}

#[cors(origins = *, methods = [DELETE])]
async fn written() {}

#[cors(API, methods = [PATCH])]
async fn replaced() {}

mod inside {
    #[super::cors(super::API)]
    pub(crate) async fn named() {}
}

fn main() {
    let _: CorsMethodRouter = route!(put(named));
    let _: CorsMethodRouter = route!(delete(written), get(named), patch(written));
    let _: CorsMethodRouter = route!(patch(replaced), delete(inside::named), put(inside::named));
}
