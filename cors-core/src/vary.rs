//! `Vary` (RFC 9110, section 12.5.5): the request headers that a response depends on.

/// Counts how many times the lines name the origin. If a line contains `*`, the count is 1.
pub(crate) fn count_origin<'l>(lines: impl Iterator<Item = &'l [u8]>) -> usize {
    let mut count = 0;
    for name in lines.flat_map(names) {
        match name {
            b"*" => return 1,
            _ => count += usize::from(is_origin(name)),
        }
    }
    count
}

/// The lines with only the first mention of the origin, or `None` if they are not UTF-8.
pub(crate) fn name_origin_once<'l>(lines: impl Iterator<Item = &'l [u8]>) -> Option<Vec<String>> {
    let mut named = false;
    let mut kept = Vec::new();
    for line in lines {
        let names =
            names(line).filter(|name| !is_origin(name) || !std::mem::replace(&mut named, true));
        let line: Option<Vec<&str>> = names.map(|name| std::str::from_utf8(name).ok()).collect();
        kept.push(line?.join(", "));
    }
    kept.retain(|line| !line.is_empty());
    Some(kept)
}

fn names(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|&b| b == b',').map(<[u8]>::trim_ascii)
}

fn is_origin(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"origin")
}
