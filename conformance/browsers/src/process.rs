//! A program and all processes that it starts.

use std::ffi::OsStr;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command};

/// A program that the system kills together with this one, if the system can.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let setpriv = Path::new("/usr/bin/setpriv");
    if !setpriv.is_file() {
        return Command::new(program);
    }
    let mut command = Command::new(setpriv);
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

/// A process group that is killed when the value is dropped.
#[derive(Debug)]
pub(crate) struct Group(Child);

impl Group {
    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
        command.process_group(0).spawn().map(Group)
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        self.0.try_wait().is_ok_and(|status| status.is_some())
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // The standard library kills one process, not a group.
        let kill = format!("kill -KILL -{} 2> /dev/null", self.0.id());
        let _ = Command::new("sh").args(["-c", &kill]).status();
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
