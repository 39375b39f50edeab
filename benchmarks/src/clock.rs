//! Nanoseconds: in rounds, all subjects in each, so that what disturbs one
//! disturbs its neighbours too.

use std::time::Instant;

use crate::matrix::Cell;
use crate::subject::BATCH;

const ROUNDS: usize = 61;

/// What a subject's requests took, round by round, in nanoseconds each.
pub(crate) type Times = Vec<f64>;

pub(crate) fn times(cells: &mut [Cell]) -> Vec<Times> {
    let mut times = vec![Vec::with_capacity(ROUNDS); cells.len()];
    for round in 0..=ROUNDS {
        for (cell, times) in cells.iter_mut().zip(&mut times) {
            cell.subject.load(BATCH);
            let started = Instant::now();
            cell.subject.serve();
            let elapsed = started.elapsed();
            // The first is for the caches.
            if round > 0 {
                times.push(elapsed.as_nanos() as f64 / BATCH as f64);
            }
        }
    }
    times
}

/// The middle of a set of figures, and the quarter below and above it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) low: f64,
    pub(crate) median: f64,
    pub(crate) high: f64,
}

impl Spread {
    pub(crate) fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let at = |part: usize| figures[(figures.len() - 1) * part / 4];
        Spread {
            low: at(1),
            median: at(2),
            high: at(3),
        }
    }
}

/// How much more the one took than the other, round by round.
pub(crate) fn beyond(times: &[f64], bare: &[f64]) -> Spread {
    let more = times.iter().zip(bare).map(|(time, bare)| time - bare);
    Spread::of(more.collect())
}
