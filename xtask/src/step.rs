//! One command of a longer run: its output, its time and the tests that it counted.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, IsTerminal};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::tally::Tally;

/// How long to wait for output before looking whether the command has ended.
const PATIENCE: Duration = Duration::from_secs(2);

/// A command to run at the root of the workspace.
pub(crate) struct Step {
    pub(crate) name: String,
    program: OsString,
    arguments: Vec<String>,
    variables: Vec<(&'static str, &'static str)>,
}

/// Whether a step prints its output as it comes, or all of it at its end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    Live,
    AtTheEnd,
}

/// What a step leaves.
pub(crate) struct Done {
    pub(crate) name: String,
    pub(crate) time: Duration,
    pub(crate) tally: Tally,
    /// Why it failed, if it did.
    pub(crate) failure: Option<String>,
}

impl Step {
    /// A run of cargo.
    pub(crate) fn cargo(name: impl Into<String>, arguments: &[&str]) -> Self {
        Self::program(name, cargo_program(), arguments)
    }

    /// A run of any program.
    pub(crate) fn program(
        name: impl Into<String>,
        program: impl Into<OsString>,
        arguments: &[&str],
    ) -> Self {
        Self {
            name: name.into(),
            program: program.into(),
            arguments: arguments.iter().map(ToString::to_string).collect(),
            variables: Vec::new(),
        }
    }

    /// Sets an environment variable.
    pub(crate) fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }

    pub(crate) fn run(&self, root: &Path, output: Output) -> Done {
        let started = Instant::now();
        let mut tally = Tally::default();
        let failure = self.watch(root, output, &mut tally).err();
        Done {
            name: self.name.clone(),
            time: started.elapsed(),
            tally,
            failure,
        }
    }

    fn watch(&self, root: &Path, output: Output, tally: &mut Tally) -> Result<(), String> {
        let cannot_start = |error| format!("the step `{}` did not start: {error}", self.name);
        let mut held = format!("\n=== {} ===\n$ {}\n", self.name, self.shown());
        if output == Output::Live {
            print!("{}", std::mem::take(&mut held));
        }
        // One pipe for both streams keeps the lines in order.
        let (reader, writer) = std::io::pipe().map_err(cannot_start)?;
        let mut command = Command::new(&self.program);
        command
            .current_dir(root)
            .args(&self.arguments)
            .envs(self.variables.iter().copied())
            .stdout(writer.try_clone().map_err(cannot_start)?)
            .stderr(writer);
        if std::io::stdout().is_terminal() && env::var_os("CARGO_TERM_COLOR").is_none() {
            command.env("CARGO_TERM_COLOR", "always");
        }
        let mut child = command.spawn().map_err(cannot_start)?;
        // The command holds the ends for writing. The lines end when all programs that
        // have them are gone.
        drop(command);
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(reader).split(b'\n').map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let mut status = None;
        loop {
            match lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    let line = String::from_utf8_lossy(&line);
                    tally.read(&line);
                    if output == Output::Live {
                        println!("{line}");
                    } else {
                        held.push_str(&line);
                        held.push('\n');
                    }
                }
                // A program that the child left behind may keep the pipe open.
                Err(RecvTimeoutError::Timeout) if status.is_some() => break,
                Err(RecvTimeoutError::Timeout) => {
                    status = child.try_wait().map_err(cannot_start)?;
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        print!("{held}");
        match child.wait() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("the step `{}` failed ({status})", self.name)),
            Err(error) => Err(format!("the step `{}`: {error}", self.name)),
        }
    }

    /// The command as one would type it.
    fn shown(&self) -> String {
        let mut shown = String::new();
        for (name, value) in &self.variables {
            shown.push_str(&format!("{name}=\"{value}\" "));
        }
        let program = Path::new(&self.program);
        let program = program.file_name().unwrap_or(program.as_os_str());
        shown.push_str(&program.to_string_lossy());
        for argument in &self.arguments {
            shown.push(' ');
            shown.push_str(argument);
        }
        shown
    }
}

/// Runs the steps of one list after the other, up to the first that fails.
pub(crate) fn run_all(root: &Path, steps: &[Step], output: Output) -> Vec<Done> {
    let mut done = Vec::new();
    for step in steps {
        let outcome = step.run(root, output);
        let failed = outcome.failure.is_some();
        done.push(outcome);
        if failed {
            break;
        }
    }
    done
}

/// Runs two lists of steps at the same time. The output of the second comes in whole steps.
pub(crate) fn run_together(root: &Path, first: &[Step], second: &[Step]) -> Vec<Done> {
    if first.is_empty() {
        return run_all(root, second, Output::Live);
    }
    thread::scope(|scope| {
        let other = scope.spawn(|| run_all(root, second, Output::AtTheEnd));
        let mut done = run_all(root, first, Output::Live);
        match other.join() {
            Ok(others) => done.extend(others),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        done
    })
}

/// The cargo that runs this program.
pub(crate) fn cargo_program() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version() -> Step {
        Step::cargo("version", &["--version"])
    }

    fn unknown() -> Step {
        Step::cargo("unknown", &["no-such-command"])
    }

    fn outcomes(done: &[Done]) -> Vec<(&str, bool)> {
        done.iter()
            .map(|done| (&*done.name, done.failure.is_none()))
            .collect()
    }

    #[test]
    fn nothing_runs_after_a_failure() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let done = run_all(root, &[version(), unknown(), version()], Output::AtTheEnd);
        assert_eq!(outcomes(&done), [("version", true), ("unknown", false)]);
    }

    #[test]
    fn a_failure_does_not_stop_what_runs_at_the_same_time() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let done = run_together(root, &[unknown()], &[version(), version()]);
        let expected = [("unknown", false), ("version", true), ("version", true)];
        assert_eq!(outcomes(&done), expected);
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_is_left_behind_does_not_keep_a_step_from_ending() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let leaves = Step::program("leaves", "sh", &["-c", "sleep 60 & echo done"]);
        let done = leaves.run(root, Output::AtTheEnd);
        assert!(done.failure.is_none());
        assert!(done.time < Duration::from_secs(30));
    }
}
