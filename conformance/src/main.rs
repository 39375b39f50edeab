//! One scripted application on every adapter.
//!
//! ```text
//! conformance serve --adapter actix|axum|tower|warp --policy FILE.toml --listen 127.0.0.1:PORT
//!             [--cors ours|none|peer] [--route …] [--live] [--choose 'PART VALUE=FILE.toml'] …
//! conformance serve --adapter actix-routes|axum-routes|warp-routes --policy FILE.toml --listen 127.0.0.1:PORT
//!             [--route 'METHOD /path=FILE.toml'] [--route '/path=FILE.toml'] …
//! conformance check --policy FILE.toml
//! ```
//!
//! `--policy` is the policy of the application. `--route` with a method adds a
//! route with its own policy. `--route` without a method adds a scope, whose policy
//! applies to its path and all paths below it, for all methods. A segment is literal or
//! a parameter, such as `{id}`. The adapters whose names end in `-routes` add the
//! entries to the router, with handlers of their own; the others put `Policies` in front
//! of the same router.
//!
//! `--cors none` serves the same application without CORS, for any policy. `--cors
//! peer` uses the layer of another crate, built from the policy: actix-cors, warp's
//! own, or tower-http's on axum and tower. It needs the feature `peers`, and fails
//! for a policy that one of these layers cannot express.
//!
//! `--live` puts the policies into a `Live`. Each line of the standard input is then the file
//! of a new policy of the application, and the answer is a line: `replaced 2`, or `kept` and
//! the broken rules. `--choose` chooses the policy of a request by its `host`, `path`,
//! `method` or `origin`: the first condition that holds decides.
//!
//! `serve` prints `ready http://127.0.0.1:PORT`. If a policy has problems, it
//! prints them and exits with 2. `check` prints one JSON object per problem and
//! exits with 1, or prints nothing and exits with 0. Notes and all other errors go
//! to standard error.

#![forbid(unsafe_code)]

mod app;
mod args;
mod check;
mod condition;
mod route_entry;

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use app::{Adapter, Form, Layer};
use args::Command;
use check::Failure;
use condition::Condition;
use route_entry::RouteEntry;

/// The exit code of `check` for a policy with problems.
const PROBLEMS: u8 = 1;

/// The exit code if there was nothing to serve or to check.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    match args::parse(std::env::args().skip(1)) {
        Ok(Command::Check { policy }) => check(&policy),
        Ok(Command::Serve {
            adapter,
            layer,
            policy,
            routes,
            live,
            choose,
            listen,
        }) => serve(adapter, layer, &policy, routes, live, choose, listen),
        Err(usage) => failed(usage),
    }
}

fn check(policy: &Path) -> ExitCode {
    match check::read(policy) {
        Ok(_) => ExitCode::SUCCESS,
        Err(Failure::Problems(problems)) => {
            check::print(&problems);
            ExitCode::from(PROBLEMS)
        }
        Err(Failure::Unreadable(error)) => failed(error),
    }
}

fn serve(
    adapter: Adapter,
    layer: Layer,
    policy: &Path,
    routes: Vec<RouteEntry<PathBuf>>,
    live: bool,
    choose: Vec<Condition<PathBuf>>,
    listen: SocketAddr,
) -> ExitCode {
    let read = |file: PathBuf| check::read(&file);
    let policies = check::read(policy).and_then(|policy| {
        let routes = routes.into_iter().map(|entry| entry.try_map(read));
        let routes: Vec<_> = routes.collect::<Result<_, _>>()?;
        let choose = choose.into_iter().map(|condition| condition.try_map(read));
        let choose: Vec<_> = choose.collect::<Result<_, _>>()?;
        let form = match (live, choose.is_empty()) {
            (true, _) => Form::Live,
            (false, true) => Form::Fixed,
            (false, false) => Form::Chosen(choose),
        };
        Ok((policy, routes, form))
    });
    let (policy, routes, form) = match policies {
        Ok(policies) => policies,
        Err(Failure::Problems(problems)) => {
            check::print(&problems);
            return ExitCode::from(FAILED);
        }
        Err(Failure::Unreadable(error)) => return failed(error),
    };
    if let Err(why) = layer.supports(&policy) {
        return failed(why);
    }
    let served = TcpListener::bind(listen).and_then(|listener| {
        let address = listener.local_addr()?;
        let ready = || println!("ready http://{address}");
        adapter.serve(layer, policy, routes, form, listener, ready)
    });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(format_args!("{listen}: {error}")),
    }
}

fn failed(why: impl std::fmt::Display) -> ExitCode {
    eprintln!("{why}");
    ExitCode::from(FAILED)
}
