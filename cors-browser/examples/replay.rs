//! Runs a file of recorded fetches through the model and prints where they differ.
//!
//! ```text
//! cargo run -p cors-browser --example replay -- FILE
//! ```
//!
//! The file has the format of `tests/vectors/browser_fetches.json`.

use std::process::ExitCode;

use cors_browser::Browser;

#[path = "../tests/codes/mod.rs"]
mod codes;
#[path = "../tests/replay/mod.rs"]
mod replay;

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: replay FILE");
        return ExitCode::from(2);
    };
    let vectors = match std::fs::read_to_string(&path).map(|text| serde_json::from_str(&text)) {
        Ok(Ok(vectors)) => vectors,
        Ok(Err(error)) => return fail(&path, &error),
        Err(error) => return fail(&path, &error),
    };
    let replayed = replay::replay(&vectors);
    let mut totals = [0; 4];
    for row in &replayed {
        for (index, browser) in Browser::ALL.into_iter().enumerate() {
            let report = &row.reports[index];
            let found = match browser {
                Browser::Standard => replay::disagreements_with_standard(row.row, report),
                _ if row.is_observed => {
                    let mut found = replay::disagreements_with_browser(row.row, browser, report);
                    found.extend(codes::disagreement(row.row, browser, report));
                    found
                }
                _ => Vec::new(),
            };
            totals[index] += usize::from(!found.is_empty());
            for difference in found {
                let name = replay::name(browser);
                println!(
                    "{} {} [{name}] {difference}",
                    row.row["id"], row.row["name"]
                );
            }
        }
    }
    println!("{} rows; rows that differ:", replayed.len());
    for (browser, total) in Browser::ALL.into_iter().zip(totals) {
        println!("  {:9} {total}", replay::name(browser));
    }
    match totals[0] {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn fail(path: &str, error: &dyn std::error::Error) -> ExitCode {
    eprintln!("{path}: {error}");
    ExitCode::from(2)
}
