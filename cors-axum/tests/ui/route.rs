use cors_axum::{Routes, cors, route};

#[cors(origins = *)]
async fn save() {}

#[cors(origins = *)]
async fn no_handler() -> u8 {
    1
}

async fn plain() {}

fn main() {
    let _: Routes = route!(put(plain));
    let _: Routes = route!(put(missing));
    let _: Routes = route!(put(no_handler));
    let _: Routes = route!(put(save), put(save));
    let _: Routes = route!(any(save));
    let _: Routes = route!(trace(save));
    let _: Routes = route!(puts(save));
    let _: Routes = route!(put(async || "closure"));
    let _: Routes = route!(put());
    let _: Routes = route!(save);
    let _: Routes = route!();
}
