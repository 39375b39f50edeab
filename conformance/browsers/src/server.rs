//! The application on every adapter, with every policy, and a proxy in front of it.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::{env, fs};

use crate::adapter::{ADAPTERS, Adapter};
use crate::folder::Folder;
use crate::log::Log;
use crate::policies::Site;
use crate::policy::Policy;
use crate::process::Group;
use crate::{policies, process, tap};

/// All servers. They stop when the value is dropped.
#[derive(Debug)]
pub(crate) struct Servers {
    sites: Vec<Site>,
    ports: HashMap<(Adapter, &'static str), u16>,
    _processes: Vec<Group>,
    _files: Folder,
}

impl Servers {
    pub(crate) fn start(pages: [u16; 2], log: &Arc<Log>) -> Result<Self, String> {
        let program = env::current_exe().map_err(|error| error.to_string())?;
        let program = program.with_file_name("conformance");
        if !program.is_file() {
            return Err("first: cargo build --package conformance".to_owned());
        }
        let files = Folder::new().map_err(|error| error.to_string())?;
        let mut servers = Servers {
            sites: policies::sites(pages),
            ports: HashMap::new(),
            _processes: Vec::new(),
            _files: files,
        };
        for adapter in ADAPTERS {
            for site in &servers.sites {
                if !site.places.is_empty() && !adapter.has_routes {
                    continue;
                }
                let mut command = process::command(&program);
                command.args([
                    "serve",
                    "--adapter",
                    adapter.name,
                    "--listen",
                    "127.0.0.1:0",
                ]);
                let file = |policy: &Policy| {
                    let path = servers._files.path().join(policy.name);
                    fs::write(&path, policy.to_toml()).map(|()| path)
                };
                let started = (|| {
                    command.arg("--policy").arg(file(&site.base)?);
                    for (place, policy) in &site.places {
                        let file = file(policy)?;
                        command
                            .arg("--route")
                            .arg(format!("{place}={}", file.display()));
                    }
                    let (process, address) = ready(&mut command)?;
                    Ok::<_, io::Error>((process, tap::start(address, Arc::clone(log))?))
                })();
                let (process, port) = started
                    .map_err(|error| format!("{} with {}: {error}", adapter.name, site.name))?;
                servers._processes.push(process);
                servers.ports.insert((adapter, site.name), port);
            }
        }
        Ok(servers)
    }

    pub(crate) fn port(&self, adapter: Adapter, site: &'static str) -> u16 {
        self.ports[&(adapter, site)]
    }

    pub(crate) fn site(&self, name: &str) -> &Site {
        let found = self.sites.iter().find(|site| site.name == name);
        found.unwrap_or_else(|| panic!("there is no site {name}"))
    }
}

/// Starts a server and waits for the address that it prints.
fn ready(command: &mut Command) -> io::Result<(Group, std::net::SocketAddr)> {
    let (reader, writer) = io::pipe()?;
    command
        .stdin(Stdio::null())
        .stdout(writer)
        .stderr(Stdio::null());
    let process = Group::start(command)?;
    // This drops our writing end of the pipe. Otherwise the read never ends if the
    // server stops early.
    command.stdout(Stdio::null());
    let mut line = String::new();
    BufReader::new(reader).read_line(&mut line)?;
    let address = line.trim_end().strip_prefix("ready http://");
    match address.and_then(|address| address.parse().ok()) {
        Some(address) => Ok((process, address)),
        None => Err(io::Error::other(format!("the server printed {line:?}"))),
    }
}
