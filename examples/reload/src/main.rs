//! News, with a policy file that is read again when it changes.
//!
//! ```console
//! $ cargo run -p example-reload
//! ```
//!
//! Edit `examples/reload/policy.toml`, or the file in the variable `POLICY`, while the
//! program runs. A right file replaces all policies at once. A wrong file is ignored, and
//! the program prints every problem. If the file is wrong when the program starts, it
//! prints the problems and exits.
//!
//! Browsers cache the answer to a preflight for `max_age`. So keep it short if you remove
//! origins while the program runs.

mod policy_file;
mod watch;

use std::env;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use axum::Router;
use axum::routing::get;
use cors_axum::{Cors, Live};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

fn main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn serve() -> Result<(), Box<dyn Error>> {
    let default = || concat!(env!("CARGO_MANIFEST_DIR"), "/policy.toml").into();
    let file = PathBuf::from(env::var_os("POLICY").unwrap_or_else(default));
    // The watch begins before the file is read, so that no change is missed.
    let (_watcher, changes) = watch::folder_of(&file)?;
    let live = Live::new(policy_file::read(&file)?);
    let followed = live.clone();
    thread::spawn(move || watch::follow(&file, &followed, &changes));

    let app = Router::new()
        .route("/", get(async || "the news\n"))
        .route("/admin", get(async || "the drafts\n"));
    Runtime::new()?.block_on(async {
        let listen = env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
        let listener = TcpListener::bind(listen).await?;
        println!("listening on http://{}", listener.local_addr()?);
        axum::serve(listener, Cors::new(app, live)).await?;
        Ok(())
    })
}
