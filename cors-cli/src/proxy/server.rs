//! The sockets that the proxy listens on.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};

use super::forward::Proxy;
use crate::redact::without_password;

/// The address of `--listen`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listen {
    /// More than one for `localhost`, which browsers look up in both families.
    addresses: Vec<IpAddr>,
    port: u16,
}

impl Listen {
    /// # Errors
    ///
    /// One sentence without a full stop.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let localhost = vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(Listen {
                addresses: vec![address.ip()],
                port: address.port(),
            });
        }
        match text.strip_prefix("localhost:").unwrap_or(text).parse() {
            Ok(port) => Ok(Listen {
                addresses: localhost,
                port,
            }),
            Err(_) => Err(format!(
                "--listen `{}` is not an address with a port. Write it like --listen \
                 localhost:8010",
                without_password(text)
            )),
        }
    }

    pub(super) fn is_loopback(&self) -> bool {
        self.addresses.iter().all(IpAddr::is_loopback)
    }

    /// Returns the listeners and their port.
    pub(super) async fn bind(&self) -> Result<(Vec<TcpListener>, u16), String> {
        let mut listeners = Vec::new();
        let mut port = self.port;
        for address in &self.addresses {
            let address = SocketAddr::new(*address, port);
            match TcpListener::bind(address).await {
                Ok(listener) => {
                    port = listener.local_addr().map_or(port, |address| address.port());
                    listeners.push(listener);
                }
                // Some computers have no IPv6. Another program at the same port would
                // receive requests that are meant for the proxy.
                Err(error) if !listeners.is_empty() && error.kind() != io::ErrorKind::AddrInUse => {
                }
                Err(error) => return Err(format!("{address} cannot be used: {error}")),
            }
        }
        Ok((listeners, port))
    }
}

/// Accepts connections until the process ends.
pub(super) async fn serve(listener: TcpListener, proxy: Arc<Proxy>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection(stream, Arc::clone(&proxy)));
            }
            // Too many open files, for instance. The next connection may succeed.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn connection(stream: TcpStream, proxy: Arc<Proxy>) {
    // Events must not wait for more data.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let proxy = Arc::clone(&proxy);
        async move { Ok::<_, Infallible>(proxy.handle(request).await) }
    });
    // An error means that the browser has gone, or does not speak HTTP.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(30))
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await;
}

#[cfg(test)]
mod tests {
    use super::Listen;

    #[test]
    fn addresses_are_read() {
        let is_loopback = |text| Listen::parse(text).map(|listen| listen.is_loopback());
        for text in [
            "localhost:8010",
            "8010",
            "127.0.0.1:0",
            "[::1]:8010",
            "127.1.2.3:1",
        ] {
            assert_eq!(is_loopback(text), Ok(true), "{text}");
        }
        for text in ["0.0.0.0:8010", "[::]:8010", "192.168.1.5:80"] {
            assert_eq!(is_loopback(text), Ok(false), "{text}");
        }
        for text in [
            "",
            "example.com:80",
            "localhost",
            "localhost:99999",
            ":8010",
        ] {
            assert!(is_loopback(text).is_err(), "{text}");
        }
    }
}
