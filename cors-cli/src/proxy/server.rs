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
        let port = text.strip_prefix("localhost:").unwrap_or(text);
        // A number may also start with `+`.
        let has_digit = port.starts_with(|first: char| first.is_ascii_digit());
        match port.parse().ok().filter(|_| has_digit) {
            Some(port) => Ok(Listen {
                addresses: localhost,
                port,
            }),
            None => Err(format!(
                "--listen `{}` is not an address with a port. Write it like --listen \
                 localhost:8010",
                without_password(text)
            )),
        }
    }

    pub(super) fn is_loopback(&self) -> bool {
        self.addresses.iter().all(IpAddr::is_loopback)
    }

    /// Whether a browser reaches the proxy at `localhost`.
    pub(super) fn serves_localhost(&self) -> bool {
        let mut addresses = self.addresses.iter();
        addresses.any(|address| {
            let is_localhost = [
                IpAddr::from(Ipv4Addr::LOCALHOST),
                Ipv6Addr::LOCALHOST.into(),
            ]
            .contains(address);
            is_localhost || address.is_unspecified()
        })
    }

    /// The address, if it is one of this computer that `localhost` does not mean, such as
    /// 127.0.0.2.
    pub(super) fn other_loopback(&self) -> Option<String> {
        let is_other = self.is_loopback() && !self.serves_localhost();
        let address = self.addresses.first().filter(|_| is_other);
        address.map(IpAddr::to_string)
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
                Err(error) => return Err(cannot_listen(address, &error)),
            }
        }
        Ok((listeners, port))
    }
}

fn cannot_listen(address: SocketAddr, error: &io::Error) -> String {
    let port = address.port();
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "another program uses the port {port}. Stop it, or choose another port, such as \
             --listen localhost:{}",
            port.checked_add(1).unwrap_or(8010)
        ),
        io::ErrorKind::PermissionDenied => format!(
            "only an administrator may use the port {port}. Choose another one, such as --listen \
             localhost:8010"
        ),
        io::ErrorKind::AddrNotAvailable => format!(
            "{} is not an address of this computer. Write it like --listen localhost:8010",
            address.ip()
        ),
        _ => format!("the proxy cannot listen on {address}: {error}"),
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
            "+8010",
        ] {
            assert!(is_loopback(text).is_err(), "{text}");
        }
    }
}
