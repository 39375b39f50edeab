//! An API for notes with a session cookie. Pages of two origins may call it.
//!
//! ```console
//! $ cargo run -p example-actix
//! $ LISTEN=127.0.0.1:9000 CORS_ORIGINS=https://notes.example.org cargo run -p example-actix
//! ```

mod failure;
mod notes;
#[cfg(test)]
mod pages;
mod policies;
mod session;

use std::env;
use std::io;
use std::process::ExitCode;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App, Error, HttpServer, web};
use cors_actix::{Cors, SharedPolicy};

use crate::notes::Notes;
use crate::session::Sessions;

#[actix_web::main]
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

    let notes = web::Data::new(Notes::default());
    let sessions = web::Data::new(Sessions::default());
    let server = HttpServer::new(move || app(notes.clone(), sessions.clone(), policy.clone()))
        .bind(listen)?;

    for address in server.addrs() {
        println!("listening on http://{address}");
    }
    server.run().await?;
    Ok(ExitCode::SUCCESS)
}

fn app(
    notes: web::Data<Notes>,
    sessions: web::Data<Sessions>,
    policy: SharedPolicy,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let signed_in = web::scope("/notes")
        .wrap(from_fn(session::required))
        .configure(notes::routes);
    App::new()
        .app_data(notes)
        .app_data(sessions)
        .service(session::login)
        .service(signed_in)
        // The layer comes last and is therefore the outermost one. Preflights have
        // no cookie, so they must be answered before `session::required`. Pages
        // must also be able to read its 401.
        .wrap(Cors::new(policy))
}
