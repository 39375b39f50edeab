//! Two proxies under the same load, in short turns.
//!
//! Both proxies of a round have a turn at about the same time, so a slow moment of the
//! computer changes both. The median of the ratios ignores the rounds in which it does not.

use std::fmt;
use std::time::Duration;

use crate::client;
use crate::process::Process;

/// The time of one turn.
const TURN: Duration = Duration::from_millis(100);

/// A kind of request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) name: &'static str,
    pub(crate) path: &'static str,
    pub(crate) connections: usize,
}

/// The turns of one proxy.
#[derive(Debug, Default)]
struct Turns {
    requests: u64,
    time: Duration,
    cpu: Duration,
}

#[derive(Debug)]
pub(crate) struct Comparison {
    /// The throughput of `cors proxy`, divided by that of the bare proxy: one ratio for each
    /// round, in ascending order.
    ratios: Vec<f64>,
    bare: Turns,
    ours: Turns,
}

/// Measures for about this time.
pub(crate) fn compare(bare: &Process, ours: &Process, load: Load, time: Duration) -> Comparison {
    let mut comparison = Comparison {
        ratios: Vec::new(),
        bare: Turns::default(),
        ours: Turns::default(),
    };
    // The first turns warm up.
    Turns::default().add(bare, load);
    Turns::default().add(ours, load);
    let rounds = (time.as_millis() / TURN.as_millis() / 2).max(5);
    for round in 0..rounds {
        let (bare_rate, our_rate);
        if round % 2 == 0 {
            bare_rate = comparison.bare.add(bare, load);
            our_rate = comparison.ours.add(ours, load);
        } else {
            our_rate = comparison.ours.add(ours, load);
            bare_rate = comparison.bare.add(bare, load);
        }
        comparison.ratios.push(our_rate / bare_rate);
    }
    comparison.ratios.sort_by(f64::total_cmp);
    comparison
}

impl Comparison {
    pub(crate) fn median(&self) -> f64 {
        self.quartile(2)
    }

    fn quartile(&self, quarters: usize) -> f64 {
        self.ratios[(self.ratios.len() - 1) * quarters / 4]
    }
}

impl Turns {
    /// Lets the proxy have a turn. Returns its requests per second.
    fn add(&mut self, process: &Process, load: Load) -> f64 {
        let cpu = process.cpu();
        let (requests, time) = client::requests(process.port, load.path, load.connections, TURN);
        self.requests += requests;
        self.time += time;
        self.cpu += process.cpu() - cpu;
        requests as f64 / time.as_secs_f64()
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, median, third) = (self.quartile(1), self.median(), self.quartile(3));
        write!(
            f,
            "ratio {median:.3} (quartiles {first:.3} and {third:.3}, {} rounds); bare {}; ours {}",
            self.ratios.len(),
            self.bare,
            self.ours
        )
    }
}

impl fmt::Display for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = self.requests as f64 / self.time.as_secs_f64();
        let cpu = self.cpu.as_secs_f64() * 1e6 / self.requests as f64;
        write!(f, "{rate:.0} requests per second, {cpu:.1} µs of CPU each")
    }
}
