//! One command of a longer run: its output, its time and the tests that it counted.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, IsTerminal};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::tally::Tally;

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
        // The command holds the ends for writing. The reader ends when the child does.
        drop(command);
        for line in BufReader::new(reader).split(b'\n') {
            let Ok(line) = line else { break };
            let line = String::from_utf8_lossy(&line);
            tally.read(&line);
            if output == Output::Live {
                println!("{line}");
            } else {
                held.push_str(&line);
                held.push('\n');
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
    std::thread::scope(|scope| {
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
