//! Compares the model with the standard and with three browsers, for every recorded
//! fetch. Run it with `--nocapture` to see the table.

use std::collections::BTreeMap;

use cors_browser::{Browser, Report};
use serde_json::Value;

#[path = "codes/mod.rs"]
mod codes;
#[path = "replay/mod.rs"]
mod replay;

use replay::Replayed;

/// Differences between a browser and its model, and the reason for each.
const UNMODELLED: [(Browser, &str, &str); 3] = [
    (
        Browser::Chromium,
        "v0301",
        "408 says that a kept connection timed out, and is tried again on others; how often \
         depends on the connections at hand",
    ),
    (
        Browser::Firefox,
        "v0717",
        "a connection that is closed without an answer is tried again, ten times here; that is \
         below HTTP, and the page's request fails all the same",
    ),
    (
        Browser::Firefox,
        "s0718",
        "the first entry in the preflight cache of a browser that was just started is not found \
         again; later ones are",
    ),
];

fn vectors() -> Value {
    let text = include_str!("vectors/browser_fetches.json");
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn the_standard_model_does_what_the_standard_requires() {
    let vectors = vectors();
    let replayed = replay::replay(&vectors);
    assert_eq!(replayed.len(), 459);
    let mut wrong = Vec::new();
    for row in &replayed {
        for difference in replay::disagreements_with_standard(row.row, &row.reports[0]) {
            wrong.push(format!(
                "{} {}: {difference}",
                row.row["id"], row.row["name"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_browser_models_do_what_the_browsers_did() {
    let vectors = vectors();
    let replayed = replay::replay(&vectors);
    let mut table = Table::default();
    let mut wrong = Vec::new();
    for row in &replayed {
        table.begin(row);
        for (browser, report) in Browser::ALL.into_iter().zip(&row.reports) {
            let found = disagreements(row, browser, report);
            let is_listed = UNMODELLED
                .iter()
                .any(|(of, id, _)| *of == browser && row.row["id"] == *id && row.is_observed);
            let (mark, fails) = match (found.is_empty(), is_listed) {
                (true, false) if browser != Browser::Standard && !row.is_observed => ('-', false),
                (true, false) => ('=', false),
                (false, true) => ('u', false),
                (false, false) => ('X', true),
                // The list must not contain a difference that the model has.
                (true, true) => ('?', true),
            };
            table.mark(browser, mark);
            if fails {
                let name = replay::name(browser);
                wrong.push(format!("{} [{name}] {mark} {found:?}", row.row["id"]));
            }
        }
    }
    table.print();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn disagreements(row: &Replayed<'_>, browser: Browser, report: &Report) -> Vec<String> {
    match browser {
        Browser::Standard => replay::disagreements_with_standard(row.row, report),
        _ if row.is_observed => {
            let mut found = replay::disagreements_with_browser(row.row, browser, report);
            found.extend(codes::disagreement(row.row, browser, report));
            found
        }
        _ => Vec::new(),
    }
}

/// One row per vector, one column per browser.
#[derive(Default)]
struct Table {
    lines: Vec<String>,
    totals: BTreeMap<(&'static str, char), usize>,
}

impl Table {
    fn begin(&mut self, row: &Replayed<'_>) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let step = row.row["sequence"]["index"].as_u64();
        let id = text(&row.row["id"]) + &step.map(|step| format!("/{step}")).unwrap_or_default();
        self.lines
            .push(format!("{id:8} {:60.60}", text(&row.row["name"])));
    }

    fn mark(&mut self, browser: Browser, mark: char) {
        if let Some(line) = self.lines.last_mut() {
            line.push_str(&format!("{mark:^9}"));
        }
        *self
            .totals
            .entry((replay::name(browser), mark))
            .or_default() += 1;
    }

    fn print(&self) {
        println!(
            "= agrees, u differs and is on the list, - not observed (not the last of its sequence)\n"
        );
        println!("{:69}standard chromium firefox  webkit", "");
        self.lines.iter().for_each(|line| println!("{line}"));
        println!();
        for browser in Browser::ALL.map(replay::name) {
            let total = |mark| self.totals.get(&(browser, mark)).copied().unwrap_or(0);
            let (agree, listed, unseen) = (total('='), total('u'), total('-'));
            println!("{browser:9} {agree:4} agree {listed:3} on the list {unseen:3} not observed");
        }
        println!("\nNot modelled:");
        for (browser, id, reason) in UNMODELLED {
            println!("  {id} {}: {reason}", replay::name(browser));
        }
    }
}
