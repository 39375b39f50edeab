//! A server with several workers: each knows the policies of the routes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;

use actix_web::{App, HttpResponse, HttpServer, put, rt, web};
use cors_actix::{Cors, Policy, cors};

#[cors(origins = ["https://app.example"], methods = [PUT])]
static APP: Policy;

#[cors(origins = ["https://admin.example"])]
#[put("/users/{id}")]
async fn save(_id: web::Path<u32>) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

fn ask(address: SocketAddr, request: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(request.as_bytes())?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    Ok(response.to_ascii_lowercase())
}

#[test]
fn every_worker_knows_the_routes() -> std::io::Result<()> {
    rt::System::new().block_on(async {
        let application = || {
            App::new()
                .service(web::scope("/api").service(save))
                .wrap(Cors::new(&APP))
        };
        let server = HttpServer::new(application)
            .workers(3)
            .bind(("127.0.0.1", 0))?;
        let address = server.addrs()[0];
        let server = server.disable_signals().run();
        let handle = server.handle();
        let client = thread::spawn(move || -> std::io::Result<()> {
            for _ in 0..12 {
                for (origin, granted) in [("admin", true), ("app", false)] {
                    let response = ask(
                        address,
                        &format!(
                            "OPTIONS /api/users/7 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\
                             Origin: https://{origin}.example\r\n\
                             Access-Control-Request-Method: PUT\r\n\r\n"
                        ),
                    )?;
                    assert_eq!(response.starts_with("http/1.1 204"), granted, "{response}");
                    let response = ask(
                        address,
                        &format!(
                            "PUT /api/users/7 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\
                             Origin: https://{origin}.example\r\nContent-Length: 0\r\n\r\n"
                        ),
                    )?;
                    assert!(response.starts_with("http/1.1 204"), "{response}");
                    let header = "access-control-allow-origin: https://admin.example";
                    assert_eq!(response.contains(header), granted, "{response}");
                }
            }
            Ok(())
        });
        let run = rt::spawn(server);
        let asked = rt::task::spawn_blocking(move || client.join()).await;
        handle.stop(true).await;
        run.await.expect("the server's task")?;
        asked.expect("the client's task").expect("the client")
    })
}
