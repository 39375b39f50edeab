//! `cors proxy`: a reverse proxy for development, so that a page and an API need no
//! configuration for each other.

mod allow_origin;
mod args;
mod client;
mod cookies;
mod exchange;
mod explain;
mod forward;
mod guard;
mod headers;
mod location;
mod observer;
mod own_response;
mod policy;
mod proposal;
mod record;
mod server;
mod upstream;
mod websocket;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::output::{Misuse, log};
use client::Client;
use forward::Proxy;
use guard::Guard;
use policy::SharedPolicies;
use upstream::Mount;

pub(crate) use args::Args;

/// Serves until the user presses Ctrl-C.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Misuse> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Misuse::new(format!("the proxy cannot start: {error}")))?;
    let outcome = runtime.block_on(serve(args));
    // Open streams, and look-ups of names that take long, must not delay the end.
    runtime.shutdown_background();
    outcome
}

async fn serve(args: &Args) -> Result<ExitCode, Misuse> {
    let listen = args.listen()?;
    let mounts = args.mounts()?;
    args.check_effect()?;
    let options = args.policy_options()?;
    let policies = SharedPolicies::new(options)?;
    let client = Client::new(Duration::from_secs(args.timeout))?;
    let send_origin = args.sent_origin()?;
    let (listeners, port) = listen.bind().await?;
    let hosts = args.hosts(&listen, port);
    if let Some(mount) = mounts
        .iter()
        .find(|mount| mount.upstream.is_one_of(&hosts, port))
    {
        return Err(format!(
            "{} is the proxy itself. Write the address of your server, or another port for the \
             proxy, such as --listen localhost:8011",
            mount.upstream.origin
        )
        .into());
    }
    let proxy = Arc::new(Proxy {
        guard: Guard { hosts },
        mounts,
        client,
        policies: Arc::new(policies),
        send_origin,
        observer: args.observer()?.map(Arc::new),
    });
    tokio::select! {
        // The first one: Ctrl-C must be noticed before the user sees that the proxy runs.
        biased;
        () = interrupted() => {}
        () = accept(&proxy, args, listeners, port) => {}
    }
    if let Some(observer) = &proxy.observer {
        observer.close();
    }
    Ok(ExitCode::SUCCESS)
}

/// Accepts connections, for ever.
async fn accept(proxy: &Arc<Proxy>, args: &Args, listeners: Vec<TcpListener>, port: u16) {
    announce(proxy, args, port);
    tokio::spawn(Arc::clone(&proxy.policies).reload());
    let mut tasks = tokio::task::JoinSet::new();
    for listener in listeners {
        tasks.spawn(server::serve(listener, Arc::clone(proxy)));
    }
    while tasks.join_next().await.is_some() {}
}

/// Waits for Ctrl-C. If the system does not report it, it ends the process itself.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn announce(proxy: &Proxy, args: &Args, port: u16) {
    let host = proxy.guard.hosts.first().map_or("", String::as_str);
    for Mount { prefix, upstream } in &proxy.mounts {
        log::line(&format!(
            "http://{host}{prefix} forwards to {}",
            upstream.address()
        ));
    }
    let policies = proxy.policies.current();
    let origins = policies.named_origins();
    if !origins.is_empty() {
        log::line(&format!("pages that may read it: {}", origins.join(", ")));
    }
    let exposed = args.exposed(port).collect::<Vec<_>>().join(", ");
    if !exposed.is_empty() {
        log::line(&format!("other machines may use it at {exposed}"));
    }
}
