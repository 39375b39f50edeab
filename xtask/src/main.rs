//! The project's own chores. `cargo xtask help` names them.

mod bench;
mod packages;
mod suffixes;
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
                              every adapter; root has them and valgrind installed where
                              the system is Debian, and what is missing is skipped
              --browsers=all  the same, and what is missing is a failure
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
