//! The results of a run.

use std::collections::{BTreeMap, BTreeSet};

use crate::browser::Browser;
use crate::differences;
use crate::verdict::{CaseRun, Verdict};

#[derive(Debug, Default)]
pub(crate) struct Totals {
    /// By browser and adapter.
    fetches: BTreeMap<(Browser, &'static str), usize>,
    /// By browser and name of the difference.
    differences: BTreeMap<(Browser, &'static str), usize>,
    passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl Totals {
    /// Counts a case and prints its problems.
    pub(crate) fn add(&mut self, run: &CaseRun<'_>, verdict: Verdict) {
        let fetches = (run.browser, run.adapter.name);
        *self.fetches.entry(fetches).or_default() += run.case.steps.len();
        for name in verdict.differences {
            *self.differences.entry((run.browser, name)).or_default() += 1;
        }
        if verdict.problems.is_empty() {
            self.passed += 1;
            return;
        }
        self.failed += 1;
        let (browser, adapter) = (run.browser, run.adapter.name);
        println!("FAILED: {browser}, {adapter}: {}", run.case.name);
        for problem in verdict.problems {
            println!("  {problem}");
        }
    }

    /// Prints the totals. `tried` is the number of fetches that `cors try` did too.
    pub(crate) fn print(&self, tried: usize) {
        println!("\nfetches:");
        let browsers: BTreeSet<Browser> =
            self.fetches.keys().map(|(browser, _)| *browser).collect();
        for browser in &browsers {
            let own = self.fetches.iter().filter(|((of, _), _)| of == browser);
            let line: Vec<String> = own
                .map(|((_, adapter), count)| format!("{adapter} {count}"))
                .collect();
            println!("  {browser:<9} {}", line.join(", "));
        }
        println!("  cors try  {tried}, compared with each browser");
        println!("known differences, and how often they occurred:");
        for known in differences::ALL {
            println!("  {}: {}", known.name, known.what);
            for browser in &browsers {
                if let Some(count) = self.differences.get(&(*browser, known.name)) {
                    println!("    {browser:<9} {count}");
                }
            }
        }
        let word = if self.failed == 0 { "ok" } else { "FAILED" };
        let fetches: usize = self.fetches.values().sum();
        println!(
            "\ntest result: {word}. {} passed; {} failed; {fetches} fetches; \
             {} browsers skipped",
            self.passed, self.failed, self.skipped,
        );
    }

    /// The listed differences of a browser that ran and did not show them.
    pub(crate) fn unseen(&self) -> Vec<String> {
        let ran: BTreeSet<Browser> = self.fetches.keys().map(|(browser, _)| *browser).collect();
        let listed = ran.into_iter().flat_map(|browser| {
            let known = differences::of(browser);
            known.map(move |known| (browser, known.name))
        });
        listed
            .filter(|known| !self.differences.contains_key(known))
            .map(|(browser, name)| format!("{browser}: {name}"))
            .collect()
    }
}
