//! The upstream: small and large responses, endless ones, and events.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Either, Full};
use hyper::body::{Body, Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::watch;

static ZEROS: [u8; 65_536] = [0; 65_536];

/// Returns the port.
pub(crate) fn start() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || serve(listener));
    port
}

#[tokio::main]
async fn serve(listener: std::net::TcpListener) {
    listener.set_nonblocking(true).expect("a socket");
    let listener = TcpListener::from_std(listener).expect("a socket");
    let (sender, events) = watch::channel(0_u32);
    let sender = std::sync::Arc::new(sender);
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        let _ = stream.set_nodelay(true);
        let (sender, events) = (std::sync::Arc::clone(&sender), events.clone());
        let service = service_fn(move |request| {
            answer(request, std::sync::Arc::clone(&sender), events.clone())
        });
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        tokio::spawn(connection);
    }
}

type Answer = Either<Full<Bytes>, Either<Zeros, Events>>;

async fn answer(
    request: Request<Incoming>,
    sender: std::sync::Arc<watch::Sender<u32>>,
    events: watch::Receiver<u32>,
) -> Result<Response<Answer>, Infallible> {
    let path = request.uri().path().to_owned();
    let body = match &*path {
        "/small" => Either::Left(Full::from(&ZEROS[..200])),
        "/large" => Either::Left(Full::from(&ZEROS[..])),
        "/events" => Either::Right(Either::Right(Events::new(events))),
        "/publish" => {
            sender.send_modify(|event| *event += 1);
            Either::Left(Full::default())
        }
        "/upload" => {
            let mut body = request.into_body();
            let mut length = 0;
            while let Some(Ok(frame)) = body.frame().await {
                length += frame.data_ref().map_or(0, Bytes::len);
            }
            Either::Left(Full::from(length.to_string()))
        }
        path => {
            let mib: u64 = path.trim_start_matches("/download/").parse().unwrap_or(0);
            Either::Right(Either::Left(Zeros(mib * 16)))
        }
    };
    Ok(Response::new(body))
}

/// This many blocks of 64 KiB.
struct Zeros(u64);

impl Body for Zeros {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.0 == 0 {
            return Poll::Ready(None);
        }
        self.0 -= 1;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&ZEROS)))))
    }
}

/// One event at once, and one whenever an event is published.
struct Events(Pin<Box<dyn Future<Output = watch::Receiver<u32>> + Send>>);

impl Events {
    fn new(events: watch::Receiver<u32>) -> Self {
        Events(Box::pin(async { events }))
    }
}

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.as_mut().poll(context).map(|mut events| {
            self.0 = Box::pin(async move {
                if events.changed().await.is_err() {
                    tokio::time::sleep(Duration::from_secs(3600)).await;
                }
                events
            });
            Some(Ok(Frame::data(Bytes::from_static(b"data: event\n\n"))))
        })
    }
}
