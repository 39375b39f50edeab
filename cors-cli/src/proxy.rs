//! `cors proxy`: a reverse proxy for development, so that a page and an API need no
//! configuration for each other.

mod answer;
mod client;
mod cookies;
mod exchange;
mod explain;
mod forward;
mod guard;
mod headers;
mod location;
mod log;
mod observer;
mod policy;
mod proposal;
mod record;
mod server;
mod upstream;
mod websocket;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use cors_browser::Page;
use http::HeaderValue;

use crate::output::Misuse;
use client::Client;
use forward::Proxy;
use guard::Guard;
use observer::Observer;
use policy::{PolicyOptions, SharedPolicies};
use proposal::Proposal;
use record::Record;
use server::Listen;
use upstream::{Mount, Upstream};

/// Add the CORS headers that your page needs, during development.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The server that receives the requests, such as https://api.example.com/v1
    #[arg(required_unless_present = "page", conflicts_with = "page")]
    upstream: Option<String>,
    /// The address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "localhost:8010")]
    listen: String,
    /// A host name under which other machines use the proxy; needed if --listen is not a
    /// loopback address
    #[arg(long, value_name = "HOST")]
    expose: Vec<String>,
    /// The origin of your page, such as http://localhost:5173
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// Let pages send cookies
    #[arg(long, conflicts_with = "policy")]
    credentials: bool,
    /// The policy file of your server: TOML, JSON or YAML. It is read again when you save it. --allow-origin
    /// replaces its origins
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Serve your page and the API from one origin: the server of the page
    #[arg(long, value_name = "URL")]
    page: Option<String>,
    /// Send the requests below a path to another server: /api=https://api.example.com
    #[arg(long, value_name = "PATH=URL")]
    api: Vec<String>,
    /// The Origin that the upstream sees instead of that of your page
    #[arg(long, value_name = "ORIGIN")]
    send_origin: Option<String>,
    /// Seconds until the upstream must have answered
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,
    /// Print what browsers would have said to the upstream's own answers
    #[arg(long)]
    explain: bool,
    /// Record the requests as a HAR file, without bodies and secrets
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Write the smallest policy that the requests needed to a new file
    #[arg(long, value_name = "FILE")]
    write_policy: Option<PathBuf>,
}

/// Serves until the process ends.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Misuse> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Misuse::new(format!("the proxy cannot start: {error}")))?;
    runtime.block_on(serve(args))
}

async fn serve(args: &Args) -> Result<ExitCode, Misuse> {
    let listen = Listen::parse(&args.listen).map_err(Misuse::new)?;
    if !listen.is_loopback() && args.expose.is_empty() {
        return Err(Misuse::new(format!(
            "other machines could use the proxy at {}, and through it your upstream. If you want \
             that, name the host that they use, such as --expose 192.168.1.5",
            args.listen
        )));
    }
    let mounts = args.mounts().map_err(Misuse::new)?;
    let policies = SharedPolicies::new(args.policy_options()).map_err(Misuse::new)?;
    let client = Client::new(Duration::from_secs(args.timeout))?;
    let send_origin = args.sent_origin().map_err(Misuse::new)?;
    let (listeners, port) = listen.bind().await.map_err(Misuse::new)?;
    if let Some(mount) = mounts
        .iter()
        .find(|mount| mount.upstream.is_loopback_at(port))
    {
        let origin = &mount.upstream.origin;
        return Err(Misuse::new(format!(
            "the upstream {origin} is the proxy itself"
        )));
    }
    let proxy = Arc::new(Proxy {
        guard: Guard {
            hosts: hosts(&args.expose, port),
        },
        mounts,
        client,
        policies: Arc::new(policies),
        send_origin,
        observer: args.observer().map_err(Misuse::new)?.map(Arc::new),
    });
    announce(&proxy, port);
    tokio::spawn(Arc::clone(&proxy.policies).reload());
    let mut tasks = tokio::task::JoinSet::new();
    for listener in listeners {
        tasks.spawn(server::serve(listener, Arc::clone(&proxy)));
    }
    while tasks.join_next().await.is_some() {}
    Ok(ExitCode::SUCCESS)
}

impl Args {
    fn mounts(&self) -> Result<Vec<Mount>, String> {
        let mut mounts = Vec::new();
        for root in self.upstream.iter().chain(&self.page) {
            mounts.push(Mount {
                prefix: String::new(),
                upstream: Upstream::parse(root)?,
            });
        }
        for api in &self.api {
            let (path, url) = api
                .split_once('=')
                .filter(|(path, _)| path.starts_with('/') && !path.contains(['?', '#']))
                .ok_or_else(|| format!("write --api {api} like /api=https://api.example.com"))?;
            let prefix = path.trim_end_matches('/').to_owned();
            if mounts.iter().any(|mount: &Mount| mount.prefix == prefix) {
                return Err(format!("two servers have the path {path}"));
            }
            mounts.push(Mount {
                prefix,
                upstream: Upstream::parse(url)?,
            });
        }
        Ok(mounts)
    }

    fn policy_options(&self) -> PolicyOptions {
        PolicyOptions {
            pages: self.allow_origin.clone(),
            credentials: self.credentials,
            file: self.policy.clone(),
            has_own_page: self.page.is_some(),
        }
    }

    fn sent_origin(&self) -> Result<Option<HeaderValue>, String> {
        let Some(text) = &self.send_origin else {
            return Ok(None);
        };
        let is_origin = Page::at(text).is_ok_and(|page| page.origin().to_string() == *text);
        HeaderValue::from_str(text)
            .ok()
            .filter(|_| is_origin)
            .map(Some)
            .ok_or_else(|| format!("`{text}` is not an origin, such as https://app.example.com"))
    }

    fn observer(&self) -> Result<Option<Observer>, String> {
        let record = self.record.clone().map(Record::create).transpose()?;
        let proposal = self
            .write_policy
            .clone()
            .map(Proposal::create)
            .transpose()?;
        if !self.explain && record.is_none() && proposal.is_none() {
            return Ok(None);
        }
        Ok(Some(Observer::new(self.explain, record, proposal)))
    }
}

/// The values of `Host` that requests may have.
fn hosts(exposed: &[String], port: u16) -> Vec<String> {
    let mut hosts = Vec::new();
    let loopback = ["localhost", "127.0.0.1", "[::1]"];
    for name in loopback
        .into_iter()
        .chain(exposed.iter().map(String::as_str))
    {
        let name = name.to_ascii_lowercase();
        hosts.push(format!("{name}:{port}"));
        if port == 80 {
            hosts.push(name);
        }
    }
    hosts
}

fn announce(proxy: &Proxy, port: u16) {
    for Mount { prefix, upstream } in &proxy.mounts {
        log::line(&format!(
            "http://localhost:{port}{prefix} is {}",
            upstream.origin
        ));
    }
    let policies = proxy.policies.current();
    let origins = policies.named_origins();
    if !origins.is_empty() {
        log::line(&format!("pages that may read it: {}", origins.join(", ")));
    }
}
