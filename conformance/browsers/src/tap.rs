//! A proxy in front of a server that records requests and responses.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use crate::http::Message;
use crate::log::Log;

/// Listens until the program ends, and returns the port.
///
/// The query of a request names its case: `case=7`. If the browser revalidates a
/// cached response, the proxy adds `status=304` to the query, so that the server
/// confirms it.
pub(crate) fn start(server: SocketAddr, log: Arc<Log>) -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let log = Arc::clone(&log);
            // A broken connection is not an error here. The case that needed it
            // fails.
            thread::spawn(move || pass(client, server, &log).ok());
        }
    });
    Ok(port)
}

fn pass(mut client: TcpStream, server: SocketAddr, log: &Log) -> io::Result<()> {
    client.set_nodelay(true)?;
    while let Some(request) = Message::request(&mut client)? {
        let host = request.header("host").unwrap_or_default();
        let url = format!("http://{host}{}", request.target());
        let case = case(request.target());
        let entry = case.map(|case| log.begin(case, url, request.clone()));
        let response = ask(&mut client, server, request);
        if let Some(entry) = entry {
            let answered = response.as_ref().ok().and_then(Clone::clone);
            log.end(entry, answered);
        }
        if response?.is_none() {
            break;
        }
    }
    Ok(())
}

fn ask(
    client: &mut TcpStream,
    server: SocketAddr,
    mut request: Message,
) -> io::Result<Option<Message>> {
    if request.header("if-none-match").is_some() && request.method() != "OPTIONS" {
        let target = request.target();
        request.start = request
            .start
            .replace(target, &format!("{target}&status=304"));
    }
    let method = request.method().to_owned();
    // Every request has its own connection, because an idle one can be closed at
    // any time.
    let mut upstream = TcpStream::connect(server)?;
    upstream.set_nodelay(true)?;
    upstream.write_all(&request.to_bytes())?;
    Message::response(&mut upstream, client, &method)
}

fn case(target: &str) -> Option<usize> {
    let (_, query) = target.split_once('?')?;
    let case = query
        .split('&')
        .find_map(|field| field.strip_prefix("case="));
    case?.parse().ok()
}
