//! The project's chores. `cargo xtask help` lists them.

mod bench;
mod debian;
mod fuzz;
mod package;
mod published;
mod step;
mod suffixes;
mod tally;
mod test;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use test::Browsers;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

Commands:
  test      Check the format, lint, run all tests, build the documentation
              --browsers      and let pages in Chromium, Firefox and WebKit fetch from
                              every adapter. On Debian, as root, missing browsers,
                              PostgreSQL and valgrind are installed; elsewhere they
                              are skipped
              --browsers=all  the same, and a missing one is a failure
              --fuzz          only run the fuzz targets for a minute
  package   Package the published crates, and build new crates from the packages alone
  bench     Measure what CORS costs beside the peers, and write docs/benchmarks.md
              --routes        what policies of routes cost
              --compile       what it costs to build
              --load          what it costs a server under load
  suffixes  Update the Public Suffix List from PyPI, and compare it with npm's
              --check         only fail if the list is too old for a release
  help      Print this text";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        ["test"] => test::run(root(), Browsers::None),
        ["test", "--browsers"] => test::run(root(), Browsers::Installed),
        ["test", "--browsers=all"] => test::run(root(), Browsers::All),
        ["test", "--fuzz"] => fuzz::run(root()),
        ["package"] => package::run(root()),
        ["bench"] => bench::run(root(), ""),
        ["bench", part] => bench::run(root(), part),
        ["suffixes"] => suffixes::update(root()),
        ["suffixes", "--check"] => suffixes::check(root()),
        [] | ["help" | "--help" | "-h"] | [_, "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => {
            let command = arguments.join(" ");
            eprintln!("xtask: there is no command `{command}`\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace, wherever the command was typed.
fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}
