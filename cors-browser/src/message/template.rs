//! A sentence with placeholders.
//!
//! The sentences of browsers are data, such as `Method {method} is not allowed by
//! …`. The same template prints a line and, as a sentence of the module `console`,
//! is found in a copied text. The two directions always agree.

use std::borrow::Cow;

/// A sentence with placeholders such as `{url}`. It begins with fixed text, and
/// there is fixed text between two placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Template(pub(crate) &'static str);

enum Piece {
    Words(&'static str),
    Placeholder(&'static str),
}

impl Template {
    /// Fills in the placeholders.
    pub(crate) fn print<'v>(self, fill: impl Fn(&'static str) -> Cow<'v, str>) -> String {
        let mut line = String::with_capacity(2 * self.0.len());
        for piece in self.pieces() {
            match piece {
                Piece::Words(words) => line.push_str(words),
                Piece::Placeholder(name) => line.push_str(&fill(name)),
            }
        }
        line
    }

    fn pieces(self) -> impl Iterator<Item = Piece> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            if let Some(inner) = rest.strip_prefix('{') {
                let (name, after) = inner.split_once('}').unwrap_or((inner, ""));
                rest = after;
                return Some(Piece::Placeholder(name));
            }
            let (words, after) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
            rest = after;
            (!words.is_empty()).then_some(Piece::Words(words))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_in() {
        let template = Template("Method {method} is not allowed.");
        assert_eq!(
            template.print(|_| "PUT".into()),
            "Method PUT is not allowed."
        );
    }
}
