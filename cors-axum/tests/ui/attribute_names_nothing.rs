use cors_axum::cors;

#[cors(MISSING)]
async fn no_such_name() {}

fn main() {}
