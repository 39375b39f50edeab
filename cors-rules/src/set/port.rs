//! The ports that `:*` matches.

/// The longest port is `:65535`.
pub(super) const MAX_PORT: usize = 6;

/// Whether a text is empty, or a port that browsers do not leave out.
pub(super) fn is_any(text: &[u8], default_port: u16) -> bool {
    text.is_empty() || is_sent(number(text), default_port)
}

/// Whether browsers send this port. 0 means no port.
#[inline]
pub(super) fn is_sent(port: u16, default_port: u16) -> bool {
    port != 0 && port != default_port
}

/// Splits off the port. 0 means no port.
pub(super) fn split(origin: &[u8]) -> (&[u8], u16) {
    let from = origin.len().saturating_sub(MAX_PORT);
    let Some(colon) = origin[from..]
        .iter()
        .rposition(|byte| !byte.is_ascii_digit())
    else {
        return (origin, 0);
    };
    let (rest, text) = origin.split_at(from + colon);
    match number(text) {
        0 => (origin, 0),
        port => (rest, port),
    }
}

/// The port in a text such as `:8080`, or 0 for any other text.
fn number(text: &[u8]) -> u16 {
    let [b':', digits @ ..] = text else {
        return 0;
    };
    if digits.len() >= MAX_PORT || digits.first() == Some(&b'0') {
        return 0;
    }
    let mut number = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return 0;
        }
        number = number * 10 + u32::from(digit - b'0');
    }
    u16::try_from(number).unwrap_or(0)
}
