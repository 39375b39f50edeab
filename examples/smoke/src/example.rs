//! A running example.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

/// An example that runs until this value is dropped.
#[derive(Debug)]
pub struct Example {
    child: Child,
    /// This pipe stays open, because a program fails when it prints to a closed
    /// pipe.
    output: BufReader<ChildStdout>,
    printed: String,
}

impl Example {
    /// Starts the program and waits for a line that starts with `ready`.
    pub fn start(command: &mut Command, ready: &str) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .expect("the example starts");
        let output = child.stdout.take().expect("its output is a pipe");
        let mut example = Example {
            child,
            output: BufReader::new(output),
            printed: String::new(),
        };
        example.wait_for(ready);
        example
    }

    /// Waits for a line that starts with `ready`, unless it was printed already.
    pub fn wait_for(&mut self, ready: &str) {
        let is_ready = |line: &str| line.starts_with(ready);
        while !self.printed.lines().any(is_ready) {
            let read = self.output.read_line(&mut self.printed);
            let read = read.expect("the example prints UTF-8");
            assert!(read > 0, "the example ended after\n{}", self.printed);
        }
    }

    /// Waits for a line of output that contains a text, and returns it.
    pub fn line_with(&mut self, part: &str) -> String {
        loop {
            let mut line = String::new();
            let read = self.output.read_line(&mut line);
            let read = read.expect("the example prints UTF-8");
            assert!(read > 0, "the example ended before it printed `{part}`");
            if line.contains(part) {
                return line;
            }
        }
    }

    /// The output of the program until the last line that was waited for.
    pub fn printed(&self) -> &str {
        &self.printed
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The port of the first address on the line that starts with `label`.
    pub fn port(&self, label: &str) -> u16 {
        let line = self.printed.lines().find(|line| line.starts_with(label));
        line.and_then(|line| line.split("http://").nth(1))
            .and_then(|address| address.split(':').nth(1))
            .map(|rest| rest.split(|c: char| !c.is_ascii_digit()))
            .and_then(|mut digits| digits.next()?.parse().ok())
            .unwrap_or_else(|| panic!("no port behind `{label}` in\n{}", self.printed))
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        // An error means that the program has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
