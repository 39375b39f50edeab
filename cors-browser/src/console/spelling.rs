//! Misspelled words.

/// Whether two words differ by one edit: a letter more, less or another, or two that changed
/// places. Short words are never misspelled: most of them are one edit from another word.
pub(super) fn is_misspelled(expected: &str, word: &str) -> bool {
    if expected.len() < 5 || !expected.is_ascii() {
        return false;
    }
    if word.is_ascii() {
        return is_one_edit(expected.as_bytes(), word.as_bytes());
    }
    let (expected, word): (Vec<_>, Vec<_>) = (expected.chars().collect(), word.chars().collect());
    is_one_edit(&expected, &word)
}

fn is_one_edit<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let rest = a.len().min(b.len()) - start;
    let from_end = a.iter().rev().zip(b.iter().rev()).take(rest);
    let end = from_end.take_while(|(a, b)| a == b).count();
    match (&a[start..a.len() - end], &b[start..b.len() - end]) {
        ([a, c], [b, d]) => a == d && b == c,
        (a, b) => a.len() <= 1 && b.len() <= 1,
    }
}

#[cfg(test)]
mod tests {
    use super::is_misspelled;

    #[test]
    fn one_edit_is_a_misspelling() {
        for word in ["acess", "acccess", "acsess", "acecss", "accéss"] {
            assert!(is_misspelled("access", word), "{word}");
        }
        for word in ["aces", "accessing", "axcesz", "", "ss"] {
            assert!(!is_misspelled("access", word), "{word}");
        }
        assert!(!is_misspelled("cors", "core"));
    }
}
