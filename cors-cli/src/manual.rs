//! `cors completions` and `cors man`: files for shells and for `man`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::CommandFactory;

use crate::output::{Misuse, print_text};

/// Print completions for a shell.
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    shell: clap_complete::Shell,
}

/// Write the man pages into a folder.
#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// The folder for the man pages; a new one is created
    folder: PathBuf,
}

pub(crate) fn completions<C: CommandFactory>(args: &CompletionsArgs) -> Result<ExitCode, Misuse> {
    let mut completions = Vec::new();
    clap_complete::generate(args.shell, &mut C::command(), "cors", &mut completions);
    print_text(&String::from_utf8_lossy(&completions))
}

pub(crate) fn man<C: CommandFactory>(args: &ManArgs) -> Result<ExitCode, Misuse> {
    if args.folder.is_file() {
        let name = args.folder.display();
        return Err(Misuse::new(format!("{name} is a file; name a folder")));
    }
    std::fs::create_dir_all(&args.folder)
        .and_then(|()| clap_mangen::generate_to(C::command(), &args.folder))
        .map_err(|error| {
            Misuse::new(format!(
                "the man pages cannot be written to {}: {error}",
                args.folder.display()
            ))
        })?;
    Ok(ExitCode::SUCCESS)
}
