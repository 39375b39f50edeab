//! What `{:?}` printed, read again.

use std::iter::Peekable;
use std::str::CharIndices;

/// A value as `derive(Debug)` prints it, as far as it matters here.
#[derive(Debug, PartialEq)]
pub(crate) enum Printed<'t> {
    /// `Name { field: value }`.
    Struct(Vec<(&'t str, Printed<'t>)>),
    /// `Name(value)`, or a word alone, which holds nothing.
    Tuple(&'t str, Vec<Printed<'t>>),
    List(Vec<Printed<'t>>),
    Text(String),
    /// A map, whose order says nothing.
    Map,
}

impl<'t> Printed<'t> {
    /// `None` if it is not what `derive(Debug)` prints.
    pub(crate) fn read(text: &'t str) -> Option<Self> {
        let mut reader = Reader {
            text,
            chars: text.char_indices().peekable(),
        };
        let printed = reader.value()?;
        reader.space();
        reader.chars.peek().is_none().then_some(printed)
    }

    /// A field of a struct.
    pub(crate) fn field(&self, name: &str) -> Option<&Printed<'t>> {
        let Printed::Struct(fields) = self else {
            return None;
        };
        let named = |(field, _): &&(&str, _)| *field == name;
        fields.iter().find(named).map(|(_, value)| value)
    }

    /// What is in `Some(…)`, or that it was `None`.
    pub(crate) fn option(&self) -> Option<Option<&Printed<'t>>> {
        match self {
            Printed::Tuple("None", values) if values.is_empty() => Some(None),
            Printed::Tuple("Some", values) => values.first().map(Some),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Printed::Text(text) => Some(text),
            _ => None,
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    chars: Peekable<CharIndices<'t>>,
}

impl<'t> Reader<'t> {
    fn value(&mut self) -> Option<Printed<'t>> {
        self.space();
        match self.chars.peek()?.1 {
            '"' => self.string().map(Printed::Text),
            '[' => {
                self.chars.next();
                self.values(']').map(Printed::List)
            }
            '{' => {
                self.chars.next();
                self.map()
            }
            _ => self.named(),
        }
    }

    fn named(&mut self) -> Option<Printed<'t>> {
        let name = self.word();
        self.space();
        match self.chars.peek().map(|(_, c)| *c) {
            Some('(') => {
                self.chars.next();
                Some(Printed::Tuple(name, self.values(')')?))
            }
            Some('{') => {
                self.chars.next();
                self.fields()
            }
            _ if name.is_empty() => None,
            _ => Some(Printed::Tuple(name, Vec::new())),
        }
    }

    fn fields(&mut self) -> Option<Printed<'t>> {
        let mut fields = Vec::new();
        while !self.closes('}') {
            let name = self.word();
            self.expect(':')?;
            fields.push((name, self.value()?));
            self.comma();
        }
        Some(Printed::Struct(fields))
    }

    fn map(&mut self) -> Option<Printed<'t>> {
        while !self.closes('}') {
            self.value()?;
            self.expect(':')?;
            self.value()?;
            self.comma();
        }
        Some(Printed::Map)
    }

    fn values(&mut self, end: char) -> Option<Vec<Printed<'t>>> {
        let mut values = Vec::new();
        while !self.closes(end) {
            values.push(self.value()?);
            self.comma();
        }
        Some(values)
    }

    fn string(&mut self) -> Option<String> {
        self.expect('"')?;
        let mut text = String::new();
        loop {
            match self.chars.next()?.1 {
                '"' => return Some(text),
                '\\' => text.push(self.escaped()?),
                c => text.push(c),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.chars.next()?.1 {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            'u' => {
                self.expect('{')?;
                let number = self.word();
                self.expect('}')?;
                char::from_u32(u32::from_str_radix(number, 16).ok()?)?
            }
            c => c,
        })
    }

    /// Whatever is no punctuation.
    fn word(&mut self) -> &'t str {
        self.space();
        let start = self.at();
        let is_part = |(_, c): &(usize, char)| !"()[]{},:\" ".contains(*c);
        while self.chars.next_if(is_part).is_some() {}
        &self.text[start..self.at()]
    }

    fn at(&mut self) -> usize {
        self.chars.peek().map_or(self.text.len(), |(at, _)| *at)
    }

    fn space(&mut self) {
        while self.chars.next_if(|(_, c)| *c == ' ').is_some() {}
    }

    fn closes(&mut self, end: char) -> bool {
        self.space();
        self.chars.next_if(|(_, c)| *c == end).is_some()
    }

    fn expect(&mut self, mark: char) -> Option<()> {
        self.space();
        self.chars.next_if(|(_, c)| *c == mark).map(|_| ())
    }

    fn comma(&mut self) {
        self.space();
        self.chars.next_if(|(_, c)| *c == ',');
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::HashMap;
    use std::rc::{Rc, Weak};

    use super::Printed;

    #[derive(Debug)]
    #[expect(dead_code, reason = "they are printed")]
    struct Sample {
        text: &'static str,
        several: Vec<Option<u8>>,
        map: HashMap<String, Vec<(u8, i8)>>,
        weak: RefCell<Weak<u8>>,
        unit: (),
        nested: Option<Rc<Sample>>,
    }

    fn sample(text: &'static str, nested: Option<Rc<Sample>>) -> Sample {
        Sample {
            text,
            several: vec![Some(1), None],
            map: HashMap::from([("a, } b: \"".to_owned(), vec![(1, -1)])]),
            weak: RefCell::default(),
            unit: (),
            nested,
        }
    }

    #[test]
    fn what_a_struct_prints() {
        let inner = sample("in", None);
        let text = "\\d{2}\n\"\u{1}/é'";
        let printed = format!("{:?}", sample(text, Some(Rc::new(inner))));
        let printed = Printed::read(&printed).expect("a value");
        assert_eq!(printed.field("text").and_then(Printed::text), Some(text));
        assert_eq!(printed.field("map"), Some(&Printed::Map));
        let nested = printed.field("nested").and_then(Printed::option);
        let nested = nested.flatten().expect("a sample");
        assert_eq!(nested.field("text").and_then(Printed::text), Some("in"));
        assert_eq!(nested.field("nested").and_then(Printed::option), Some(None));
        assert_eq!(nested.field("other"), None);
    }

    #[test]
    fn what_nothing_prints() {
        for text in ["", "A {", "A { b }", "[1", "\"", "\"\\u{x}\"", "A B"] {
            assert_eq!(Printed::read(text), None, "{text}");
        }
    }
}
