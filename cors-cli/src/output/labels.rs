//! The words and the labelled lines of a result for people.

use std::io::{self, Write};

use anstyle::AnsiColor;
use cors_browser::Fault;
use textwrap::{Options, WordSplitter};

/// Whose fault a failure is, in words.
pub(crate) fn fault(fault: Fault) -> &'static str {
    match fault {
        Fault::Server => "the server that the page requested, or a proxy before it",
        Fault::Page => "the page",
        Fault::Browser => "a setting or an extension of the browser",
        Fault::Network => "the network, or a server that is down",
        Fault::Nothing => "no one's: nothing is wrong",
        _ => "the message does not say",
    }
}

/// A number with its noun.
pub(crate) fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// The width of the labels.
const LEFT: usize = 9;

/// A label and a text in one line.
pub(crate) fn row(to: &mut dyn Write, label: &str, text: &str) -> io::Result<()> {
    writeln!(to, "  {label:LEFT$}{text}")
}

/// A label and a text with line breaks between words.
pub(crate) fn paragraph(to: &mut dyn Write, label: &str, text: &str) -> io::Result<()> {
    // Names of headers and URLs are copied, so they are not split.
    let options = Options::new(96 - LEFT)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    let mut lines = textwrap::wrap(text, options).into_iter();
    let first = lines.next().unwrap_or_default();
    if first.is_empty() {
        return Ok(());
    }
    row(to, label, &first)?;
    lines.try_for_each(|line| row(to, "", &line))
}

/// A label and a text to copy, with its own line breaks.
pub(crate) fn block(to: &mut dyn Write, label: &str, text: &str) -> io::Result<()> {
    let code = AnsiColor::Cyan.on_default();
    for (index, line) in text.lines().enumerate() {
        let label = if index == 0 { label } else { "" };
        row(to, label, &format!("{code}{line}{code:#}"))?;
    }
    Ok(())
}
