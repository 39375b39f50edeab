use cors_axum::cors;

struct Target;

impl Target {
    #[cors(origins = *)]
    async fn associated() {}
}

fn main() {}
