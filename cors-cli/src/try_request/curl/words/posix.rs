//! The words of a command for a POSIX shell, and for PowerShell as far as it is the same.

use std::iter::Peekable;
use std::str::Chars;

use super::{second_command, unfinished};
use crate::output::Misuse;

pub(super) fn split(command: &str) -> Result<Vec<String>, Misuse> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = command.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            ' ' | '\t' | '\n' | '\r' => words.extend(word.take()),
            '\'' => single_quoted(&mut rest, word.get_or_insert_default())?,
            '"' => double_quoted(&mut rest, word.get_or_insert_default())?,
            '$' if rest.peek() == Some(&'\'') => {
                rest.next();
                ansi_quoted(&mut rest, word.get_or_insert_default())?;
            }
            '\\' => match rest.next() {
                Some('\n') => {}
                Some('\r') if rest.peek() == Some(&'\n') => {
                    rest.next();
                }
                Some(escaped) => word.get_or_insert_default().push(escaped),
                None => return Err(unfinished()),
            },
            // PowerShell continues a line with this mark.
            '`' if rest.next_if_eq(&'\n').is_some() => {}
            '`' if rest.next_if_eq(&'\r').is_some() => {
                rest.next_if_eq(&'\n');
            }
            '$' | '`' => return Err(replaced()),
            ';' | '&' | '|' | '<' | '>' | '(' | ')' => return Err(second_command(character)),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

fn single_quoted(rest: &mut Peekable<Chars<'_>>, word: &mut String) -> Result<(), Misuse> {
    for character in rest.by_ref() {
        match character {
            '\'' => return Ok(()),
            other => word.push(other),
        }
    }
    Err(unfinished())
}

fn double_quoted(rest: &mut Peekable<Chars<'_>>, word: &mut String) -> Result<(), Misuse> {
    while let Some(character) = rest.next() {
        match character {
            '"' => return Ok(()),
            '$' | '`' => return Err(replaced()),
            '\\' => match rest.next() {
                Some('\n') => {}
                Some(escaped @ ('"' | '\\' | '$' | '`')) => word.push(escaped),
                Some(other) => word.extend(['\\', other]),
                None => return Err(unfinished()),
            },
            other => word.push(other),
        }
    }
    Err(unfinished())
}

/// `$'…'`, which the network panels write for values with quotation marks or line ends.
fn ansi_quoted(rest: &mut Peekable<Chars<'_>>, word: &mut String) -> Result<(), Misuse> {
    while let Some(character) = rest.next() {
        match character {
            '\'' => return Ok(()),
            '\\' => word.push(match rest.next().ok_or_else(unfinished)? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => code(rest, 4)?,
                'U' => code(rest, 8)?,
                'x' => code(rest, 2)?,
                escaped @ ('\\' | '\'' | '"' | '?' | '!') => escaped,
                other => {
                    return Err(Misuse::new(format!(
                        "the command after --curl has the unknown escape sequence \\{other}"
                    )));
                }
            }),
            other => word.push(other),
        }
    }
    Err(unfinished())
}

/// A character by up to `most` hexadecimal digits.
fn code(rest: &mut Peekable<Chars<'_>>, most: usize) -> Result<char, Misuse> {
    let mut code = 0;
    let mut digits = 0;
    while digits < most
        && let Some(digit) = rest.peek().and_then(|digit| digit.to_digit(16))
    {
        rest.next();
        code = code * 16 + digit;
        digits += 1;
    }
    char::from_u32(code)
        .filter(|_| digits > 0)
        .ok_or_else(|| Misuse::new("the command after --curl has an invalid escape sequence"))
}

fn replaced() -> Misuse {
    Misuse::new(
        "the command after --curl has a variable or a command that a shell would replace; write \
         its value",
    )
}
