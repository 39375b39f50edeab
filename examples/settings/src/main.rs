//! A server whose policies are a part of its settings: a file and environment variables.
//!
//! ```console
//! $ cargo run -p example-settings -- examples/settings/settings.toml
//! $ APP__CORS__ORIGINS=https://a.example,https://b.example \
//!     cargo run -p example-settings -- examples/settings/settings.toml
//! ```

mod settings;

use std::error::Error;
use std::process::ExitCode;

use axum::Router;
use axum::routing::get;
use cors_axum::{Cors, Policies};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let path = std::env::args().nth(1);
    let path = path.unwrap_or_else(|| "settings.toml".to_owned());
    let settings = match settings::read(&path) {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("{error}");
            return Ok(ExitCode::from(2));
        }
    };
    let policies = match settings::policies(&settings, &path) {
        Ok(policies) => policies,
        Err(problems) => {
            for problem in problems {
                eprintln!("{problem}\n");
            }
            return Ok(ExitCode::from(2));
        }
    };
    let listener = TcpListener::bind(&settings.listen).await?;
    println!("{policies}");
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app(policies)).await?;
    Ok(ExitCode::SUCCESS)
}

fn app(policies: Policies) -> Cors<Router> {
    let app = Router::new()
        .route("/", get("for every page of the application"))
        .route("/partners", get("for partners"));
    Cors::new(app, policies)
}
