//! Lines for the user on standard error.

use std::io::Write;

use crate::output::printable;

/// Prints a line. A closed standard error stops nothing.
pub(super) fn line(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", printable(text));
}
