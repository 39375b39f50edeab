//! The cost of CORS: our adapters, a hand-written layer and the peers, measured in
//! one run.
//!
//! ```text
//! benchmarks run FOLDER [FRAMEWORK…]     measure, print, write it down in FOLDER
//! benchmarks count [FRAMEWORK…]          serve everything, for callgrind
//! benchmarks routes FOLDER               measure policies of routes, write it down
//! benchmarks count-routes                serve those, for callgrind
//! benchmarks compile FOLDER              measure what a build pays, write it down
//! benchmarks load FOLDER                 measure servers under load, write it down
//! benchmarks trace FRAMEWORK CASE KIND   serve one thing, for callgrind
//! ```
//!
//! `cargo xtask bench` runs them.

mod case;
mod check;
mod clock;
mod compile;
mod document;
mod draw;
mod framework;
mod heap;
mod instructions;
mod load;
mod machine;
mod matrix;
mod number;
mod policy;
mod report;
mod results;
mod routes;
mod subject;

use std::path::Path;
use std::process::ExitCode;

use framework::Framework;

fn main() -> ExitCode {
    if let Some(units) = compile::units() {
        return compile::rustc(&units);
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        ["run", folder, ref names @ ..] => Framework::named(names)
            .and_then(|frameworks| report::run(Path::new(folder), frameworks)),
        ["count", ref names @ ..] => {
            Framework::named(names).map(|frameworks| instructions::serve_all(&frameworks))
        }
        ["routes", folder] => routes::run(Path::new(folder)),
        ["count-routes"] => {
            routes::serve_all();
            Ok(())
        }
        ["compile", folder] => compile::run(Path::new(folder)),
        ["load", folder] => load::run(Path::new(folder)),
        ["trace", framework, case, kind] => instructions::serve_one(framework, case, kind),
        _ => Err(
            "usage: benchmarks run FOLDER | routes FOLDER | compile FOLDER | load FOLDER | count | count-routes | trace"
                .to_owned(),
        ),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("benchmarks: {message}");
            ExitCode::FAILURE
        }
    }
}
