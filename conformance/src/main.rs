//! One scripted application on every adapter.
//!
//! ```text
//! conformance serve --adapter actix|axum|tower|warp --policy FILE.toml --listen 127.0.0.1:PORT
//! conformance check --policy FILE.toml
//! ```
//!
//! `serve` prints `ready http://127.0.0.1:PORT`, or the problems of the policy,
//! and then exits with 2. `check` prints one JSON object a problem and exits
//! with 1, or prints nothing and exits with 0. Notes, and whatever else goes
//! wrong, go to standard error.

#![forbid(unsafe_code)]

mod app;
mod args;
mod check;

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::ExitCode;

use app::Adapter;
use args::Command;
use check::Failure;

/// Of `check`: the policy has problems.
const PROBLEMS: u8 = 1;

/// There was nothing to serve or nothing to check.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    match args::parse(std::env::args().skip(1)) {
        Ok(Command::Check { policy }) => check(&policy),
        Ok(Command::Serve {
            adapter,
            policy,
            listen,
        }) => serve(adapter, &policy, listen),
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

fn serve(adapter: Adapter, policy: &Path, listen: SocketAddr) -> ExitCode {
    let policy = match check::read(policy) {
        Ok(policy) => policy,
        Err(Failure::Problems(problems)) => {
            check::print(&problems);
            return ExitCode::from(FAILED);
        }
        Err(Failure::Unreadable(error)) => return failed(error),
    };
    let served = TcpListener::bind(listen).and_then(|listener| {
        let address = listener.local_addr()?;
        adapter.serve(policy, listener, || println!("ready http://{address}"))
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
