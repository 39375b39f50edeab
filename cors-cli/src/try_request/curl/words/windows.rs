//! The words of a command for `cmd.exe`.

use super::{second_command, unfinished};
use crate::output::Misuse;

pub(super) fn split(command: &str) -> Result<Vec<String>, Misuse> {
    split_plain(&without_carets(command)?)
}

/// Removes the escapes of `cmd.exe`. An escaped line end joins two lines. With another
/// line end after it, it is a line end of the value.
fn without_carets(command: &str) -> Result<String, Misuse> {
    let command = command.replace("\r\n", "\n");
    let mut plain = String::with_capacity(command.len());
    let mut rest = command.chars().peekable();
    let mut is_quoted = false;
    while let Some(character) = rest.next() {
        match character {
            '^' => match rest.next() {
                Some('\n') if rest.peek() == Some(&'\n') => {
                    rest.next();
                    plain.push('\n');
                }
                Some('\n') => plain.push(' '),
                Some(escaped) => plain.push(escaped),
                None => {}
            },
            '&' | '|' | '<' | '>' if !is_quoted => return Err(second_command(character)),
            other => {
                is_quoted ^= other == '"';
                plain.push(other);
            }
        }
    }
    Ok(plain)
}

/// Splits as the C library of Windows does. The network panels write two backslashes for
/// each one.
fn split_plain(command: &str) -> Result<Vec<String>, Misuse> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    let mut rest = command.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '"' if is_quoted && rest.next_if_eq(&'"').is_some() => {
                word.get_or_insert_default().push('"');
            }
            '"' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            '\\' => {
                let escaped = rest.next_if(|next| matches!(next, '"' | '\\'));
                word.get_or_insert_default().push(escaped.unwrap_or('\\'));
            }
            ' ' | '\t' | '\n' if !is_quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    if is_quoted {
        return Err(unfinished());
    }
    words.extend(word);
    Ok(words)
}
