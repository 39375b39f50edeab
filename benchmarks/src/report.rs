//! Prints the measurements as tables, and writes them to a file.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::clock::{self, Spread};
use crate::framework::{Framework, Kind};
use crate::number::{signed, whole};
use crate::results::Results;
use crate::{check, compile, document, draw, load, machine, routes};

pub(crate) fn run(folder: &Path, frameworks: Vec<Framework>) -> Result<(), String> {
    let results = Results::measure(frameworks)?;
    if results.frameworks != Framework::ALL {
        return results.put_sections(folder);
    }
    let text = results.text();
    println!("{text}");
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    };
    document::begin(folder, &text, &[routes::TITLE, compile::TITLE, load::TITLE])?;
    write("benchmarks-origins.svg", &draw::origins(&results)?)?;
    write("benchmarks-cases.svg", &draw::cases(&results)?)
}

impl Results {
    fn text(&self) -> String {
        let mut text = String::from(HEAD);
        let _ = writeln!(text, "{}.", circumstances());
        text.push_str(READING);
        for framework in self.frameworks.iter().copied() {
            let _ = write!(text, "\n## {}\n\n", framework.title());
            self.section(framework, &mut text);
        }
        text
    }

    /// Replaces the sections of some frameworks.
    fn put_sections(&self, folder: &Path) -> Result<(), String> {
        for framework in self.frameworks.iter().copied() {
            let mut text = format!("{}, in a separate run.\n\n", circumstances());
            self.section(framework, &mut text);
            println!("## {}\n\n{text}", framework.title());
            document::put(folder, framework.title(), &text)?;
        }
        Ok(())
    }

    fn section(&self, framework: Framework, text: &mut String) {
        let _ = writeln!(
            text,
            "The peer is {}.{}",
            framework.peer(),
            framework.note()
        );
        text.push_str("\n### Instructions\n\n");
        self.instructions_table(framework, text);
        text.push_str("\n### Heap allocations (bytes)\n\n");
        self.allocations_table(framework, text);
        text.push_str("\n### Nanoseconds\n\n");
        self.times_table(framework, text);
    }

    fn instructions_table(&self, framework: Framework, text: &mut String) {
        text.push_str(
            "| case | bare | floor | ours | ours, at run time | peer | ours to floor | peer to ours \
             | the peer leaves out |\n|---|--:|--:|--:|--:|--:|--:|--:|---|\n",
        );
        for (case, asked) in self.cases.iter().enumerate() {
            let more = |kind| self.instructions(framework, case, kind);
            let bare = self
                .get(framework, case, Kind::Bare)
                .map(|bare| bare.instructions);
            let ours = more(Kind::Compiled).or(more(Kind::Runtime));
            let ratio = |over: Option<f64>, under: Option<f64>| match (over, under) {
                (Some(over), Some(under)) => format!("{:.2}", over / under),
                _ => "–".to_owned(),
            };
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
                asked.name,
                whole(bare),
                signed(more(Kind::Floor)),
                signed(more(Kind::Compiled)),
                signed(more(Kind::Runtime)),
                signed(more(Kind::Peer)),
                ratio(ours, more(Kind::Floor)),
                ratio(more(Kind::Peer), ours),
                self.left_out(framework, case),
            );
        }
    }

    fn left_out(&self, framework: Framework, case: usize) -> String {
        match self.get(framework, case, Kind::Peer) {
            Some(peer) => check::left_out(&self.cases[case], &peer.seen).join(", "),
            None => "not supported".to_owned(),
        }
    }

    fn allocations_table(&self, framework: Framework, text: &mut String) {
        text.push_str(
            "| case | bare | floor | ours | ours, at run time | peer |\n|---|--:|--:|--:|--:|--:|\n",
        );
        for (case, asked) in self.cases.iter().enumerate() {
            let _ = write!(text, "| {} ", asked.name);
            let bare = self.get(framework, case, Kind::Bare);
            let (count, bytes) = bare.map_or((0.0, 0.0), |bare| (bare.allocations, bare.bytes));
            let _ = write!(text, "| {count} ({bytes}) ");
            for kind in [Kind::Floor, Kind::Compiled, Kind::Runtime, Kind::Peer] {
                let _ = match self.get(framework, case, kind) {
                    Some(used) => write!(
                        text,
                        "| {:+} ({:+}) ",
                        used.allocations - count,
                        used.bytes - bytes
                    ),
                    None => write!(text, "| – "),
                };
            }
            text.push_str("|\n");
        }
    }

    fn times_table(&self, framework: Framework, text: &mut String) {
        text.push_str(
            "| case | floor | ours | ours, at run time | peer |\n|---|--:|--:|--:|--:|\n",
        );
        for (case, asked) in self.cases.iter().enumerate() {
            let _ = write!(text, "| {} ", asked.name);
            let bare = self.get(framework, case, Kind::Bare);
            for kind in [Kind::Floor, Kind::Compiled, Kind::Runtime, Kind::Peer] {
                let of_kind = self.get(framework, case, kind);
                let _ = match of_kind.zip(bare) {
                    Some((of_kind, bare)) => {
                        let Spread { low, median, high } =
                            clock::beyond(&of_kind.times, &bare.times);
                        write!(text, "| {median:+.0} ({low:.0} to {high:.0}) ")
                    }
                    None => write!(text, "| – "),
                };
            }
            text.push_str("|\n");
        }
    }
}

/// The date, the machine and the tools of the measurement.
fn circumstances() -> String {
    let versions = machine::versions(
        include_str!("../Cargo.lock"),
        &[
            "actix-web",
            "actix-cors",
            "axum",
            "http",
            "poem",
            "rocket",
            "rocket_cors",
            "salvo_core",
            "salvo-cors",
            "tower",
            "tower-http",
            "warp",
        ],
    );
    format!(
        "Measured on {}, on {}, with {} (release, fat LTO, one codegen unit); {}",
        machine::today(),
        machine::processor(),
        machine::compiler(),
        versions.join(", ")
    )
}

const HEAD: &str = "\
# Benchmarks

Written by `cargo xtask bench` in one run, except for the sections that name another run.

![Instructions by number of origins](benchmarks-origins.svg)

![Instructions by case and library](benchmarks-cases.svg)

";

const READING: &str = "
How to read the tables:

* Every number is for one request, from the request to the end of the response,
  without sockets. *Bare* is the application without CORS. The other columns are
  the additional cost. Preflights do not reach a handler, so *bare* is then a
  layer that answers with an empty 204.
* *Floor* is a layer written by hand for this one policy, with constants only. It
  gives exactly the same answers as ours. For a long list it only knows the origin
  that the requests have. *Ours* is a policy from the macro, and the same policy
  built at run time.
* The answers are compared before the measurement. The last column names what a
  peer's answer lacks.
* Unless the case says otherwise, the policy has three origins, credentials and
  one exposed header, and the handler's response has two headers.
* Instructions are counted by callgrind, as the mean of 100 requests. They vary by
  one or two percent between runs with the state of the allocator. The number of
  allocations does not vary. (glibc is configured to keep more freed blocks than by
  default, so that earlier frees have no effect.) Nanoseconds are the median of 61
  rounds that measure all subjects, with the quartiles in brackets. The machine is
  virtual and was not idle. For the times, all applications share one thread. Ours
  on actix-web then checks whether one application contains another, as it does in
  a server that listens on two addresses. For instructions and allocations, each
  application has its own thread.
";
