//! The headers of a request or a response.

use std::fmt;

use crate::bytes::{text, trim_tab_or_space};

/// A [header list](https://fetch.spec.whatwg.org/#concept-header-list): names and
/// values in order. A name can occur more than once.
///
/// Values are bytes, because servers can send any bytes and the checks compare bytes. Names
/// are compared without case, and keep the case in which they were added.
///
/// ```
/// use cors_browser::Headers;
///
/// let mut headers = Headers::new();
/// headers.append("Vary", "Origin");
/// headers.append("vary", "Accept");
/// assert_eq!(headers.get("VARY").as_deref(), Some(&b"Origin, Accept"[..]));
/// assert_eq!(headers.lines("vary").count(), 2);
/// ```
///
/// Standard: [header list](https://fetch.spec.whatwg.org/#concept-header-list).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers {
    entries: Vec<(String, Vec<u8>)>,
}

impl Headers {
    /// An empty list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a line. Spaces and tabs at the ends are not part of the value (RFC
    /// 9110, section 5.5).
    pub fn append(&mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) {
        let value = trim_tab_or_space(&value.into()).to_vec();
        self.entries.push((name.into(), value));
    }

    /// All values of a name, joined by `, `: what the standard calls
    /// [get](https://fetch.spec.whatwg.org/#concept-header-list-get).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        let mut lines = self.lines(name);
        let mut value = lines.next()?.to_vec();
        for line in lines {
            value.extend_from_slice(b", ");
            value.extend_from_slice(line);
        }
        Some(value)
    }

    /// The values of a name, one per line.
    pub fn lines(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.entries
            .iter()
            .filter(move |(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_slice())
    }

    /// Whether there is a line with this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.lines(name).next().is_some()
    }

    /// Removes all lines with a name.
    pub fn delete(&mut self, name: &str) {
        self.retain(|other| !other.eq_ignore_ascii_case(name));
    }

    /// All lines, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.entries
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_slice()))
    }

    /// The number of lines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no lines.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The names in lower case, sorted and without duplicates.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self
            .entries
            .iter()
            .map(|(name, _)| name.to_ascii_lowercase())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    pub(crate) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.entries.retain(|(name, _)| keep(name));
    }

    /// One line per name, with the joined values. The name has the spelling of its first
    /// line.
    pub(crate) fn combined(&self) -> Self {
        let mut combined = Self::new();
        for (name, _) in self.iter() {
            if !combined.contains(name)
                && let Some(value) = self.get(name)
            {
                combined.append(name, value);
            }
        }
        combined
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.iter().map(|(name, value)| (name, text(value))))
            .finish()
    }
}

impl<N: Into<String>, V: Into<Vec<u8>>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(lines: I) -> Self {
        let mut headers = Self::new();
        for (name, value) in lines {
            headers.append(name, value);
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_one_name_are_joined_in_order() {
        let headers: Headers = [("A", "1"), ("b", "2"), ("a", "3")].into_iter().collect();
        assert_eq!(headers.get("a").as_deref(), Some(&b"1, 3"[..]));
        assert_eq!(headers.get("c"), None);
        assert_eq!(headers.names(), ["a", "b"]);
        let combined = headers.combined();
        let lines: Vec<_> = combined.iter().collect();
        assert_eq!(lines, [("A", &b"1, 3"[..]), ("b", &b"2"[..])]);
    }

    #[test]
    fn deleting_ignores_case() {
        let mut headers: Headers = [("Content-Type", "a"), ("x", "b")].into_iter().collect();
        headers.delete("content-type");
        assert_eq!(headers.names(), ["x"]);
    }
}
