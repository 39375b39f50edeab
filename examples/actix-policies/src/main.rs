//! A shop. Any page can read the catalogue, partners order, and administrators
//! remove products.
//!
//! ```console
//! $ cargo run -p example-actix-policies
//! ```
//!
//! Two methods of one path have different policies. The answer to a preflight depends on
//! the requested method, and names only this method:
//!
//! ```console
//! $ curl -i -X OPTIONS http://127.0.0.1:8080/products/tea \
//!     -H 'Origin: https://partner.example' -H 'Access-Control-Request-Method: PUT'
//! HTTP/1.1 204 No Content
//! access-control-allow-headers: authorization
//! access-control-allow-methods: PUT
//! vary: Origin, Access-Control-Request-Method
//! access-control-max-age: 0
//! access-control-allow-origin: https://partner.example
//!
//! $ curl -i -X OPTIONS http://127.0.0.1:8080/products/tea \
//!     -H 'Origin: https://partner.example' -H 'Access-Control-Request-Method: DELETE'
//! HTTP/1.1 403 Forbidden
//! content-length: 0
//! vary: Origin, Access-Control-Request-Method
//! ```

mod policies;
mod products;
mod token;

use std::env;
use std::io;

use actix_web::middleware::from_fn;
use actix_web::{App, HttpResponse, HttpServer, Responder, get, post, web};
use cors_actix::{Cors, cors, scope};

use crate::policies::{ADMIN, PARTNERS, PUBLIC};

#[actix_web::main]
async fn main() -> io::Result<()> {
    let listen = env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let server = HttpServer::new(|| {
        App::new()
            .configure(products::routes)
            // The policy applies to every response below this path, including 404
            // and 401.
            .service(
                scope("/orders", &PARTNERS)
                    .service(order)
                    .wrap(from_fn(token::required)),
            )
            .service(
                scope("/admin", &ADMIN)
                    .route("/stock", web::get().to(async || "3 of everything\n"))
                    .wrap(from_fn(token::required)),
            )
            .service(health)
            .route(
                "/robots.txt",
                web::get().to(async || "User-agent: *\nDisallow:\n"),
            )
            // This layer comes last and is therefore the outermost one. It answers
            // every preflight.
            .wrap(Cors::new(&PUBLIC))
    })
    .bind(listen)?;
    for address in server.addrs() {
        println!("listening on http://{address}");
    }
    server.run().await
}

/// A route at the path of its scope needs a policy of its own: actix-web does not show
/// that it is inside the scope.
#[cors(PARTNERS)]
#[post("")]
async fn order() -> impl Responder {
    HttpResponse::Created()
}

/// No page needs to read this response.
#[cors(none)]
#[get("/health")]
async fn health() -> impl Responder {
    "healthy\n"
}
