//! One scripted application on every adapter.
//!
//! ```text
//! conformance serve --adapter actix|axum|tower|warp --policy FILE.toml --listen 127.0.0.1:PORT
//!             [--cors ours|none|peer]
//! conformance serve --adapter actix-routes|axum-routes|warp-routes --policy FILE.toml --listen 127.0.0.1:PORT
//!             [--route 'METHOD /path=FILE.toml'] [--route '/path=FILE.toml'] …
//! conformance check --policy FILE.toml
//! ```
//!
//! `--policy` is the application's. Each `--route` with a method is a route that
//! has a handler of its own under that policy; one without is a scope, which
//! governs its path and everything beneath, whatever the method. A segment is
//! literal or a parameter, `{id}`.
//!
//! `--cors none` serves the same application without CORS, whatever the policy, and
//! `--cors peer` with what people use without us: actix-cors, warp's own, and tower-http's
//! layer on axum and tower, made of what the policy says. The peers are there with the
//! feature `peers`; a policy that not all of them can say is refused.
//!
//! `serve` prints `ready http://127.0.0.1:PORT`, or the problems of a policy, and
//! then exits with 2. `check` prints one JSON object a problem and exits
//! with 1, or prints nothing and exits with 0. Notes, and whatever else goes
//! wrong, go to standard error.

#![forbid(unsafe_code)]

mod app;
mod args;
mod check;
mod place;

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use app::{Adapter, Layer};
use args::Command;
use check::Failure;
use place::Place;

/// Of `check`: the policy has problems.
const PROBLEMS: u8 = 1;

/// There was nothing to serve or nothing to check.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    match args::parse(std::env::args().skip(1)) {
        Ok(Command::Check { policy }) => check(&policy),
        Ok(Command::Serve {
            adapter,
            layer,
            policy,
            places,
            listen,
        }) => serve(adapter, layer, &policy, places, listen),
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
    places: Vec<Place<PathBuf>>,
    listen: SocketAddr,
) -> ExitCode {
    let read = |place: Place<PathBuf>| place.try_map(|file| check::read(&file));
    let policies = check::read(policy).and_then(|policy| {
        let places: Result<Vec<_>, _> = places.into_iter().map(read).collect();
        Ok((policy, places?))
    });
    let (policy, places) = match policies {
        Ok(policies) => policies,
        Err(Failure::Problems(problems)) => {
            check::print(&problems);
            return ExitCode::from(FAILED);
        }
        Err(Failure::Unreadable(error)) => return failed(error),
    };
    if let Err(why) = layer.takes(&policy) {
        return failed(why);
    }
    let served = TcpListener::bind(listen).and_then(|listener| {
        let address = listener.local_addr()?;
        let ready = || println!("ready http://{address}");
        adapter.serve(layer, policy, places, listener, ready)
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
