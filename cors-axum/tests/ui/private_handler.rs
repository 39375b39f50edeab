mod users {
    #[cors_axum::cors(origins = ["https://example.com"])]
    async fn save() {}
}

fn main() {
    let _: cors_axum::CorsMethodRouter = cors_axum::route!(put(users::save));
}
