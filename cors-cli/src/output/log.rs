//! Lines for the user on standard error.

use std::io::{IsTerminal, Write};

use super::printable;

/// Prints a line. A closed standard error stops nothing.
pub(crate) fn line(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", printable(text));
}

/// Says what a command waits for, if somebody watches it.
pub(crate) fn progress(text: &str) {
    if std::io::stderr().is_terminal() {
        line(text);
    }
}
