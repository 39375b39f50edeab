//! The command `cors`: one verb for each question about CORS.
//!
//! `main` reads the arguments, runs the verb, prints its result in the format that
//! the user asked for, and returns the exit code.

#![forbid(unsafe_code)]
// The documentation of an argument is the text of `--help`, which has no links.
#![allow(rustdoc::bare_urls)]

mod audit;
mod cause;
mod check;
mod client;
mod explain;
mod input;
mod manual;
mod output;
mod policy_file;
mod policy_line;
mod policy_server;
mod proxy;
mod redact;
mod response;
mod rules;
mod schema;
mod tls;
mod try_request;
mod url;

use std::process::ExitCode;

use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use output::{OUTPUT_FORMAT, OutputArgs};

/// The verb, a name that users expect, and our name of the option.
const OTHER_NAMES: [(&str, &str, &str); 5] = [
    ("try", "-d", "--data"),
    ("try", "--origin", "--from"),
    ("proxy", "--port", "--listen"),
    ("proxy", "-p", "--listen"),
    ("proxy", "--origin", "--allow-origin"),
];

/// Answers questions about CORS, in the words of your browser's console.
#[derive(Debug, Parser)]
#[command(name = "cors", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 nothing was found, 1 there is a finding, 2 the command could not be run."
)]
struct Arguments {
    #[command(flatten)]
    output: OutputArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Explain(explain::Args),
    Try(try_request::Args),
    Audit(audit::Args),
    Proxy(Box<proxy::Args>),
    Check(check::Args),
    Rules(rules::Args),
    Schema(schema::Args),
    Completions(manual::CompletionsArgs),
    Man(manual::ManArgs),
}

fn main() -> ExitCode {
    let Arguments { output, verb } = arguments();
    let outcome = match verb {
        Verb::Explain(args) => explain::run(&args).and_then(|(report, misuse)| {
            let code = output.print(&report)?;
            misuse.map_or(Ok(code), Err)
        }),
        Verb::Try(args) => try_request::run(&args).and_then(|report| output.print(&report)),
        Verb::Audit(args) => audit::run(&args).and_then(|report| output.print(&report)),
        Verb::Proxy(args) => output.text_only("proxy").and_then(|()| proxy::run(&args)),
        Verb::Check(args) => {
            let checked = check::run(&args, output.min_severity());
            checked.and_then(|report| output.print(&report))
        }
        Verb::Rules(args) => rules::run(&args).and_then(|report| output.print(&report)),
        Verb::Schema(args) => schema::run(&args),
        Verb::Completions(args) => manual::completions::<Arguments>(&args),
        Verb::Man(args) => manual::man::<Arguments>(&args),
    };
    outcome.unwrap_or_else(|misuse| misuse.print())
}

/// The arguments of the command line. A variable that is empty is not set.
fn arguments() -> Arguments {
    let mut command = Arguments::command();
    if std::env::var_os(OUTPUT_FORMAT).is_some_and(|format| format.is_empty()) {
        command = command.mut_arg("output_format", |format| format.env(Resettable::Reset));
    }
    let matches = command.try_get_matches();
    let arguments = matches.and_then(|matches| Arguments::from_arg_matches(&matches));
    arguments.unwrap_or_else(|error| with_our_name(error).exit())
}

/// An error about an option of curl or of another server, with the name of our option instead
/// of the tip to pass it as a value.
fn with_our_name(mut error: clap::Error) -> clap::Error {
    let is_meant = |&&(verb, other, _): &&(&str, &str, &str)| {
        matches!(error.get(ContextKind::InvalidArg), Some(ContextValue::String(name)) if name == other)
            && std::env::args_os().any(|argument| argument == verb)
    };
    if error.kind() == ErrorKind::UnknownArgument
        && let Some((_, _, ours)) = OTHER_NAMES.iter().find(is_meant)
    {
        error.remove(ContextKind::Suggested);
        let ours = ContextValue::String((*ours).to_owned());
        error.insert(ContextKind::SuggestedArg, ours);
    }
    error
}
