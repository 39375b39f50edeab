//! An API on one port and a page on another. The browser enforces the policy in
//! `policy.rs`, which decides what the page may do.
//!
//! ```console
//! $ cargo run -p quickstart
//! ```

mod api;
mod explain;
mod page;
#[cfg(test)]
mod pages;
mod policy;
mod wire;

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::AtomicU32;

use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use cors_actix::Cors;

use crate::page::Setup;
use crate::policy::API;
use crate::wire::Wire;

#[actix_web::main]
async fn main() -> io::Result<()> {
    // Port 0 means any free port.
    let api_socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let page_socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let api_port = api_socket.local_addr()?.port();
    let page_port = page_socket.local_addr()?.port();

    let counter = web::Data::new(AtomicU32::new(0));
    let wire = web::Data::new(Wire::default());
    let recorded = wire.clone();
    let api = HttpServer::new(move || {
        App::new()
            .app_data(counter.clone())
            .app_data(recorded.clone())
            .configure(api::routes)
            .wrap(Cors::new(&API))
            // This middleware only records. Like a logger, it is outside of `Cors`.
            .wrap(from_fn(wire::record))
    })
    .workers(1)
    .listen(api_socket)?;

    let setup = web::Data::new(Setup {
        api: format!("http://localhost:{api_port}"),
        policy: include_str!("policy.rs"),
    });
    let page = HttpServer::new(move || {
        App::new()
            .app_data(setup.clone())
            .app_data(wire.clone())
            .configure(page::routes)
    })
    .workers(1)
    .listen(page_socket)?;

    print_instructions(page_port, api_port);
    tokio::try_join!(api.run(), page.run())?;
    Ok(())
}

fn print_instructions(page: u16, api: u16) {
    println!("The page: http://localhost:{page} (open it in a browser)");
    println!("The API:  http://localhost:{api} (the page calls it)");
    println!();
    println!(
        "The preflight that a browser sends before a PUT, for a listed and for an unlisted origin:"
    );
    println!();
    for host in ["localhost", "127.0.0.1"] {
        println!(
            "  curl -i -X OPTIONS http://localhost:{api}/counter \
             -H \"Origin: http://{host}:{page}\" \
             -H \"Access-Control-Request-Method: PUT\" \
             -H \"Access-Control-Request-Headers: content-type\""
        );
    }
    println!();
    println!("Ctrl-C stops both.");
}
