//! Pages in real browsers that fetch from every adapter.
//!
//! ```text
//! browsers [--require-all] [--only TEXT] [chromium] [firefox] [webkit]
//! ```
//!
//! Starts the application on every adapter with every policy. A proxy in front of
//! each records the requests and responses. Each browser visits pages of multiple
//! origins. No driver is needed: a page asks for cases and reports what its script
//! saw.
//!
//! What a browser did is compared with a plain reading of the policy, except for a
//! list of [known differences](differences). It is also compared with the model of
//! that browser in `cors-browser`, which gets the same bytes as the browser.
//!
//! A browser that is not installed is skipped with a message. With `--require-all`
//! that is an error. `--only` runs the cases whose name contains the text.

#![forbid(unsafe_code)]

mod adapter;
mod browser;
mod case;
mod cases;
mod differences;
mod folder;
mod http;
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
mod tried;
mod verdict;
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
            _ => return Err(format!("unknown browser or option {arg}")),
        }
    }
    if choice.browsers.is_empty() {
        choice.browsers = Browser::ALL.to_vec();
    }
    Ok(choice)
}
