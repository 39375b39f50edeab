//! Reads the policy file that a server is compared with.

use std::io;
use std::path::Path;

use cors_engine::Config;
use cors_engine::routes::Policies;

use crate::output::Misuse;

/// Reads a policy file; `-` is standard input.
pub(crate) fn load(path: &Path) -> Result<Policies, Misuse> {
    let name = path.display();
    let text = match path.as_os_str() == "-" {
        true => io::read_to_string(io::stdin()),
        false => std::fs::read_to_string(path),
    };
    let text = text.map_err(|error| Misuse::new(format!("{name} cannot be read: {error}")))?;
    let config: Config = toml::from_str(&text)
        .map_err(|error| Misuse::new(format!("{name} is no policy file: {}", error.message())))?;
    config.build_policies().map_err(|problems| {
        let problems = problems.with_source(&path.display().to_string());
        Misuse::new(format!("{name} has problems:\n{problems}"))
    })
}
