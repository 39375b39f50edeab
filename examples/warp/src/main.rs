//! An API for a to-do list with a session cookie. Pages of two origins may call it.
//!
//! ```console
//! $ cargo run -p example-warp
//! $ LISTEN=127.0.0.1:9000 CORS_ORIGINS=https://todo.example.org cargo run -p example-warp
//! ```

mod failure;
#[cfg(test)]
mod pages;
mod policies;
mod session;
mod tasks;

use std::convert::Infallible;
use std::env;
use std::io;
use std::process::ExitCode;

use cors_warp::{Cors, SharedPolicy};
use tokio::net::TcpListener;
use warp::Filter;
use warp::reply::Response;

use crate::session::Sessions;
use crate::tasks::Tasks;

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

    warp::serve(routes(policy)).incoming(listener).run().await;
    Ok(ExitCode::SUCCESS)
}

fn routes(
    policy: SharedPolicy,
) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static {
    let sessions = Sessions::default();
    let tasks = warp::path("tasks")
        .and(session::required(sessions.clone()))
        .and(tasks::routes(Tasks::default()));
    session::login(sessions)
        .or(tasks)
        .recover(failure::reply)
        // This call comes last, so CORS is outermost. Preflights have no cookie, so
        // `session::required` would reject them. Pages must also be able to read its 401.
        .cors(policy)
}
