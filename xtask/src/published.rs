//! The packages that users get.

use std::fs;
use std::path::{Path, PathBuf};

/// The names of all packages in folders `cors-*`, in the order of their folders.
pub(crate) fn packages(root: &Path) -> Result<Vec<String>, String> {
    let packages = folders(root)?
        .iter()
        .map(|folder| name(folder))
        .collect::<Result<Vec<String>, String>>()?;
    if packages.is_empty() {
        return Err(format!("{}: no folder cors-*", root.display()));
    }
    Ok(packages)
}

/// The folders `cors-*`, sorted.
pub(crate) fn folders(root: &Path) -> Result<Vec<PathBuf>, String> {
    let cannot_read = |error| format!("{}: {error}", root.display());
    let mut folders = Vec::new();
    for entry in fs::read_dir(root).map_err(cannot_read)? {
        let entry = entry.map_err(cannot_read)?;
        let is_ours = entry.file_name().to_string_lossy().starts_with("cors-");
        if is_ours && entry.path().join("Cargo.toml").is_file() {
            folders.push(entry.path());
        }
    }
    folders.sort();
    Ok(folders)
}

/// The name of a package, which is not always the name of its folder.
fn name(folder: &Path) -> Result<String, String> {
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest)
        .map_err(|error| format!("{}: {error}", manifest.display()))?;
    text.lines()
        .find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| format!("{}: no name", manifest.display()))
}
