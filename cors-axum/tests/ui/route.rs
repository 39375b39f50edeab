use cors_axum::{CorsMethodRouter, cors, route};

#[cors(origins = *)]
async fn save() {}

#[cors(origins = *)]
async fn no_handler() -> u8 {
    1
}

async fn plain() {}

fn main() {
    let _: CorsMethodRouter = route!(put(plain));
    let _: CorsMethodRouter = route!(put(missing));
    let _: CorsMethodRouter = route!(put(no_handler));
    let _: CorsMethodRouter = route!(put(save), put(save));
    let _: CorsMethodRouter = route!(any(save));
    let _: CorsMethodRouter = route!(trace(save));
    let _: CorsMethodRouter = route!(puts(save));
    let _: CorsMethodRouter = route!(put(async || "closure"));
    let _: CorsMethodRouter = route!(put());
    let _: CorsMethodRouter = route!(save);
    let _: CorsMethodRouter = route!();
}
