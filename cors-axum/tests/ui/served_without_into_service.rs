//! A router that is served before it has the policy of the application.

use axum::routing::get;
use cors_axum::CorsRouter;

async fn serve(listener: tokio::net::TcpListener) {
    let app = CorsRouter::new().route("/", get(async || "hello"));
    let _ = axum::serve(listener, app).await;
}

fn main() {}
