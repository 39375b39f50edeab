//! IP addresses in the form in which browsers serialize them (URL Standard, "host
//! serializing").

use std::fmt::Write;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether a host with this last label is either an IPv4 address or invalid (URL
/// Standard, "ends in a number checker").
pub(super) fn ends_in_a_number(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let last = host.rsplit('.').next().unwrap_or_default();
    let hexadecimal = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit())
        || hexadecimal.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The address as browsers parse it (URL Standard, "IPv4 parser").
pub(super) fn read_ipv4(host: &str) -> Option<Ipv4Addr> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let numbers: Vec<u64> = host.split('.').map(read_number).collect::<Option<_>>()?;
    let (&last, firsts) = numbers.split_last()?;
    let bits_of_last = 8 * 4usize.checked_sub(firsts.len())?;
    if bits_of_last == 0 || last >> bits_of_last != 0 || firsts.iter().any(|&n| n > 255) {
        return None;
    }
    let firsts = firsts.iter().enumerate();
    let sum = firsts.fold(last, |sum, (index, n)| sum + (n << (24 - 8 * index)));
    u32::try_from(sum).ok().map(Ipv4Addr::from)
}

/// One part of an IPv4 address: decimal, octal or hexadecimal (URL Standard,
/// "IPv4 number parser").
fn read_number(part: &str) -> Option<u64> {
    let (digits, radix) = match part.as_bytes() {
        [] => return None,
        [b'0', b'x' | b'X', ..] => (&part[2..], 16),
        [b'0', _, ..] => (&part[1..], 8),
        _ => (part, 10),
    };
    match digits {
        "" => Some(0),
        _ if digits.starts_with('+') => None,
        _ => u64::from_str_radix(digits, radix).ok(),
    }
}

/// The text between the brackets as browsers write it (URL Standard, "IPv6 serializer"):
/// compressed, in lower case and without a dotted tail.
pub(super) fn ipv6_text(address: Ipv6Addr) -> String {
    let pieces = address.segments();
    let compressed = longest_zeros(&pieces);
    let mut text = String::new();
    let mut index = 0;
    while index < pieces.len() {
        if index == compressed.0 && compressed.1 > 1 {
            text.push_str(if index == 0 { "::" } else { ":" });
            index += compressed.1;
            continue;
        }
        // Writing to a String cannot fail.
        let _ = write!(text, "{:x}", pieces[index]);
        index += 1;
        if index < pieces.len() {
            text.push(':');
        }
    }
    text
}

/// The start and the length of the first of the longest runs of zeros.
fn longest_zeros(pieces: &[u16; 8]) -> (usize, usize) {
    let run = |start: usize| {
        pieces[start..]
            .iter()
            .take_while(|&&piece| piece == 0)
            .count()
    };
    let longer = |best: (usize, usize), start| match run(start) {
        length if length > best.1 => (start, length),
        _ => best,
    };
    (0..pieces.len()).fold((0, 0), longer)
}

/// Whether the host, as it is written in a URL, is a loopback address.
pub(super) fn is_loopback(host: &str) -> bool {
    match host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        Some(address) => address == "::1",
        None => host
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback()),
    }
}
