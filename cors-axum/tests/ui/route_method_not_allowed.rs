use cors_axum::{Policy, Routes, cors, route};

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
    let _: Routes = route!(put(named));
    let _: Routes = route!(delete(written), get(named), patch(written));
    let _: Routes = route!(patch(replaced), delete(inside::named), put(inside::named));
}
