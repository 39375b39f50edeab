//! Policy files: TOML, JSON and YAML, each problem with the bytes that it is about.

mod format;
mod help;
mod json;
mod locate;
mod toml;
mod tree;
mod yaml;

use std::cell::OnceCell;
use std::ops::Range;
use std::path::Path;

use cors_engine::routes::Policies;
use cors_engine::{Config, Problem};
use cors_rules::Rule;
use serde::Deserialize;

use crate::input;
use crate::output::Misuse;

pub(crate) use format::Format;
pub(crate) use locate::{Places, text_of};
pub(crate) use tree::{Field, Node, Value};

/// Larger files are refused, so that an endless file ends.
const MAX_BYTES: u64 = 2 << 20;

/// A file with policies, checked.
#[derive(Debug)]
pub(crate) struct PolicyFile {
    /// The name for messages: the path, or `<stdin>`.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) format: Format,
    /// The table with the policies, or nothing if the file cannot be read.
    pub(crate) root: Option<Node>,
    /// The policies, if there is no problem that stops them.
    policies: Option<Policies>,
    /// Every problem and note, in the order of the file.
    pub(crate) problems: Vec<LocatedProblem>,
    /// The line and the column of every byte. A file can have many problems.
    index: OnceCell<Vec<(u32, u32)>>,
}

/// A problem and the bytes of the file that it is about.
#[derive(Debug, Clone)]
pub(crate) struct LocatedProblem {
    pub(crate) problem: Problem,
    pub(crate) span: Range<usize>,
    /// The other place, if two keys contradict each other.
    pub(crate) other: Option<Range<usize>>,
    /// Whether it is about a key whose value is a table.
    is_table: bool,
    /// The path for `--key`, if it is about an unknown key whose table contains a policy.
    path: Option<String>,
}

/// Reads and checks a file; `-` is standard input. The policies are at the root or at
/// `key`, a path such as `server.cors`.
pub(crate) fn load(path: &Path, key: Option<&str>) -> Result<PolicyFile, Misuse> {
    if key.is_some_and(|key| key.split('.').any(str::is_empty)) {
        let message = "`--key` takes the keys on the way to the policy, with dots between them, \
                       such as `--key server.cors`";
        return Err(Misuse::new(message));
    }
    if path == Path::new("-") {
        let text = input::stdin(MAX_BYTES)?;
        let format = Format::guess(&text);
        return PolicyFile::parse("<stdin>".to_owned(), text, format, key);
    }
    let name = path.display().to_string();
    let format = Format::of(path)
        .ok_or_else(|| Misuse::new(format!("{name} is not a .toml, .json, .yaml or .yml file")))?;
    PolicyFile::parse(name, input::file(path, MAX_BYTES)?, format, key)
}

impl PolicyFile {
    /// Checks the text of a file.
    pub(crate) fn parse(
        name: String,
        text: String,
        format: Format,
        key: Option<&str>,
    ) -> Result<Self, Misuse> {
        // Editors on Windows write a byte order mark. It stays in the text, so that
        // every span is right.
        let (start, content) = match text.strip_prefix('\u{feff}') {
            Some(content) => ('\u{feff}'.len_utf8(), content),
            None => (0, &*text),
        };
        let mut file = match format.parse(content) {
            Ok(root) => {
                let root = at_key(root, key, &name)?;
                let (policies, problems) = check(&root);
                PolicyFile {
                    name,
                    text: String::new(),
                    format,
                    root: Some(root),
                    policies,
                    problems,
                    index: OnceCell::new(),
                }
            }
            Err(error) => PolicyFile {
                name,
                text: String::new(),
                format,
                root: None,
                policies: None,
                problems: vec![LocatedProblem::syntax(error.message, error.span)],
                index: OnceCell::new(),
            },
        };
        file.text = text;
        file.shift(start);
        Ok(file)
    }

    /// The policies, or the first problem in one sentence.
    pub(crate) fn policies(self) -> Result<Policies, Misuse> {
        if let Some(policies) = &self.policies {
            return Ok(policies.clone());
        }
        let mut problems = self.problems.iter();
        let first = problems.find(|located| !located.problem.is_note());
        let (at, message) = match first {
            Some(located) => (located.span.start, &*located.problem.message),
            None => (0, "it has no policy"),
        };
        let (line, column) = self.line_and_column(at);
        let check = "`cors check` shows every problem";
        Err(Misuse::new(format!(
            "{}:{line}:{column}: {message}; {check}",
            self.name
        )))
    }

    /// What to write instead, in the syntax of the file.
    pub(crate) fn help(&self, located: &LocatedProblem) -> Option<String> {
        help::help(located, self.format)
    }

    /// The values that an alias elsewhere in the file can have, too, in order. Only YAML has
    /// aliases.
    pub(crate) fn anchored(&self) -> Vec<Range<usize>> {
        let content = self.text.trim_start_matches('\u{feff}');
        let start = self.text.len() - content.len();
        let anchored = match self.format {
            Format::Yaml => yaml::anchored(content),
            Format::Toml | Format::Json => Vec::new(),
        };
        let shift = |span: Range<usize>| span.start + start..span.end + start;
        anchored.into_iter().map(shift).collect()
    }

    /// The line and the column of a byte. Both count from 1, columns in characters.
    pub(crate) fn line_and_column(&self, at: usize) -> (usize, usize) {
        let index = self.index.get_or_init(|| index(&self.text));
        let place = index.get(at).or(index.last());
        place.map_or((1, 1), |&(line, column)| (line as usize, column as usize))
    }

    /// Moves every span past a byte order mark, and into the text.
    fn shift(&mut self, by: usize) {
        let text = &self.text;
        for located in &mut self.problems {
            located.span = inside(text, &located.span, by);
            located.other = located.other.take().map(|other| inside(text, &other, by));
        }
        if let Some(root) = &mut self.root {
            root.shift(by);
        }
    }
}

impl LocatedProblem {
    fn syntax(message: String, span: Range<usize>) -> Self {
        LocatedProblem {
            problem: Problem::syntax(message),
            span,
            other: None,
            is_table: false,
            path: None,
        }
    }
}

/// The line and the column of every byte, and of the end.
fn index(text: &str) -> Vec<(u32, u32)> {
    let (mut line, mut column) = (1, 1);
    let mut index = Vec::with_capacity(text.len() + 1);
    for character in text.chars() {
        index.extend(std::iter::repeat_n((line, column), character.len_utf8()));
        (line, column) = match character {
            '\n' => (line + 1, 1),
            '\u{feff}' => (line, column),
            _ => (line, column + 1),
        };
    }
    index.push((line, column));
    index
}

/// The span, moved and cut so that it is a part of the text.
fn inside(text: &str, span: &Range<usize>, by: usize) -> Range<usize> {
    let floor = |at: usize| {
        let at = (at + by).min(text.len());
        (0..=at).rfind(|at| text.is_char_boundary(*at)).unwrap_or(0)
    };
    let start = floor(span.start);
    start..floor(span.end).max(start)
}

/// The table at a path of keys.
fn at_key(root: Node, key: Option<&str>, name: &str) -> Result<Node, Misuse> {
    let Some(path) = key else { return Ok(root) };
    let no_key = |why: String| Misuse::new(format!("{name} has no key `{path}`: {why}"));
    let mut node = &root;
    let mut span = None;
    let mut parent = "the file".to_owned();
    for key in path.split('.') {
        if !matches!(node.value, Value::Table(_)) {
            return Err(no_key(format!("{parent} has no keys")));
        }
        let mut fields = node.fields().iter().filter(|field| field.key == key);
        let field = fields
            .next()
            .ok_or_else(|| no_key(format!("there is no `{key}`")))?;
        if fields.next().is_some() {
            return Err(Misuse::new(format!("{name} has the key `{key}` twice")));
        }
        (node, span) = (&field.value, Some(&field.key_span));
        parent = format!("`{key}`");
    }
    let mut node = node.clone();
    // A problem of the policy as a whole is shown at its key.
    node.span = span.cloned().unwrap_or(node.span);
    Ok(node)
}

/// Every problem of the policies.
fn check(root: &Node) -> (Option<Policies>, Vec<LocatedProblem>) {
    if let Some(alias) = root.alias() {
        let message = "an alias is not read; write the value itself".to_owned();
        return (
            None,
            vec![LocatedProblem::syntax(message, alias.span.clone())],
        );
    }
    let mut problems = locate::duplicate_keys(root);
    let places = Places::of(root);
    let built = Config::deserialize(root)
        .map_err(|error| LocatedProblem::syntax(error.to_string(), root.span.clone()))
        .map(|config| config.build_policies_with_notes());
    let policies = match built {
        Ok(Ok((policies, notes))) => {
            problems.extend(notes.into_iter().map(|note| places.locate(note)));
            Some(policies)
        }
        Ok(Err(found)) => {
            let notes = found.notes().to_vec();
            let found = notes.into_iter().chain(found);
            problems.extend(found.map(|problem| places.locate(problem)));
            None
        }
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    // The policy of a larger file is in one of its tables.
    if problems.iter().any(|located| located.path.is_some()) {
        problems.retain(|LocatedProblem { problem, .. }| {
            problem.rule != Rule::OriginsMissing || !locate::parent(problem).is_empty()
        });
    }
    // What is missing has no place of its own, and comes last.
    problems.sort_by_key(|located| {
        let is_missing = located.problem.rule == Rule::OriginsMissing && located.span.is_empty();
        (is_missing, located.span.start)
    });
    let stops = problems.iter().any(|located| !located.problem.is_note());
    (policies.filter(|_| !stops), problems)
}
