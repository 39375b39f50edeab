//! A browser's sentences.

use super::template::Template;

/// One sentence of a browser, under the browser's own name for what it reports.
#[derive(Debug)]
pub(crate) struct Wording {
    /// Chromium's `corsError` or Firefox's category. WebKit has no such names; the
    /// words that stand there for them are never shown.
    pub(crate) code: &'static str,
    pub(crate) text: Template,
    /// Whether the browser still prints it. Older sentences are only read.
    pub(crate) present: bool,
}

/// What the present version prints.
pub(crate) const fn now(code: &'static str, text: &'static str) -> Wording {
    Wording {
        code,
        text: Template(text),
        present: true,
    }
}

/// What earlier versions printed, or other consoles of the same browser print.
pub(crate) const fn once(code: &'static str, text: &'static str) -> Wording {
    Wording {
        code,
        text: Template(text),
        present: false,
    }
}

/// The sentence that the browser prints today under this name.
pub(crate) fn present(wordings: &[Wording], code: &str) -> Option<Template> {
    wordings
        .iter()
        .find(|one| one.present && one.code == code)
        .map(|one| one.text)
}
