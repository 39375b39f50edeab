//! The server that answers the page.

use std::future::Future;

use cors_browser::{Origin, Request, Response, Url};

/// A server that answers the requests of a page: an application in the test, or a client of
/// a running server.
///
/// The functions `tower`, `axum`, `actix`, `warp` and `url` create a server from the types
/// of the frameworks. Implement the trait for any other type that answers requests.
///
/// ```
/// use cors_test::{Fetch, Page, Request, Response, Server, assert_readable};
///
/// struct Public;
///
/// impl Server for Public {
///     async fn answer(&self, _: &Request) -> Result<Response, String> {
///         Ok(Response::new(200).header("access-control-allow-origin", "*"))
///     }
/// }
///
/// # async fn run() {
/// let mut page = Page::at("https://app.example.com");
/// assert_readable!(page.fetch(&Public, Fetch::get("/")).await);
/// # }
/// ```
pub trait Server {
    /// Answers a request of a page, or a preflight of its browser.
    ///
    /// # Errors
    ///
    /// The reason why there is no HTTP response. The page then gets a network error.
    fn answer(&self, request: &Request) -> impl Future<Output = Result<Response, String>>;

    /// The origin of the server. Paths such as `/users/1` are resolved against it.
    /// It is `https://api.test`, unless you [choose another](Server::at).
    fn origin(&self) -> String {
        "https://api.test".to_owned()
    }

    /// The same server at another origin. At the page's own origin, requests are
    /// same-origin requests, to which CORS does not apply.
    ///
    /// # Panics
    ///
    /// Panics if the text is not an origin.
    #[track_caller]
    #[must_use]
    fn at(self, origin: &str) -> At<Self>
    where
        Self: Sized,
    {
        match Url::parse(origin).map(|url| Origin::of(&url)) {
            Ok(origin @ Origin::Tuple { .. }) => At {
                server: self,
                origin: origin.to_string(),
            },
            _ => panic!(
                "a server cannot be at {origin:?}: that is not an origin, such as \"https://api.example.com\""
            ),
        }
    }
}

/// A server at another origin. [`Server::at`] creates it.
#[derive(Clone, Debug)]
pub struct At<S> {
    server: S,
    origin: String,
}

impl<S: Server> Server for At<S> {
    async fn answer(&self, request: &Request) -> Result<Response, String> {
        self.server.answer(request).await
    }

    fn origin(&self) -> String {
        self.origin.clone()
    }
}

/// The path and the query, as in a request line.
#[cfg(any(feature = "tower", feature = "actix", feature = "url"))]
pub(crate) fn target(url: &Url) -> String {
    let mut target = url.path().to_owned();
    if let Some(query) = url.query() {
        target.push('?');
        target.push_str(query);
    }
    target
}

/// The value of `Host`. It contains the port, unless the port is the default port of the
/// scheme.
#[cfg(any(feature = "tower", feature = "actix", feature = "url"))]
pub(crate) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The headers of a request, `Host` first.
#[cfg(any(feature = "tower", feature = "actix", feature = "url"))]
pub(crate) fn headers(request: &Request) -> impl Iterator<Item = (String, Vec<u8>)> {
    let own = request
        .headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_vec()));
    std::iter::once(("host".to_owned(), host(&request.url).into_bytes())).chain(own)
}
