//! Lines for the user on standard error.

use std::io::Write;

use super::printable;

/// Prints a line. A closed standard error stops nothing.
pub(crate) fn line(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", printable(text));
}
