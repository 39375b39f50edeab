//! A case: what a page fetches, and what is known about it in advance.

use cors_browser::{Credentials, Mode, Redirect};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::adapter::Adapter;
use crate::policies;
use crate::server::Servers;

/// Steps on one page, in order.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) page: Page,
    pub(crate) steps: Vec<Step>,
}

/// The origin of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    /// The origin that policies list.
    Listed,
    /// The same host on another port.
    OtherPort,
    /// A subdomain of the listed host.
    Subdomain,
    /// Another site, which no policy lists.
    Address,
}

impl Page {
    /// The order in which browsers visit the pages.
    pub(crate) const ALL: [Self; 4] = [
        Self::Listed,
        Self::OtherPort,
        Self::Subdomain,
        Self::Address,
    ];

    pub(crate) fn origin(self, ports: [u16; 2]) -> String {
        let [first, second] = ports;
        match self {
            Page::Listed => format!("http://localhost:{first}"),
            Page::OtherPort => format!("http://localhost:{second}"),
            Page::Subdomain => format!("http://app.localhost:{first}"),
            Page::Address => format!("http://127.0.0.1:{first}"),
        }
    }
}

/// The API or element that makes the request, as the page's script names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Fetch,
    Xhr,
    EventSource,
    Image,
    Script,
    Stylesheet,
    Module,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Within {
    Window,
    Worker,
    Sandbox,
}

/// What the browser has cached from earlier steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cached {
    Nothing,
    /// The response to the preflight.
    Preflight,
    /// The response to a preflight that refused another request and allows this
    /// one.
    Refusal,
    /// The response, which the browser revalidates.
    Stale,
    /// The response, which the browser uses again.
    Fresh,
}

/// One fetch. The default is a GET from the window.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) by: By,
    pub(crate) within: Within,
    pub(crate) method: &'static str,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) body: Option<&'static str>,
    pub(crate) credentials: Credentials,
    pub(crate) mode: Mode,
    pub(crate) redirect: Redirect,
    /// Whether upload listeners are set.
    pub(crate) listens: bool,
    pub(crate) streamed: bool,
    /// The URL, and the targets of redirects.
    pub(crate) hops: Vec<Hop>,
    pub(crate) cached: Cached,
    /// Whether the case's cookie is sent.
    pub(crate) cookie: Option<bool>,
}

/// A URL and the script of its handler. `{case}` is replaced by the number of the
/// case.
#[derive(Debug, Clone)]
pub(crate) struct Hop {
    pub(crate) site: &'static str,
    pub(crate) host: &'static str,
    pub(crate) path: &'static str,
    pub(crate) script: Vec<(&'static str, &'static str)>,
}

pub(crate) fn case(
    name: impl Into<String>,
    page: Page,
    steps: impl IntoIterator<Item = Step>,
) -> Case {
    Case {
        name: name.into(),
        page,
        steps: steps.into_iter().collect(),
    }
}

pub(crate) fn get(site: &'static str) -> Step {
    send("GET", site)
}

pub(crate) fn send(method: &'static str, site: &'static str) -> Step {
    Step {
        by: By::Fetch,
        within: Within::Window,
        method,
        headers: Vec::new(),
        body: None,
        credentials: Credentials::SameOrigin,
        mode: Mode::Cors,
        redirect: Redirect::Follow,
        listens: false,
        streamed: false,
        hops: vec![hop(site)],
        cached: Cached::Nothing,
        cookie: None,
    }
}

pub(crate) fn hop(site: &'static str) -> Hop {
    Hop {
        site,
        host: "localhost",
        path: "/",
        script: Vec::new(),
    }
}

impl Step {
    pub(crate) fn by(mut self, by: By) -> Self {
        self.by = by;
        self
    }

    pub(crate) fn within(mut self, within: Within) -> Self {
        self.within = within;
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn body(mut self, body: &'static str) -> Self {
        self.body = Some(body);
        self
    }

    pub(crate) fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    pub(crate) fn include(self) -> Self {
        self.credentials(Credentials::Include)
    }

    pub(crate) fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    pub(crate) fn redirect(mut self, redirect: Redirect) -> Self {
        self.redirect = redirect;
        self
    }

    pub(crate) fn listens(mut self) -> Self {
        self.listens = true;
        self
    }

    pub(crate) fn streamed(mut self) -> Self {
        self.streamed = true;
        self
    }

    pub(crate) fn cached(mut self, cached: Cached) -> Self {
        self.cached = cached;
        self
    }

    pub(crate) fn cookie(mut self, goes_along: bool) -> Self {
        self.cookie = Some(goes_along);
        self
    }

    /// Sets the script of the last hop.
    pub(crate) fn answer(mut self, key: &'static str, value: &'static str) -> Self {
        self.last().script.push((key, value));
        self
    }

    /// Sets the path of the last hop.
    pub(crate) fn path(mut self, path: &'static str) -> Self {
        self.last().path = path;
        self
    }

    /// Sets the host of the last hop.
    pub(crate) fn host(mut self, host: &'static str) -> Self {
        self.last().host = host;
        self
    }

    /// The last hop redirects to this one.
    pub(crate) fn redirected(mut self, status: &'static str, to: Hop) -> Self {
        self.last().script.push(("status", status));
        self.hops.push(to);
        self
    }

    fn last(&mut self) -> &mut Hop {
        let last = self.hops.len() - 1;
        &mut self.hops[last]
    }
}

impl Case {
    /// Whether an adapter has the sites of the case.
    pub(crate) fn runs_on(&self, adapter: Adapter) -> bool {
        let mut hops = self.steps.iter().flat_map(|step| &step.hops);
        adapter.has_routes || !hops.any(|hop| hop.site == policies::ROUTES)
    }

    /// The step as the page's script reads it.
    pub(crate) fn to_json(&self, id: usize, adapter: Adapter, servers: &Servers) -> Value {
        let steps = self.steps.iter().map(|step| {
            json!({
                "url": urls(step, id, adapter, servers)[0],
                "by": name(step.by),
                "within": name(step.within),
                "method": step.method,
                "headers": step.headers,
                "body": step.body,
                "credentials": name(step.credentials),
                "mode": name(step.mode),
                "redirect": name(step.redirect),
                "listens": step.listens,
                "streamed": step.streamed,
            })
        });
        json!({ "id": id, "steps": steps.collect::<Vec<_>>() })
    }
}

/// Bytes that no URL parser changes: WebKit writes `%2D` as `-`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The URL of every hop.
pub(crate) fn urls(step: &Step, id: usize, adapter: Adapter, servers: &Servers) -> Vec<String> {
    let mut urls: Vec<String> = Vec::new();
    for hop in step.hops.iter().rev() {
        let port = servers.port(adapter, hop.site);
        let mut url = format!("http://{}:{port}{}?case={id}", hop.host, hop.path);
        let location = urls.last().map(|next| format!("location:{next}"));
        let location = location.iter().map(|location| ("header", &**location));
        for (key, value) in hop.script.iter().copied().chain(location) {
            let value = value.replace("{case}", &id.to_string());
            let value = utf8_percent_encode(&value, ENCODED);
            url.push_str(&format!("&{key}={value}"));
        }
        urls.push(url);
    }
    urls.reverse();
    urls
}

/// The name in the page's script: `SameOrigin` is `same-origin`, and the other
/// names are one word.
fn name(value: impl std::fmt::Debug) -> String {
    match &*format!("{value:?}") {
        "SameOrigin" => "same-origin".to_owned(),
        "NoCors" => "no-cors".to_owned(),
        word => word.to_ascii_lowercase(),
    }
}
