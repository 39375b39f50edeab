//! Times in nanoseconds. Each round measures all subjects, so that a disturbance
//! affects neighbouring subjects as well.

use std::time::Instant;

use crate::matrix::Cell;
use crate::subject::BATCH;

const ROUNDS: usize = 61;

/// The times of a subject's requests, per round, in nanoseconds per request.
pub(crate) type Times = Vec<f64>;

pub(crate) fn times(cells: &mut [Cell]) -> Vec<Times> {
    let mut times = vec![Vec::with_capacity(ROUNDS); cells.len()];
    for round in 0..=ROUNDS {
        for (cell, times) in cells.iter_mut().zip(&mut times) {
            cell.subject.load(BATCH);
            let started = Instant::now();
            cell.subject.serve();
            let elapsed = started.elapsed();
            // The first round fills the caches.
            if round > 0 {
                times.push(elapsed.as_nanos() as f64 / BATCH as f64);
            }
        }
    }
    times
}

/// The median of a list of numbers, and both quartiles.
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

/// The difference between two subjects, per round.
pub(crate) fn beyond(times: &[f64], bare: &[f64]) -> Spread {
    let more = times.iter().zip(bare).map(|(time, bare)| time - bare);
    Spread::of(more.collect())
}
