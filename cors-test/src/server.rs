//! Who answers the page.

use std::future::Future;

use cors_browser::{Origin, Request, Response, Url};

/// What answers a page's requests: an application, or a way to reach one.
///
/// `tower`, `axum`, `actix`, `warp` and `url` make one of what there is; whatever
/// else answers requests can implement it.
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
    /// Answers a request of a page, or one that the browser makes for it.
    ///
    /// # Errors
    ///
    /// There is no HTTP response, for this reason. To the page it is a network error.
    fn answer(&self, request: &Request) -> impl Future<Output = Result<Response, String>>;

    /// Where it stands, which is what a path such as `/users/1` belongs to: unless it
    /// is [elsewhere](Server::at), at `https://api.test`, an origin of its own.
    fn origin(&self) -> String {
        "https://api.test".to_owned()
    }

    /// The same server at another origin; at the page's own, requests are of the same
    /// origin, which CORS leaves alone.
    ///
    /// # Panics
    ///
    /// This is no origin.
    #[track_caller]
    #[must_use]
    fn at(self, origin: &str) -> At<Self>
    where
        Self: Sized,
    {
        match Url::parse(origin).map(|url| Origin::of(&url)) {
            Ok(stands @ Origin::Tuple { .. }) => At {
                server: self,
                origin: stands.to_string(),
            },
            _ => panic!(
                "no server stands at {origin:?}: that is no origin, such as \"https://api.example.com\""
            ),
        }
    }
}

/// A server at another origin: [`Server::at`].
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

/// Path and query, which is all of a URL that a server is told on its request line.
#[cfg(any(feature = "tower", feature = "actix", feature = "url"))]
pub(crate) fn target(url: &Url) -> String {
    let mut target = url.path().to_owned();
    if let Some(query) = url.query() {
        target.push('?');
        target.push_str(query);
    }
    target
}

/// What `Host` says: the port is there if it is not the scheme's own.
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
