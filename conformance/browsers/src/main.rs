//! Pages in real browsers that fetch from every adapter.
//!
//! ```text
//! browsers [--require-all] [--only TEXT] [chromium] [firefox] [webkit]
//! ```
//!
//! Starts the application on every adapter under every policy, each behind a
//! proxy that writes down what passes, and leads each browser through pages of
//! several origins. No driver is needed: a page asks for cases and hands in what
//! its script saw.
//!
//! What a browser did is held against a plain reading of the policy, but for a
//! list of [known differences](differences), and against the model of that browser
//! in `cors-browser`, which is answered with the very bytes that the browser got.
//!
//! A browser that is not installed is skipped, and named; with `--require-all`
//! that is a failure. `--only` takes the cases whose name has the text in it.

#![forbid(unsafe_code)]

mod browser;
mod case;
mod cases;
mod differences;
mod folder;
mod http;
mod judge;
mod log;
mod model;
mod naive;
mod pages;
mod policies;
mod policy;
mod process;
mod run;
mod server;
mod tap;
mod totals;
mod wire;

use std::process::ExitCode;

use browser::Browser;
use run::Choice;

fn main() -> ExitCode {
    match choice(std::env::args().skip(1)).and_then(|choice| run::all(&choice)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("browsers: {error}");
            ExitCode::FAILURE
        }
    }
}

fn choice(mut args: impl Iterator<Item = String>) -> Result<Choice, String> {
    let mut choice = Choice::default();
    while let Some(arg) = args.next() {
        let named = Browser::ALL
            .into_iter()
            .find(|browser| browser.to_string() == arg);
        match (&*arg, named) {
            (_, Some(browser)) => choice.browsers.push(browser),
            ("--require-all", None) => choice.requires_all = true,
            ("--only", None) => choice.only = args.next().ok_or("--only takes a text")?,
            _ => return Err(format!("there is no browser and no option {arg}")),
        }
    }
    if choice.browsers.is_empty() {
        choice.browsers = Browser::ALL.to_vec();
    }
    Ok(choice)
}
