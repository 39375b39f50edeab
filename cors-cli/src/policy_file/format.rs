//! The format of a file.

use std::path::Path;

use super::tree::{Node, SyntaxError};
use super::{json, toml, yaml};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Toml,
    Json,
    Yaml,
}

impl Format {
    /// The format by the extension.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match &*extension {
            "toml" => Some(Format::Toml),
            "json" => Some(Format::Json),
            "yaml" | "yml" => Some(Format::Yaml),
            _ => None,
        }
    }

    /// The format of standard input, by its first line that is not a comment.
    pub(super) fn guess(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let lines = text.lines().map(str::trim);
        let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        match lines.next().unwrap_or_default() {
            // A key of JSON has quotation marks.
            flow if flow.starts_with('{') => {
                let inner = flow.trim_start_matches('{').trim_start();
                let inner = Some(inner).filter(|inner| !inner.is_empty());
                match inner.or_else(|| lines.next()) {
                    Some(key) if !key.starts_with(['"', '}']) => Format::Yaml,
                    _ => Format::Json,
                }
            }
            directive if directive.starts_with('%') => Format::Yaml,
            table if table.starts_with('[') => Format::Toml,
            // `key: value`, `---` or `- entry`.
            line if line.starts_with('-') => Format::Yaml,
            line => match line.find([':', '=']).and_then(|at| line.get(at..)) {
                Some(yaml) if yaml.starts_with(':') => Format::Yaml,
                _ => Format::Toml,
            },
        }
    }

    pub(super) fn parse(self, text: &str) -> Result<Node, SyntaxError> {
        match self {
            Format::Toml => toml::parse(text),
            Format::Json => json::parse(text),
            Format::Yaml => yaml::parse(text),
        }
    }
}
