//! The processors that the programs run on.

use std::fs;
use std::path::Path;
use std::process::Command;

/// One processor for the server and another for its clients, if there are two and
/// the system can pin a program to one.
pub(crate) struct Processors {
    /// The processors of the server and of the clients.
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

    /// Describes the assignment in a sentence.
    pub(crate) fn described(&self) -> &'static str {
        match self.pair {
            Some(_) => "The server has one processor and its clients another.",
            None => "The server and the clients share all processors.",
        }
    }

    pub(crate) fn command_for_server(&self, program: impl AsRef<Path>) -> Command {
        self.command(self.pair.as_ref().map(|(server, _)| server), program)
    }

    pub(crate) fn command_for_clients(&self, program: impl AsRef<Path>) -> Command {
        self.command(self.pair.as_ref().map(|(_, clients)| clients), program)
    }

    /// A program that the system kills together with this one, if the system can.
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

/// The last and the first processor that this program may use.
fn pair(status: &str) -> Option<(String, String)> {
    let list = status
        .lines()
        .find_map(|line| line.strip_prefix("Cpus_allowed_list:"))?;
    let mut numbers = list.trim().split([',', '-']);
    let first = numbers.next()?;
    let last = numbers.next_back()?;
    Some((last.to_owned(), first.to_owned()))
}
