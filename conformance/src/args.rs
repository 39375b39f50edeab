//! What the command line asks for.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::app::Adapter;

const USAGE: &str = "\
usage: conformance serve --adapter actix|axum|tower|warp --policy FILE.toml --listen 127.0.0.1:PORT
       conformance check --policy FILE.toml";

#[derive(Debug)]
pub(crate) enum Command {
    Serve {
        adapter: Adapter,
        policy: PathBuf,
        listen: SocketAddr,
    },
    Check {
        policy: PathBuf,
    },
}

/// # Errors
///
/// What was not understood, and the usage.
pub(crate) fn parse(args: impl Iterator<Item = String>) -> Result<Command, String> {
    command(args).map_err(|problem| format!("{problem}\n{USAGE}"))
}

fn command(mut args: impl Iterator<Item = String>) -> Result<Command, String> {
    let name = args.next().ok_or("a command is missing")?;
    let (mut adapter, mut policy, mut listen) = (None, None, None);
    while let Some(option) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{option} takes a value"));
        match &*option {
            "--adapter" if name == "serve" => adapter = Some(value()?.parse()?),
            "--listen" if name == "serve" => {
                let text = value()?;
                let address = text.parse().map_err(|error| format!("{text}: {error}"))?;
                listen = Some(address);
            }
            "--policy" => policy = Some(value()?.into()),
            _ => return Err(format!("{option} is not an option of {name}")),
        }
    }
    let policy = policy.ok_or("--policy is missing")?;
    match &*name {
        "check" => Ok(Command::Check { policy }),
        "serve" => Ok(Command::Serve {
            adapter: adapter.ok_or("--adapter is missing")?,
            policy,
            listen: listen.ok_or("--listen is missing")?,
        }),
        _ => Err(format!("there is no command {name}")),
    }
}
