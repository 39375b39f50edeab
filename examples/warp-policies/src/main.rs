//! A shop. Any page can read the catalogue, partners order, and administrators remove
//! products.
//!
//! ```console
//! $ cargo run -p example-warp-policies
//! ```
//!
//! Two methods of one path have different policies. The answer to a preflight depends on
//! the requested method, and names only this method:
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
//! $ curl -i -X OPTIONS http://127.0.0.1:8080/products/tea \
//!     -H 'Origin: https://partner.example' -H 'Access-Control-Request-Method: DELETE'
//! HTTP/1.1 403 Forbidden
//! vary: Origin, Access-Control-Request-Method
//! ```

mod policies;
mod products;
mod token;

use std::env;
use std::io;

use cors_warp::{path, plain, route, scope};
use tokio::net::TcpListener;
use warp::Filter;
use warp::http::{Method, StatusCode};

use crate::policies::{ADMIN, PARTNERS, PUBLIC};

#[tokio::main]
async fn main() -> io::Result<()> {
    let listen = env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(listen).await?;
    println!("listening on http://{}", listener.local_addr()?);

    let order = route(Method::POST, path!()).to(|orders| orders.map(|| StatusCode::CREATED));
    let stock = route(Method::GET, path!("stock")).to(|stock| stock.map(|| "3 of everything\n"));
    // No page of another origin can read this.
    let health = route(Method::GET, path!("health"))
        .without_cors()
        .to(|health| health.map(|| "OK\n"));
    // The policy of the application suffices for this file, so it needs no route.
    let robots = plain(warp::path!("robots.txt").map(|| "User-agent: *\nDisallow:\n"));

    let routes = products::routes()
        // PARTNERS applies to everything below the path, also to the 404 and the 401.
        .or(scope(path("orders"))
            .cors(&PARTNERS)
            .to(order.guarded(token::required())))
        .or(scope(path("admin"))
            .cors(&ADMIN)
            .to(stock.guarded(token::required())))
        .or(health)
        .or(robots)
        .recover(token::unauthorized)
        // This call comes last. The filter answers every preflight.
        .cors(&PUBLIC);
    warp::serve(routes).incoming(listener).run().await;
    Ok(())
}
