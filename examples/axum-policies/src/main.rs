//! A shop. Any page can read the catalogue, partners order, and administrators remove
//! products.
//!
//! ```console
//! $ cargo run -p example-axum-policies
//! ```
//!
//! Two methods of one path have different policies. The answer to a preflight depends on
//! the requested method, and names only this method. (axum adds `allow`, which browsers
//! ignore.)
//!
//! ```console
//! $ curl -i -X OPTIONS http://127.0.0.1:8080/products/tea \
//!     -H 'Origin: https://partner.example' -H 'Access-Control-Request-Method: PUT'
//! HTTP/1.1 204 No Content
//! access-control-allow-origin: https://partner.example
//! access-control-allow-methods: PUT
//! access-control-allow-headers: authorization
//! access-control-max-age: 0
//! vary: Origin, Access-Control-Request-Method
//! allow: PUT,DELETE,GET,HEAD
//! date: …
//!
//! $ curl -i -X OPTIONS http://127.0.0.1:8080/products/tea \
//!     -H 'Origin: https://partner.example' -H 'Access-Control-Request-Method: DELETE'
//! HTTP/1.1 403 Forbidden
//! vary: Origin, Access-Control-Request-Method
//! allow: PUT,DELETE,GET,HEAD
//! content-length: 0
//! date: …
//! ```

mod policies;
mod products;
mod token;

use std::env;
use std::io;

use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use cors_axum::{CorsRouter, cors, route};
use tokio::net::TcpListener;

use crate::policies::{ADMIN, PARTNERS, PUBLIC};

#[tokio::main]
async fn main() -> io::Result<()> {
    let listen = env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(listen).await?;
    println!("listening on http://{}", listener.local_addr()?);

    // The policy applies to every response below this path, including 404 and 401.
    let orders = CorsRouter::new()
        .route("/", post(async || StatusCode::CREATED))
        .layer(from_fn(token::required))
        .cors(&PARTNERS);
    let admin = CorsRouter::new()
        .route("/stock", get(async || "3 of everything\n"))
        .layer(from_fn(token::required))
        .cors(&ADMIN);
    let app = CorsRouter::new()
        .nest("/products", products::routes())
        .nest("/orders", orders)
        .nest("/admin", admin)
        .route("/health", route!(get(health)))
        .fallback(async || (StatusCode::NOT_FOUND, "there is nothing here\n"))
        // This call comes last, because routes that are added later have no policy.
        .into_service(&PUBLIC);
    axum::serve(listener, app).await
}

/// No page of another origin may read this.
#[cors(none)]
async fn health() -> &'static str {
    "well\n"
}
