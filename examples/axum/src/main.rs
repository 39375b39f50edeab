//! An API for bookmarks with a session cookie. Pages of two origins may call it.
//!
//! ```console
//! $ cargo run -p example-axum
//! $ LISTEN=127.0.0.1:9000 CORS_ORIGINS=https://marks.example.org cargo run -p example-axum
//! ```

mod bookmarks;
mod failure;
#[cfg(test)]
mod pages;
mod policies;
mod session;

use std::env;
use std::io;
use std::process::ExitCode;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use cors_axum::{Cors, SharedPolicy};
use tokio::net::TcpListener;

use crate::bookmarks::Bookmarks;
use crate::failure::Failure;
use crate::session::Sessions;

#[tokio::main]
async fn main() -> io::Result<ExitCode> {
    let policy = match policies::deployed() {
        Ok(policy) => policy,
        Err(problems) => {
            eprintln!("{}:\n\n{problems}", policies::ORIGINS);
            return Ok(ExitCode::from(2));
        }
    };
    // Logs why a page is refused.
    tracing_subscriber::fmt().init();
    let listen = env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(listen).await?;
    println!("listening on http://{}", listener.local_addr()?);

    axum::serve(listener, app(policy)).await?;
    Ok(ExitCode::SUCCESS)
}

fn app(policy: SharedPolicy) -> Cors<Router> {
    let sessions = Sessions::default();
    let signed_in = bookmarks::routes(Bookmarks::default())
        .layer(from_fn_with_state(sessions.clone(), session::required));
    let app = Router::new()
        .route("/login", post(session::login).with_state(sessions))
        .nest("/bookmarks", signed_in)
        .fallback(async || Failure::NoSuchPath);
    // CORS is outermost. Preflights carry no cookie, so they must not reach
    // `session::required`. Pages must also be able to read its 401.
    Cors::new(app, policy)
}
