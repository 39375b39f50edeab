//! The format of a file.

use std::path::Path;

use super::tree::{Node, SyntaxError, Value};
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

    /// The format of standard input, by its text.
    pub(super) fn guess(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        if text.trim_start().starts_with('{') {
            return Format::Json;
        }
        let is_table = |parsed: Result<Node, SyntaxError>| {
            parsed.is_ok_and(|node| matches!(node.value, Value::Table(_)))
        };
        let is_yaml = !is_table(toml::parse(text)) && is_table(yaml::parse(text));
        if is_yaml { Format::Yaml } else { Format::Toml }
    }

    pub(super) fn parse(self, text: &str) -> Result<Node, SyntaxError> {
        match self {
            Format::Toml => toml::parse(text),
            Format::Json => json::parse(text),
            Format::Yaml => yaml::parse(text),
        }
    }
}
