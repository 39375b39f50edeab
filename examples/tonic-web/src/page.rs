//! The page that calls the service. It has another origin than the service.

use std::io;
use std::net::SocketAddr;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use tokio::net::TcpListener;

pub(crate) async fn serve(listener: TcpListener, service: SocketAddr) -> io::Result<()> {
    let page = include_str!("page.html").replace("{service}", &format!("http://{service}"));
    let app = Router::new().route("/", get(async move || Html(page)));
    axum::serve(listener, app).await
}
