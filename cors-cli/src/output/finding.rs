//! One finding: what is wrong, where, how bad it is, and what to write instead.

use std::fmt;

use anstyle::AnsiColor;
use clap::ValueEnum;
use serde::Serialize;

use super::one_line;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    /// A remark
    Note,
    /// A dead setting, or something that fails in some browsers
    Warning,
    /// A hole, an outage, or a policy that is refused
    Error,
}

impl Severity {
    /// The word for people, which is also the level of SARIF.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One finding of a verb.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Finding {
    /// A stable name in kebab case: a rule, a cause, or the kind of the finding.
    pub(crate) name: String,
    pub(crate) severity: Severity,
    /// One sentence without a full stop.
    pub(crate) message: String,
    /// What to write instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) help: Option<String>,
    /// The page about the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) page: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<Place>,
}

/// The part of a file, or the URL, that a finding is about.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Place {
    /// A part of a file. Lines and columns count from 1, columns in characters.
    File {
        path: String,
        line: usize,
        column: usize,
        end_line: usize,
        end_column: usize,
    },
    Url(String),
}

impl Finding {
    pub(crate) fn new(
        name: impl Into<String>,
        severity: Severity,
        message: impl Into<String>,
    ) -> Self {
        Finding {
            name: name.into(),
            severity,
            message: message.into(),
            help: None,
            page: None,
            place: None,
        }
    }

    /// The severity and the name, such as `error[cors-check]`, in the color of the severity.
    pub(crate) fn title(&self) -> String {
        let color = match self.severity {
            Severity::Error => AnsiColor::Red,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Note => AnsiColor::Green,
        };
        let style = color.on_default().bold();
        format!("{style}{}[{}]{style:#}", self.severity.name(), self.name)
    }
}

/// The finding in one line, as compilers print it: `file:1:2: error[name]: message`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(Place::File {
                path, line, column, ..
            }) => write!(f, "{}:{line}:{column}: ", one_line(path))?,
            Some(Place::Url(url)) => write!(f, "{}: ", one_line(url))?,
            None => {}
        }
        let Finding { name, message, .. } = self;
        let severity = self.severity.name();
        write!(f, "{severity}[{name}]: {}", one_line(message))
    }
}
