//! What a misspelled word was meant to be.

/// The longest text that is compared with words.
const LONGEST: usize = 64;

/// The nearest of these words, if no more than a third of its letters differ.
pub(crate) fn nearest<'w>(text: &str, words: &[&'w str]) -> Option<&'w str> {
    if text.len() > LONGEST {
        return None;
    }
    let near = words.iter().map(|word| (distance(text, word), *word));
    near.filter(|(distance, word)| distance * 3 <= word.len())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, word)| word)
}

/// The Levenshtein distance of two ASCII texts.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
