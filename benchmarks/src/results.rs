//! Measures everything.

use crate::case::Case;
use crate::framework::{Framework, Kind};
use crate::matrix::{Cell, cells};
use crate::subject::{BATCH, Seen, Subject};
use crate::{check, clock, heap, instructions};

/// The measurements of one subject.
pub(crate) struct Figures {
    pub(crate) framework: Framework,
    pub(crate) case: usize,
    pub(crate) kind: Kind,
    pub(crate) instructions: f64,
    pub(crate) allocations: f64,
    pub(crate) bytes: f64,
    pub(crate) times: clock::Times,
    pub(crate) seen: Seen,
}

/// All measurements.
pub(crate) struct Results {
    pub(crate) frameworks: Vec<Framework>,
    pub(crate) cases: Vec<Case>,
    figures: Vec<Figures>,
}

impl Results {
    /// Measures every case of the frameworks.
    pub(crate) fn measure(frameworks: Vec<Framework>) -> Result<Self, String> {
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
