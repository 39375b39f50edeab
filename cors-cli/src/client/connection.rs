//! Opens a connection to the host of a URL, and only to that host.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use cors_browser::Url;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::failure::reason;
use super::{Failure, HEAD_SIZE};

/// The most bytes that are read. A head is smaller, but a server can send informational
/// responses before it without end.
const MOST_BYTES: usize = 2 * HEAD_SIZE;

/// The time for each address but the last one. The first one is often of IPv6, and there
/// are networks that lose its packets.
const TIME_FOR_ADDRESS: Duration = Duration::from_secs(3);

/// A connection that reads the head of one response.
pub(super) struct Stream {
    inner: Inner,
    bytes_read: usize,
}

/// A connection with or without TLS.
enum Inner {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    fn new(inner: Inner) -> Self {
        Self {
            inner,
            bytes_read: 0,
        }
    }
}

/// Connects to the host and the port of the URL.
pub(super) async fn open(url: &Url, tls: &TlsConnector) -> Result<Stream, Failure> {
    let is_tls = match url.scheme() {
        "https" => true,
        "http" => false,
        scheme => return Err(Failure::Unsendable(format!("{scheme}: is not HTTP"))),
    };
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return Err(Failure::Unsendable("the URL has no host".to_owned()));
    };
    // An IPv6 address has brackets in a URL.
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let stream = connect(host, port).await?;
    if !is_tls {
        return Ok(Stream::new(Inner::Plain(stream)));
    }
    let name = ServerName::try_from(host.to_owned())
        .map_err(|error| Failure::Unsendable(error.to_string()))?;
    let stream = tls
        .connect(name, stream)
        .await
        .map_err(|error| Failure::of_tls(host, &error))?;
    Ok(Stream::new(Inner::Tls(Box::new(stream))))
}

/// Connects to one of the addresses of the host.
async fn connect(host: &str, port: u16) -> Result<TcpStream, Failure> {
    let failed = |error: io::Error| Failure::Connect {
        host: host.to_owned(),
        port,
        reason: reason(&error),
    };
    // Browsers never ask the network for these names.
    let name = match host == "localhost" || host.ends_with(".localhost") {
        true => "localhost",
        false => host,
    };
    let addresses = tokio::net::lookup_host((name, port))
        .await
        .map_err(|_| Failure::Name(host.to_owned()))?;
    let connected = connect_to_any(addresses).await;
    connected.map_err(|error| error.map_or_else(|| Failure::Name(host.to_owned()), failed))
}

/// Tries all addresses, in the order of the resolver. The error is `None` if there are none.
async fn connect_to_any(
    addresses: impl Iterator<Item = SocketAddr>,
) -> Result<TcpStream, Option<io::Error>> {
    let mut last = None;
    let mut addresses = addresses.peekable();
    while let Some(address) = addresses.next() {
        let connecting = TcpStream::connect(address);
        let connected = match addresses.peek() {
            Some(_) => timeout(TIME_FOR_ADDRESS, connecting)
                .await
                .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())),
            None => connecting.await,
        };
        match connected {
            Ok(stream) => return Ok(stream),
            Err(error) => last = Some(error),
        }
    }
    Err(last)
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.bytes_read > MOST_BYTES {
            return Poll::Ready(Err(io::ErrorKind::FileTooLarge.into()));
        }
        let before = into.filled().len();
        let read = match &mut this.inner {
            Inner::Plain(stream) => Pin::new(stream).poll_read(context, into),
            Inner::Tls(stream) => Pin::new(stream).poll_read(context, into),
        };
        this.bytes_read += into.filled().len() - before;
        read
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().inner {
            Inner::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Inner::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().inner {
            Inner::Plain(stream) => Pin::new(stream).poll_flush(context),
            Inner::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().inner {
            Inner::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Inner::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use tokio::net::{TcpListener, TcpSocket, TcpStream};
    use tokio::time::timeout;

    use super::connect_to_any;

    /// Networks that lose the packets of IPv6 are usual, and browsers do not wait for them.
    #[tokio::test]
    async fn an_address_that_does_not_answer_does_not_take_all_of_the_time() {
        let any = "127.0.0.1:0".parse().expect("an address");
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(any).expect("a free port");
        let full = socket.listen(0).expect("a listener");
        let silent = full.local_addr().expect("an address");
        // The system accepts some connections itself, and then it drops packets.
        let mut waiting = Vec::new();
        for _ in 0..1000 {
            match timeout(Duration::from_secs(1), TcpStream::connect(silent)).await {
                Ok(stream) => waiting.push(stream),
                Err(_) => break,
            }
        }
        let good = TcpListener::bind(any).await.expect("a free port");
        let good = good.local_addr().expect("an address");
        let start = Instant::now();
        let stream = connect_to_any([silent, good].into_iter()).await;
        assert_eq!(stream.expect("a stream").peer_addr().ok(), Some(good));
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}
