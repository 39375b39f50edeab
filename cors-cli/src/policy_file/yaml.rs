//! Reads YAML: one document, without aliases, tags and merge keys.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::tree::{Field, MAX_DEPTH, Node, SyntaxError, Value};

pub(super) fn parse(text: &str) -> Result<Node, SyntaxError> {
    Reader::new(text).document()
}

/// The outermost values with an anchor, in order. An alias elsewhere in the file can have the
/// same value.
pub(super) fn anchored(text: &str) -> Vec<Range<usize>> {
    let mut reader = Reader::new(text);
    // The file has been read before.
    let _ = reader.document();
    reader.anchored
}

struct Reader<'t> {
    text: &'t str,
    offsets: Offsets,
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    anchored: Vec<Range<usize>>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Reader {
            text,
            offsets: Offsets::new(text),
            parser: Parser::new_from_str(text),
            anchored: Vec::new(),
        }
    }

    fn document(&mut self) -> Result<Node, SyntaxError> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd => {}
                Event::Nothing => {}
                Event::StreamEnd => break,
                _ if root.is_some() => {
                    return Err(SyntaxError::new(span, "the file has a second document"));
                }
                event => root = Some(self.node(event, span, 0)?),
            }
        }
        root.ok_or_else(|| SyntaxError::new(0..0, "the file is empty"))
    }

    fn next(&mut self) -> Result<(Event<'t>, Range<usize>), SyntaxError> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, self.offsets.bytes(span))),
            Some(Err(error)) => {
                let at = self.offsets.byte(error.marker().index());
                if error.info().contains("tab")
                    && let Some(tab) = self.tab(at)
                {
                    let message = "indent with spaces, not with a tab";
                    return Err(SyntaxError::new(tab..tab + 1, message));
                }
                // `*` and `*.example.com` without quotation marks.
                let message = match error.info().contains("anchor") {
                    true => {
                        "a value that starts with `*` or `&` needs quotation marks in YAML, such \
                         as \"*\""
                    }
                    false => error.info(),
                };
                Err(SyntaxError::new(at..at, message))
            }
            None => Ok((Event::StreamEnd, self.text.len()..self.text.len())),
        }
    }

    /// The first tab that indents a line, from the line of a byte on.
    fn tab(&self, at: usize) -> Option<usize> {
        let before = self.text.get(..at)?;
        let mut start = before.rfind('\n').map_or(0, |newline| newline + 1);
        for line in self.text.get(start..)?.split_inclusive('\n') {
            let content = line.trim_start();
            let indentation = line.get(..line.len() - content.len())?;
            if let Some(tab) = indentation.find('\t')
                && !content.is_empty()
            {
                return Some(start + tab);
            }
            start += line.len();
        }
        None
    }

    fn node(
        &mut self,
        event: Event<'t>,
        span: Range<usize>,
        depth: usize,
    ) -> Result<Node, SyntaxError> {
        if depth > MAX_DEPTH {
            return Err(SyntaxError::too_deep(span.start));
        }
        let (Event::Scalar(_, _, anchor, _)
        | Event::SequenceStart(anchor, _)
        | Event::MappingStart(anchor, _)) = event
        else {
            return self.value(event, span, depth);
        };
        let node = self.value(event, span, depth)?;
        if anchor > 0 {
            let is_inside = |span: &mut Range<usize>| span.start >= node.span.start;
            while self.anchored.pop_if(is_inside).is_some() {}
            self.anchored.push(node.span.clone());
        }
        Ok(node)
    }

    fn value(
        &mut self,
        event: Event<'t>,
        span: Range<usize>,
        depth: usize,
    ) -> Result<Node, SyntaxError> {
        match event {
            Event::Scalar(text, style, _, tag) => {
                let value = match style {
                    ScalarStyle::Plain if tag.is_none() => plain(&text),
                    _ => Value::Text(text.into_owned()),
                };
                let span = match style {
                    ScalarStyle::Literal | ScalarStyle::Folded => self.block(span),
                    ScalarStyle::SingleQuoted => self.quoted(span, '\''),
                    ScalarStyle::DoubleQuoted => self.quoted(span, '"'),
                    ScalarStyle::Plain => span,
                };
                // The parser counts the spaces after a plain value as a part of it.
                let written = self.text.get(span.clone()).unwrap_or_default();
                let end = span.start + written.trim_end().len();
                Ok(Node {
                    span: span.start..end,
                    value,
                })
            }
            Event::SequenceStart(..) => {
                let mut entries = Vec::new();
                let end = loop {
                    match self.next()? {
                        (Event::SequenceEnd | Event::StreamEnd, end) => break end,
                        (event, span) => entries.push(self.node(event, span, depth + 1)?),
                    }
                };
                Ok(self.collection(span, end, Value::List(entries)))
            }
            Event::MappingStart(..) => {
                let mut fields = Vec::new();
                let end = loop {
                    match self.next()? {
                        (Event::MappingEnd | Event::StreamEnd, end) => break end,
                        (event, span) => {
                            let key = self.node(event, span, depth + 1)?;
                            let (event, span) = self.next()?;
                            let value = self.node(event, span, depth + 1)?;
                            fields.push(self.field(key, value)?);
                        }
                    }
                };
                Ok(self.collection(span, end, Value::Table(fields)))
            }
            Event::Alias(_) => Ok(Node {
                value: Value::Alias,
                span,
            }),
            _ => Err(SyntaxError::new(span, "a value is missing")),
        }
    }

    /// The span of a block scalar with its `|` or `>`, which the parser leaves out.
    fn block(&self, content: Range<usize>) -> Range<usize> {
        let before = self.text.get(..content.start).unwrap_or_default();
        before.rfind(['|', '>']).unwrap_or(content.start)..content.end
    }

    /// The span of a text until its second quotation mark. The parser counts a comment after it
    /// as a part of it.
    fn quoted(&self, span: Range<usize>, mark: char) -> Range<usize> {
        let written = self.text.get(span.clone()).unwrap_or_default();
        let mut characters = written.char_indices().skip(1).peekable();
        while let Some((at, character)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            let is_escape = match mark {
                '"' => character == '\\',
                _ => character == mark && next == Some(mark),
            };
            if is_escape {
                characters.next();
            } else if character == mark {
                return span.start..span.start + at + 1;
            }
        }
        span
    }

    /// A flow collection ends with its bracket, a block collection with its last value.
    fn collection(&self, start: Range<usize>, end: Range<usize>, value: Value) -> Node {
        let last = match &value {
            Value::List(entries) => entries.last().map(|entry| entry.span.end),
            Value::Table(fields) => fields
                .last()
                .map(|field| field.value.span.end.max(field.key_span.end)),
            _ => None,
        };
        let is_flow = self.text[start.start..].starts_with(['[', '{']);
        let end = match last {
            Some(last) if !is_flow => last,
            _ => end.end,
        };
        Node {
            span: start.start..end.max(start.start),
            value,
        }
    }

    fn field(&self, key: Node, value: Node) -> Result<Field, SyntaxError> {
        let written = self.text.get(key.span.clone()).unwrap_or_default();
        let name = match key.value {
            Value::Text(text) => text,
            Value::Flag(_) | Value::Number(_) => written.to_owned(),
            Value::Nothing | Value::List(_) | Value::Table(_) | Value::Alias => {
                return Err(SyntaxError::new(key.span, "a key must be a text"));
            }
        };
        Ok(Field {
            key: name,
            key_span: key.span,
            value,
        })
    }
}

/// The value of a text without quotes, by the core schema of YAML 1.2.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Nothing,
        "true" | "True" | "TRUE" => Value::Flag(true),
        "false" | "False" | "FALSE" => Value::Flag(false),
        number if is_number(number) => Value::Number(number.to_owned()),
        text => Value::Text(text.to_owned()),
    }
}

/// Decimal numbers only: `10m` and `0x10` are texts.
fn is_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'))
        && text.parse::<f64>().is_ok()
}

/// The byte of each character: the parser counts characters.
struct Offsets(Vec<usize>);

impl Offsets {
    fn new(text: &str) -> Self {
        let starts = text.char_indices().map(|(byte, _)| byte);
        Offsets(starts.chain([text.len()]).collect())
    }

    fn byte(&self, character: usize) -> usize {
        let end = self.0.last().copied().unwrap_or_default();
        self.0.get(character).copied().unwrap_or(end)
    }

    fn bytes(&self, span: Span) -> Range<usize> {
        let start = self.byte(span.start.index());
        start..self.byte(span.end.index()).max(start)
    }
}
