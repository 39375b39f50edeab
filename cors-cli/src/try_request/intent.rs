//! What the page wants to do: from the arguments, or from a copied command.

use cors_browser::{Body, Credentials, Fetch, Page, Url};

use super::Args;
use super::curl::{self, Copied};
use super::page;
use crate::output::Misuse;
use crate::url::target;

/// A request that a page wants to make.
#[derive(Debug)]
pub(super) struct Intent {
    pub(super) page: Page,
    pub(super) fetch: Fetch,
    pub(super) url: Url,
    /// The cookies that the browser has for the host of the URL.
    pub(super) cookie: Option<Vec<u8>>,
    /// The browser's `User-Agent`, if a copied command has one.
    pub(super) user_agent: Option<Vec<u8>>,
    /// The headers of a copied command that browsers add to requests themselves.
    pub(super) dropped: Vec<String>,
}

impl Intent {
    pub(super) fn new(args: &Args) -> Result<Self, Misuse> {
        let copied = match (&args.curl, &args.url) {
            (Some(command), _) => curl::read(command)?,
            (None, Some(url)) => written(args, url)?,
            (None, None) => {
                return Err(Misuse::new(
                    "write the URL, or a copied command after --curl",
                ));
            }
        };
        let page = match (&args.from, &copied.origin) {
            (Some(from), _) => page::at("--from", from)?,
            (None, Some(origin)) => page::at("the Origin of the command after --curl", origin)?,
            (None, None) => {
                return Err(Misuse::new(
                    "write the origin of the page after --from, such as https://app.example.com",
                ));
            }
        };
        let url = target(&copied.url)?;

        let mut fetch = Fetch::new(copied.method, url.as_str());
        fetch.headers = copied.headers;
        if let Some(body) = copied.body {
            fetch = fetch.body(body);
        }
        if args.credentials || copied.cookie.is_some() {
            fetch = fetch.credentials(Credentials::Include);
        }
        Ok(Self {
            page,
            fetch,
            url,
            cookie: copied.cookie,
            user_agent: copied.user_agent,
            dropped: copied.dropped,
        })
    }
}

/// The request that the arguments describe.
fn written(args: &Args, url: &str) -> Result<Copied, Misuse> {
    let mut written = Copied::new(url);
    for (index, line) in args.headers.iter().enumerate() {
        // The text can be a secret, so the message does not quote it.
        let (name, value) = line.split_once(':').ok_or_else(|| {
            Misuse::new(format!(
                "the value of -H number {} is no header: write the name, a colon and the value",
                index + 1
            ))
        })?;
        let value = value.trim().as_bytes().to_vec();
        match args.credentials && name.eq_ignore_ascii_case("cookie") {
            true => written.cookie = Some(value),
            false => written.headers.push((name.to_owned(), value)),
        }
    }
    written.body = args.data.clone().map(Body::Text);
    written.method = match (&args.method, &args.data) {
        (Some(method), _) => method.clone(),
        (None, Some(_)) => "POST".to_owned(),
        (None, None) => "GET".to_owned(),
    };
    Ok(written)
}
