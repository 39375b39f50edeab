//! Measures everything, prints the tables, and writes them to a file.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::case::Case;
use crate::clock::{self, Spread};
use crate::framework::{Framework, Kind};
use crate::matrix::{Cell, cells};
use crate::subject::{BATCH, Seen, Subject};
use crate::{check, compile, document, draw, heap, instructions, load, machine, routes};

/// The measurements of one subject.
pub(crate) struct Figures {
    pub(crate) framework: Framework,
    pub(crate) case: usize,
    pub(crate) kind: Kind,
    pub(crate) instructions: f64,
    pub(crate) allocations: f64,
    pub(crate) bytes: f64,
    times: clock::Times,
    seen: Seen,
}

/// All measurements.
pub(crate) struct Results {
    pub(crate) frameworks: Vec<Framework>,
    pub(crate) cases: Vec<Case>,
    figures: Vec<Figures>,
}

pub(crate) fn run(folder: &Path, frameworks: Vec<Framework>) -> Result<(), String> {
    let results = measure(frameworks)?;
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

/// The allocations and bytes of a batch of requests after a warm-up.
fn used(subject: &mut dyn Subject) -> (usize, usize) {
    for _ in 0..instructions::WARM {
        subject.load(1);
        subject.serve();
    }
    let (mut count, mut bytes) = (0, 0);
    for _ in 0..BATCH {
        subject.load(1);
        let used = heap::used(|| subject.serve());
        (count, bytes) = (count + used.0, bytes + used.1);
    }
    (count, bytes)
}

fn measure(frameworks: Vec<Framework>) -> Result<Results, String> {
    let cases = Case::all();
    // One subject at a time, because actix-web applications on one thread influence
    // each other's counts.
    let used: Vec<(usize, usize)> = cells(&cases, &frameworks)
        .map(|mut cell| used(&mut *cell.subject))
        .collect();
    let mut cells: Vec<Cell> = cells(&cases, &frameworks).collect();
    let seen: Vec<Seen> = cells.iter_mut().map(|cell| cell.subject.show()).collect();
    for (cell, seen) in cells.iter().zip(&seen) {
        match cell.kind {
            Kind::Bare => check::assert_bare(&cases[cell.case], seen),
            Kind::Floor | Kind::Compiled | Kind::Runtime => {
                check::assert_expected(&cases[cell.case], seen);
            }
            Kind::Peer => {}
        }
    }
    assert_agreement(&cells, &seen);
    eprintln!("counting instructions…");
    let instructions = instructions::count(&frameworks)?;
    if instructions.len() != cells.len() {
        let (counted, due) = (instructions.len(), cells.len());
        return Err(format!("callgrind counted {counted} of {due}"));
    }
    eprintln!("measuring time…");
    let times = clock::times(&mut cells);
    let each = |count: usize| count as f64 / BATCH as f64;
    let mut figures = Vec::new();
    for ((((cell, seen), used), instructions), times) in cells
        .iter()
        .zip(seen)
        .zip(used)
        .zip(instructions)
        .zip(times)
    {
        figures.push(Figures {
            framework: cell.framework,
            case: cell.case,
            kind: cell.kind,
            instructions,
            allocations: each(used.0),
            bytes: each(used.1),
            times,
            seen,
        });
    }
    drop(cells);
    Ok(Results {
        frameworks,
        cases,
        figures,
    })
}

/// Asserts that the hand-written layer and both of ours give the same answers.
fn assert_agreement(cells: &[Cell], seen: &[Seen]) {
    let ours = |cell: &&(&Cell, &Seen)| {
        matches!(cell.0.kind, Kind::Floor | Kind::Compiled | Kind::Runtime)
    };
    let all: Vec<(&Cell, &Seen)> = cells.iter().zip(seen).collect();
    let ours: Vec<_> = all.iter().filter(ours).collect();
    for pair in ours.windows(2) {
        let ((one, said), (other, also)) = (pair[0], pair[1]);
        if (one.framework, one.case) == (other.framework, other.case) {
            assert_eq!(said, also, "{:?}, case {}", one.framework, one.case);
        }
    }
}

impl Results {
    pub(crate) fn get(&self, framework: Framework, case: usize, kind: Kind) -> Option<&Figures> {
        let is_it = |figures: &&Figures| {
            (figures.framework, figures.case, figures.kind) == (framework, case, kind)
        };
        self.figures.iter().find(is_it)
    }

    /// The instructions in addition to those of the bare application.
    pub(crate) fn instructions(
        &self,
        framework: Framework,
        case: usize,
        kind: Kind,
    ) -> Option<f64> {
        let bare = self.get(framework, case, Kind::Bare)?;
        Some(self.get(framework, case, kind)?.instructions - bare.instructions)
    }

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

/// A number with a space between groups of three digits.
fn grouped(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

pub(crate) fn whole(number: Option<f64>) -> String {
    number.map_or_else(|| "–".to_owned(), grouped)
}

pub(crate) fn signed(number: Option<f64>) -> String {
    let sign = |number: f64| if number < -0.5 { "−" } else { "+" };
    number.map_or_else(
        || "–".to_owned(),
        |number| format!("{}{}", sign(number), grouped(number)),
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
