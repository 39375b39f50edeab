//! The pages that browsers show. They ask for cases and report what they saw.

use std::collections::HashMap;
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http::Message;
use crate::log::Log;

/// The number of cases that a page takes at once.
const BATCH: usize = 20;

/// The addresses of the pages, and the cases to run on them.
#[derive(Debug)]
pub(crate) struct Pages {
    pub(crate) ports: [u16; 2],
    server: Arc<PageServer>,
}

/// What each step of a case saw.
pub(crate) type Seen = HashMap<usize, Vec<Value>>;

#[derive(Debug)]
struct PageServer {
    log: Arc<Log>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    /// The remaining cases, by the origin of the page.
    queue: Vec<(String, Vec<Value>)>,
    seen: Seen,
    is_done: bool,
    last_sign: Instant,
}

impl Pages {
    /// Listens until the program ends.
    pub(crate) fn start(log: Arc<Log>) -> io::Result<Self> {
        let server = Arc::new(PageServer {
            log,
            state: Mutex::new(State {
                queue: Vec::new(),
                seen: Seen::new(),
                is_done: true,
                last_sign: Instant::now(),
            }),
            changed: Condvar::new(),
        });
        let ports = [listen(&server)?, listen(&server)?];
        Ok(Pages { ports, server })
    }

    /// PageServers the cases, in the order of the origins.
    pub(crate) fn set_queue(&self, queue: Vec<(String, Vec<Value>)>) {
        *self.server.lock() = State {
            queue,
            seen: Seen::new(),
            is_done: false,
            last_sign: Instant::now(),
        };
    }

    /// Waits until all cases are done, or until nothing has happened for `limit`.
    /// Returns whether all are done.
    pub(crate) fn wait(&self, limit: Duration, mut lives: impl FnMut() -> bool) -> bool {
        let mut state = self.server.lock();
        while !state.is_done && state.last_sign.elapsed() < limit && lives() {
            let second = Duration::from_secs(1);
            let waited = self.server.changed.wait_timeout(state, second);
            (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        state.is_done
    }

    pub(crate) fn take_seen(&self) -> Seen {
        std::mem::take(&mut self.server.lock().seen)
    }
}

fn listen(server: &Arc<PageServer>) -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = listener.local_addr()?.port();
    let server = Arc::clone(server);
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = Arc::clone(&server);
            thread::spawn(move || server.serve(client).ok());
        }
    });
    Ok(port)
}

impl PageServer {
    fn serve(&self, mut client: TcpStream) -> io::Result<()> {
        client.set_nodelay(true)?;
        while let Some(request) = Message::request(&mut client)? {
            let (path, query) = request
                .target()
                .split_once('?')
                .unwrap_or((request.target(), ""));
            let (kind, body) = match path {
                "/" => ("text/html", include_str!("page.html").to_owned()),
                "/frame" => ("text/html", include_str!("frame.html").to_owned()),
                "/fetcher.js" => ("text/javascript", include_str!("fetcher.js").to_owned()),
                "/worker.js" => ("text/javascript", include_str!("worker.js").to_owned()),
                "/cases" => ("application/json", self.work(&request).to_string()),
                "/step" => {
                    if let Some(case) = query.strip_prefix("case=") {
                        case.parse()
                            .into_iter()
                            .for_each(|id| self.log.next_step(id));
                    }
                    ("text/plain", String::new())
                }
                _ => ("text/plain", String::new()),
            };
            let length = body.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
                 Cache-Control: no-store\r\n\r\n"
            );
            client.write_all(format!("{head}{body}").as_bytes())?;
        }
        Ok(())
    }

    /// Stores what a page has seen, and returns its next cases.
    fn work(&self, request: &Message) -> Value {
        let mut state = self.lock();
        state.last_sign = Instant::now();
        let results: Vec<Value> = serde_json::from_slice(&request.body).unwrap_or_default();
        for result in results {
            let id = result["id"].as_u64().and_then(|id| id.try_into().ok());
            if let (Some(id), Some(seen)) = (id, result["seen"].as_array()) {
                state.seen.insert(id, seen.clone());
            }
        }
        state.queue.retain(|(_, cases)| !cases.is_empty());
        let origin = format!("http://{}", request.header("host").unwrap_or_default());
        let answer = match state.queue.first_mut() {
            None => {
                state.is_done = true;
                json!({})
            }
            Some((page, _)) if *page != origin => json!({ "go": format!("{page}/") }),
            Some((_, cases)) => {
                let count = cases.len().min(BATCH);
                json!({ "cases": cases.drain(..count).collect::<Vec<_>>() })
            }
        };
        self.changed.notify_all();
        answer
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
