//! The policy file.

use std::error::Error;
use std::fs;
use std::path::Path;

use cors_axum::{Config, Policies};

/// Reads the policies of a file.
///
/// # Errors
///
/// The reason why the file cannot be read, or all problems of its policies.
pub(crate) fn read(path: &Path) -> Result<Policies, Box<dyn Error>> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    let config: Config = toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
    let policies = config.build_policies();
    Ok(policies.map_err(|problems| problems.with_source(&name))?)
}
