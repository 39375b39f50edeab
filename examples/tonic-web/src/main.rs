//! A dice server. Clients and a page call it with gRPC.
//!
//! ```console
//! $ cargo run -p example-tonic-web
//! $ LISTEN=127.0.0.1:9000 CORS_ORIGINS=https://dice.example.org cargo run -p example-tonic-web
//! ```
//!
//! It also serves the page, on another port, so the page has another origin. In release
//! builds, the policy allows only the real site. Then the page cannot call the server, and
//! shows this.

mod dice;
mod page;
mod policies;

use std::env;
use std::error::Error;
use std::process::ExitCode;

use cors_tower::CorsLayer;
use tokio::net::TcpListener;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic_web::GrpcWebLayer;

use crate::dice::Dice;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let policy = match policies::deployed() {
        Ok(policy) => policy,
        Err(problems) => {
            eprintln!("{}:\n\n{problems}", policies::ORIGINS);
            return Ok(ExitCode::from(2));
        }
    };
    let listen = env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
    let page = TcpListener::bind("127.0.0.1:0").await?;
    println!("The page: http://localhost:{}", page.local_addr()?.port());
    println!("listening on http://{address}");
    tokio::spawn(page::serve(page, address));

    Server::builder()
        // Without TLS, browsers send gRPC-Web over HTTP/1.1.
        .accept_http1(true)
        // This layer comes first, so it is outermost. tonic-web would answer a preflight
        // with 400.
        .layer(CorsLayer::new(policy))
        .layer(GrpcWebLayer::new())
        .add_service(Dice)
        .serve_with_incoming(TcpIncoming::from(listener))
        .await?;
    Ok(ExitCode::SUCCESS)
}
