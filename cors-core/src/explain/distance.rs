//! Counts the letters in which two texts differ.

/// The most letters that may differ.
const MAX: u8 = 2;

/// The number of letters that are missing, extra, replaced or swapped with their neighbour
/// (the optimal string alignment distance). `None` if the texts are equal, if more than 2
/// letters differ, or if more than a third of the second text differs.
///
/// The time is linear in the length of the texts.
pub(super) fn distance(a: &[u8], b: &[u8]) -> Option<u8> {
    let distance = within(a, b, MAX)?;
    (distance > 0 && usize::from(distance) * 3 <= b.len()).then_some(distance)
}

/// The distance, if it is not greater than a limit. Each level of the recursion uses one
/// letter of the limit, so the depth is at most the limit.
fn within(a: &[u8], b: &[u8], limit: u8) -> Option<u8> {
    if a.len().abs_diff(b.len()) > usize::from(limit) {
        return None;
    }
    let equal = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[equal..], &b[equal..]);
    if a.is_empty() && b.is_empty() {
        return Some(0);
    }
    let limit = limit.checked_sub(1)?;
    let mut least = None;
    let mut consider = |a: Option<&[u8]>, b: Option<&[u8]>| {
        if let (Some(a), Some(b)) = (a, b)
            && let Some(distance) = within(a, b, limit)
        {
            let distance = distance + 1;
            least = Some(least.map_or(distance, |least: u8| least.min(distance)));
        }
    };
    consider(a.get(1..), Some(b));
    consider(Some(a), b.get(1..));
    consider(a.get(1..), b.get(1..));
    if let ([x, y, ..], [u, v, ..]) = (a, b)
        && (x, y) == (v, u)
    {
        consider(a.get(2..), b.get(2..));
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_of_letters() {
        for (a, b, expected) in [
            ("exmaple.com", "example.com", Some(1)),
            ("example.co", "example.com", Some(1)),
            ("example.comm", "example.com", Some(1)),
            ("exampel.con", "example.com", Some(2)),
            ("eaxmpel.com", "example.com", Some(2)),
            ("xampl.com", "example.com", Some(2)),
            ("example.com", "example.com", None),
            ("xamplo.cam", "example.com", None),
            ("elpmaxe.com", "example.com", None),
            // More than a third of the text.
            ("b.io", "a.io", Some(1)),
            ("b.co", "a.io", None),
            ("ab", "ba", None),
            ("", "", None),
            ("", "abc", None),
        ] {
            assert_eq!(distance(a.as_bytes(), b.as_bytes()), expected, "{a} {b}");
        }
    }

    /// Compares with the textbook's table, for all short texts of two letters.
    #[test]
    fn the_distance_is_that_of_the_table() {
        let texts: Vec<Vec<u8>> = (0..=6_u32)
            .flat_map(|length| {
                (0..1_u32 << length).map(move |bits| {
                    let letter = |at| b'a' + u8::from(bits >> at & 1 == 1);
                    (0..length).map(letter).collect()
                })
            })
            .collect();
        for a in &texts {
            for b in &texts {
                let expected = table(a, b);
                let expected = (expected <= 2).then_some(expected as u8);
                assert_eq!(within(a, b, 2), expected, "{a:?} {b:?}");
            }
        }
    }

    fn table(a: &[u8], b: &[u8]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let replaced = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let mut least = replaced.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        least = least.min(table[i - 2][j - 2] + 1);
                    }
                    least
                };
            }
        }
        table[a.len()][b.len()]
    }
}
