//! The file with the tables. Each section is measured separately.

use std::fs;
use std::path::Path;

const NAME: &str = "benchmarks.md";

/// Replaces the section with the same title, or appends one.
pub(crate) fn put(folder: &Path, title: &str, text: &str) -> Result<(), String> {
    let path = folder.join(NAME);
    let fail = |error| format!("{}: {error}", path.display());
    let known = fs::read_to_string(&path).map_err(fail)?;
    let heading = format!("\n## {title}\n");
    let (before, after) = match known.split_once(&heading) {
        Some((before, rest)) => match rest.find("\n## ") {
            Some(end) => (before, &rest[end..]),
            None => (before, ""),
        },
        None => (known.as_str(), ""),
    };
    let section = text.trim_end();
    fs::write(&path, format!("{before}{heading}\n{section}\n{after}")).map_err(fail)
}

/// Writes the beginning of the file, and keeps the sections with these titles.
pub(crate) fn begin(folder: &Path, text: &str, kept: &[&str]) -> Result<(), String> {
    let path = folder.join(NAME);
    let known = fs::read_to_string(&path).unwrap_or_default();
    let is_kept = |section: &&str| {
        kept.iter()
            .any(|title| section.starts_with(&format!("{title}\n")))
    };
    let mut text = text.to_owned();
    for section in known.split("\n## ").skip(1).filter(is_kept) {
        text.push_str(&format!("\n## {}\n", section.trim_end()));
    }
    fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
}
