//! Counts tests and times test programs by reading what `cargo test` prints.

use std::fmt;

/// The tests that one or more runs of cargo counted.
#[derive(Default)]
pub(crate) struct Tally {
    passed: u32,
    failed: u32,
    ignored: u32,
    /// The test program whose results come next.
    program: String,
    /// Test programs, and how many seconds each ran.
    programs: Vec<(String, f64)>,
}

impl Tally {
    /// Reads one line of the output.
    pub(crate) fn read(&mut self, line: &str) {
        let line = without_colors(line);
        let line = line.trim();
        if let Some(program) = line.strip_prefix("Running ") {
            // `tests/ui.rs (target/debug/deps/ui-0123456789abcdef)`
            let file = program.rsplit(['/', '\\']).next().unwrap_or(program);
            let source = program.split(" (").next().unwrap_or(program);
            self.program = format!("{source} ({file}").replace("unittests ", "");
        } else if line.starts_with("Doc-tests ") {
            self.program = line.to_owned();
        } else if let Some(result) = line.strip_prefix("test result: ") {
            self.add_result(result);
        }
    }

    /// Adds the counts of another run.
    pub(crate) fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
        self.programs.extend(other.programs);
    }

    /// The test programs that ran longest, and how many seconds each took.
    pub(crate) fn slowest(&mut self, count: usize) -> &[(String, f64)] {
        self.programs.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        &self.programs[..count.min(self.programs.len())]
    }

    /// Reads `ok. 3 passed; 0 failed; 1 ignored; …; finished in 0.05s`.
    fn add_result(&mut self, result: &str) {
        let (_, counts) = result.split_once(". ").unwrap_or_default();
        for part in counts.split("; ") {
            if let Some(seconds) = part.strip_prefix("finished in ") {
                let seconds = seconds.trim_end_matches('s').parse().unwrap_or_default();
                self.programs.push((self.program.clone(), seconds));
            }
            let Some((count, what)) = part.split_once(' ') else {
                continue;
            };
            let count: u32 = count.parse().unwrap_or_default();
            match what {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.ignored += count,
                _ => {}
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.ignored > 0 {
            write!(f, ", {} ignored", self.ignored)?;
        }
        Ok(())
    }
}

/// The line without the escape sequences that color it.
fn without_colors(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_summed_over_all_test_programs() {
        let mut tally = Tally::default();
        for line in [
            "     Running unittests src/lib.rs (target/debug/deps/cors_rules-0123456789abcdef)",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.05s",
            "\u{1b}[1m\u{1b}[32m     Running\u{1b}[0m tests/ui.rs (target/debug/deps/ui-0123456789abcdef)",
            "test result: FAILED. 7 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 12.50s",
            "test result is no result",
        ] {
            tally.read(line);
        }
        let mut all = Tally::default();
        all.add(tally);
        assert_eq!(all.to_string(), "10 passed, 2 failed, 1 ignored");
        let [(program, seconds)] = all.slowest(1) else {
            panic!("one program");
        };
        assert_eq!(program, "tests/ui.rs (ui-0123456789abcdef)");
        assert!((*seconds - 12.5).abs() < 1e-9);
    }
}
