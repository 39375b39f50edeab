//! The sentences of a browser.

use super::template::Template;

/// One sentence of a browser, with the browser's own code for the cause.
#[derive(Debug)]
pub(crate) struct Wording {
    /// Chromium's `corsError` or Firefox's category. WebKit has no such codes, and
    /// the keys that its table uses are never shown.
    pub(crate) code: &'static str,
    pub(crate) text: Template,
    /// Whether the browser still prints the sentence. Older sentences are only
    /// read.
    pub(crate) present: bool,
}

/// A sentence of the current version.
pub(crate) const fn current(code: &'static str, text: &'static str) -> Wording {
    Wording {
        code,
        text: Template(text),
        present: true,
    }
}

/// A sentence of an earlier version, or of another console of the same browser.
pub(crate) const fn former(code: &'static str, text: &'static str) -> Wording {
    Wording {
        code,
        text: Template(text),
        present: false,
    }
}

/// The sentence that the browser prints today for this code.
pub(crate) fn present(wordings: &[Wording], code: &str) -> Option<Template> {
    wordings
        .iter()
        .find(|one| one.present && one.code == code)
        .map(|one| one.text)
}
