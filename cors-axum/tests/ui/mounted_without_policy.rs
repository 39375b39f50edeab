use axum::Router;
use axum::routing::put;
use cors_axum::cors;

#[cors(origins = ["https://example.com"])]
async fn save() {}

fn main() {
    let _: Router = Router::new().route("/a", put(save));
}
