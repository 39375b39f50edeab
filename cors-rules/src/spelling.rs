//! Finds the word that a misspelled word means.

/// The longest text that is compared with words.
const LONGEST: usize = 64;

/// Finds the nearest of these words, if at most a third of its letters differ.
pub(crate) fn nearest<'w>(text: &str, words: &[&'w str]) -> Option<&'w str> {
    if text.len() > LONGEST {
        return None;
    }
    // The distance is at least the difference of the lengths, which is cheaper.
    let is_near = |word: &&&str| word.len().abs_diff(text.len()) * 3 <= word.len();
    let words = words.iter().filter(is_near);
    let distances = words.map(|word| (distance(text, word), *word));
    distances
        .filter(|(distance, word)| distance * 3 <= word.len())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, word)| word)
}

/// Whether the text is the word, in any case, with one or two wrong letters inside of it. A
/// prefix or a suffix is no mistake: it changes what a word means.
pub(crate) fn is_misspelled(text: &str, word: &str) -> bool {
    let (text, word) = (text.to_ascii_lowercase(), word.to_ascii_lowercase());
    let ends = |text: &str| (text.bytes().next(), text.bytes().last());
    ends(&text) == ends(&word) && nearest(&text, &[&word]).is_some() && distance(&text, &word) <= 2
}

/// The number of letters that are missing, extra, replaced or swapped with their neighbour.
/// This is the optimal string alignment distance of two ASCII texts.
fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(x != y);
            let mut least = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before_last[j - 1] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_of_neighbours_is_one_mistake() {
        for (a, b, expected) in [
            ("POTS", "POST", 1),
            ("DELTE", "DELETE", 1),
            ("", "PUT", 3),
            ("PUT", "PUT", 0),
            ("orgins", "origins", 1),
            ("ab", "ba", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
            assert_eq!(distance(b, a), expected, "{b} {a}");
        }
        assert_eq!(nearest("POTS", &["PUT", "POST"]), Some("POST"));
    }
}
