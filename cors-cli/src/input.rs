//! Reads files and standard input, within a limit.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::output::Misuse;

/// Reads a file. An endless one ends: only regular files are opened, and not more than
/// `most` bytes are read.
pub(crate) fn file(path: &Path, most: u64) -> Result<String, Misuse> {
    let name = path.display();
    let cannot = |error| Misuse::new(format!("{name} cannot be read: {error}"));
    let metadata = std::fs::metadata(path).map_err(cannot)?;
    if metadata.is_dir() {
        return Err(Misuse::new(format!("{name} is a folder, not a file")));
    }
    // To open a named pipe waits for its writer.
    if !metadata.is_file() {
        let hint = "`-` reads standard input";
        return Err(Misuse::new(format!("{name} is no regular file; {hint}")));
    }
    text(&name.to_string(), File::open(path).map_err(cannot)?, most)
}

/// Reads standard input, which is a text in UTF-8.
pub(crate) fn stdin(most: u64) -> Result<String, Misuse> {
    text("standard input", io::stdin().lock(), most)
}

/// Reads standard input. What is not UTF-8 is replaced: terminals and log files contain
/// other encodings too.
pub(crate) fn stdin_lossy(most: u64) -> Result<String, Misuse> {
    let bytes = bytes("standard input", io::stdin().lock(), most)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn text(name: &str, from: impl Read, most: u64) -> Result<String, Misuse> {
    String::from_utf8(bytes(name, from, most)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Misuse::new(format!("{name} is not a text in UTF-8: see byte {at}"))
    })
}

fn bytes(name: &str, from: impl Read, most: u64) -> Result<Vec<u8>, Misuse> {
    let mut bytes = Vec::new();
    from.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Misuse::new(format!("{name} cannot be read: {error}")))?;
    if bytes.len() as u64 > most {
        let most = most >> 20;
        return Err(Misuse::new(format!("{name} is larger than {most} MiB")));
    }
    Ok(bytes)
}
