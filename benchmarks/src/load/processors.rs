//! Who runs on which processor.

use std::fs;
use std::path::Path;
use std::process::Command;

/// One processor for the server and another for its clients, where there are two and the
/// system can hold a program to one.
pub(crate) struct Processors {
    /// Of the server and of the clients.
    pair: Option<(String, String)>,
    has_setpriv: bool,
}

impl Processors {
    pub(crate) fn find() -> Self {
        let is_there = |tool: &str| Path::new("/usr/bin").join(tool).is_file();
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        Processors {
            pair: pair(&status).filter(|_| is_there("taskset")),
            has_setpriv: is_there("setpriv"),
        }
    }

    /// A sentence.
    pub(crate) fn described(&self) -> &'static str {
        match self.pair {
            Some(_) => "The server has one processor, its clients another.",
            None => "Server and clients have whatever processor is free.",
        }
    }

    pub(crate) fn command_for_server(&self, program: impl AsRef<Path>) -> Command {
        self.command(self.pair.as_ref().map(|(server, _)| server), program)
    }

    pub(crate) fn command_for_clients(&self, program: impl AsRef<Path>) -> Command {
        self.command(self.pair.as_ref().map(|(_, clients)| clients), program)
    }

    /// A program that also ends where this one is ended from outside, where the system can
    /// see to that.
    fn command(&self, processor: Option<&String>, program: impl AsRef<Path>) -> Command {
        let mut words: Vec<&str> = Vec::new();
        if self.has_setpriv {
            words.extend(["setpriv", "--pdeathsig", "KILL", "--"]);
        }
        if let Some(processor) = processor {
            words.extend(["taskset", "--cpu-list", processor]);
        }
        let program = program.as_ref();
        match words.split_first() {
            Some((first, others)) => {
                let mut command = Command::new(first);
                command.args(others).arg(program);
                command
            }
            None => Command::new(program),
        }
    }
}

/// The last and the first of the processors that this program may run on.
fn pair(status: &str) -> Option<(String, String)> {
    let list = status
        .lines()
        .find_map(|line| line.strip_prefix("Cpus_allowed_list:"))?;
    let mut numbers = list.trim().split([',', '-']);
    let first = numbers.next()?;
    let last = numbers.next_back()?;
    Some((last.to_owned(), first.to_owned()))
}
