//! An API for many tenants. Each tenant has a host, and PostgreSQL contains the origins whose
//! pages may call the API on that host.
//!
//! ```console
//! $ createdb tenants && psql tenants --file examples/tenants/schema.sql
//! $ export DATABASE_URL='host=/run/postgresql dbname=tenants' ADMIN_TOKEN=secret
//! $ cargo run -p example-tenants
//! $ psql tenants --command "INSERT INTO tenants VALUES ('a.localhost:8080')"
//! $ curl http://127.0.0.1:8081/tenants/a.localhost:8080/origins \
//!     -H 'Authorization: Bearer secret' --json '{"origin":"https://a.example/"}'
//! {"problems":[{"origin":"https://a.example/","rule":"origin-has-path","message":"an …
//! ```
//!
//! Every process has all tenants in memory, and no request waits for the database. A trigger
//! sends a notification for each change, and every process then reads the tenant again.

mod admin;
mod database;
mod follow;
mod policy;
mod tenants;
mod token;

use std::env;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::header::ETAG;
use axum::routing::get;
use cors_axum::{Choose, Cors};
use tokio::net::TcpListener;
use tokio_postgres::Config;

use crate::database::Failure;
use crate::tenants::Tenants;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

/// # Errors
///
/// One sentence: why the program does not start, or why it ends.
async fn run() -> Result<(), String> {
    let config = required("DATABASE_URL")?.parse::<Config>();
    let config = config.map_err(|error| format!("DATABASE_URL: {}.", Failure::from(error)))?;
    let token = required("ADMIN_TOKEN")?;
    // The maximal age of the snapshot. It is a compromise: after an outage of the database
    // that is longer, the pages of all tenants fail. Until then, a removed origin can have
    // its access.
    let stale_after = optional("STALE_AFTER", "300")
        .parse()
        .map_err(|_| "STALE_AFTER is wrong: write a number of seconds, such as 300.".to_owned())?;

    let tenants = Arc::new(Tenants::new(Duration::from_secs(stale_after)));
    let connection = follow::start(&config, &tenants).await.map_err(|failure| {
        format!("The program does not start, because it cannot read the tenants: {failure}.")
    })?;
    let api = listen("LISTEN", "127.0.0.1:8080").await?;
    let admin = listen("ADMIN", "127.0.0.1:8081").await?;
    for (name, listener) in [("listening", &api), ("administration", &admin)] {
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        println!("{name} on http://{address}");
    }

    let pages = axum::serve(api, app(Arc::clone(&tenants)));
    let operators = admin::app(Arc::clone(&tenants), config.clone(), token);
    let operators = axum::serve(admin, operators);
    let follower = tokio::spawn(follow::follow(connection, config, tenants));
    tokio::select! {
        ended = pages => ended.map_err(|error| format!("The server ended: {error}.")),
        ended = operators => ended.map_err(|error| format!("The server ended: {error}.")),
        // Without it, the policies would stay as they are.
        _ = follower => Err("The program does not follow the database any more.".to_owned()),
    }
}

fn app(tenants: Arc<Tenants>) -> Cors<Router> {
    // A real application finds the data of the tenant by the same host.
    let app = Router::new().route(
        "/items",
        get(async || ([(ETAG, "\"1\"")], "3 items\n")).put(async || "saved\n"),
    );
    Cors::new(app, Choose(tenants))
}

async fn listen(variable: &str, default: &str) -> Result<TcpListener, String> {
    let address = optional(variable, default);
    let listener = TcpListener::bind(&address).await;
    listener.map_err(|error| format!("The program cannot listen on {address}: {error}."))
}

fn required(variable: &str) -> Result<String, String> {
    env::var(variable).map_err(|_| format!("The variable {variable} is not set."))
}

fn optional(variable: &str, default: &str) -> String {
    env::var(variable).unwrap_or_else(|_| default.to_owned())
}
