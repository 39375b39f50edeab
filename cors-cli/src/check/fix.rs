//! What `--fix` writes: the helps that propose a text, if it grants no more than the
//! user wrote.

mod narrow;
#[cfg(test)]
mod tests;

use cors_engine::{Location, Problem};
use cors_rules::Rule;

use super::edit::{Edit, Edited};
use super::severity;
use crate::output::{Misuse, Severity};
use crate::policy_file::{Field, Format, LocatedProblem, Node, Places, PolicyFile, Value, text_of};

/// A fix can break another rule, whose help is applied in the next round.
const MAX_ROUNDS: usize = 12;

/// An entry with more words is not a list that a user wrote as one text. Each word is
/// searched in the entry.
const MOST_WORDS: usize = 100;

pub(super) fn fix(
    file: &PolicyFile,
    key: Option<&str>,
    min_severity: Severity,
) -> Result<Edited, Misuse> {
    let mut fixed = Edited::unchanged(&file.text);
    let mut current = PolicyFile::parse(file.name.clone(), file.text.clone(), file.format, key)?;
    for _ in 0..MAX_ROUNDS {
        let edits: Vec<Edit> = edits(&current, min_severity);
        if edits.is_empty() {
            break;
        }
        let edited = fixed.apply(edits);
        let next = PolicyFile::parse(file.name.clone(), edited.text.clone(), file.format, key)?;
        // A file that was read before is never turned into one that cannot be read.
        if next.root.is_none() || next.text == current.text {
            break;
        }
        (fixed, current) = (edited, next);
    }
    Ok(fixed)
}

fn edits(file: &PolicyFile, min_severity: Severity) -> Vec<Edit> {
    let Some(root) = &file.root else {
        return Vec::new();
    };
    let fixer = Fixer {
        file,
        places: Places::of(root),
    };
    let edit = |located: &LocatedProblem| fixer.edit(&located.problem);
    let problems = file.problems.iter();
    let problems = problems.filter(|located| severity(located) >= min_severity);
    let edits = problems.filter_map(edit);
    let anchored = file.anchored();
    let is_alone = |edit: &Edit| {
        let next = anchored.partition_point(|span| span.end <= edit.span.start);
        anchored
            .get(next)
            .is_none_or(|span| edit.span.end <= span.start)
    };
    edits.filter(is_alone).collect()
}

struct Fixer<'f> {
    file: &'f PolicyFile,
    places: Places<'f>,
}

impl Fixer<'_> {
    fn edit(&self, problem: &Problem) -> Option<Edit> {
        let help = problem.help.as_deref()?;
        let policy = self.places.policy_of(problem)?;
        match problem.location {
            Location::Key(index) => {
                let field = self.places.field_at(policy, index)?;
                self.rename(field, problem.rule, help)
            }
            Location::Value(index) => {
                let field = self.places.field_at(policy, index)?;
                self.wrap(&field.value, help)
            }
            Location::Entry { field, entry } => {
                let field = self.places.field_at(policy, field)?;
                let list = &field.value;
                let node = list.entries().get(entry)?;
                if is_removal(help) {
                    return self.remove(field, entry);
                }
                self.replace(list, node, problem.rule, help)
            }
            Location::Allow {
                field,
                entry,
                allow,
            } if problem.rule == Rule::AllowUnneeded => {
                let list = &self.places.field_at(policy, field)?.value;
                self.remove_allow(list.entries().get(entry)?, allow)
            }
            _ => None,
        }
    }

    /// `{ origin = "…", allow = ["…"] }` becomes `"…"`, if this is its only `allow`.
    fn remove_allow(&self, entry: &Node, allow: usize) -> Option<Edit> {
        let names = entry.field("allow")?;
        if names.value.entries().len() > 1 {
            return self.remove(names, allow);
        }
        let written = self.file.text.get(entry.span.clone())?;
        let is_flow = written.starts_with('{');
        let origin = self.file.text.get(text_of(entry).span.clone())?;
        (is_flow && !written.contains('#')).then(|| Edit {
            span: entry.span.clone(),
            text: origin.to_owned(),
        })
    }

    /// `orgins` becomes `origins`. The rules read the value as the one of that key, and do
    /// not propose a key that the policy has.
    fn rename(&self, field: &Field, rule: Rule, help: &str) -> Option<Edit> {
        let key = help.strip_prefix("write `")?.strip_suffix('`')?;
        if rule != Rule::KeyUnknown {
            return None;
        }
        Some(Edit {
            span: field.key_span.clone(),
            text: match self.file.format {
                Format::Json => format!("\"{key}\""),
                Format::Toml | Format::Yaml => key.to_owned(),
            },
        })
    }

    fn replace(&self, list: &Node, entry: &Node, rule: Rule, help: &str) -> Option<Edit> {
        let node = text_of(entry);
        let before = node.text()?;
        let after = proposed(help)?;
        if after.len() > MOST_WORDS {
            return None;
        }
        if !after
            .iter()
            .all(|after| narrow::grants_no_more(rule, before, after))
        {
            return None;
        }
        // An entry that is a table, or an item of a block list, holds one text.
        let written = self.file.text.get(list.span.clone())?;
        let is_flow = written.starts_with('[');
        if !self.is_one_line(node)?
            || after.len() > 1 && !(is_flow && matches!(entry.value, Value::Text(_)))
        {
            return None;
        }
        let quoted: Vec<String> = after.iter().map(|after| format!("\"{after}\"")).collect();
        Some(Edit {
            span: node.span.clone(),
            text: quoted.join(", "),
        })
    }

    /// Removes an entry that is not the only one, with its comma or its dash. A comment
    /// that can be about the entry keeps it.
    fn remove(&self, field: &Field, index: usize) -> Option<Edit> {
        let entries = field.value.entries();
        let entry = &entries.get(index)?.span;
        let previous = index.checked_sub(1).and_then(|before| entries.get(before));
        let next = entries.get(index + 1);
        let span = match (previous, next) {
            (Some(previous), _) => previous.span.end..entry.end,
            (None, Some(next)) => entry.start..next.span.start,
            (None, None) => return None,
        };
        let start = previous.map_or(field.key_span.end, |previous| previous.span.end);
        let before = self.file.text.get(start..entry.start)?;
        let after = self
            .file
            .text
            .get(entry.end..)?
            .trim_start_matches(is_separator);
        let is_plain = |c: char| is_separator(c) || previous.is_none() && "[:=".contains(c);
        (before.chars().all(is_plain) && !after.starts_with('#')).then(|| Edit {
            span,
            text: String::new(),
        })
    }

    /// `"GET, PUT"` becomes a list with these entries, and no other ones.
    fn wrap(&self, value: &Node, help: &str) -> Option<Edit> {
        let (_, list) = help.strip_prefix("write ")?.split_once(" = [\"")?;
        let entries: Vec<&str> = list.strip_suffix("\"]")?.split("\", \"").collect();
        let is_separator = |c: char| matches!(c, ',' | ';') || c.is_whitespace();
        let written = value.text()?.split(is_separator);
        let is_same = written
            .filter(|word| !word.is_empty())
            .eq(entries.iter().copied());
        let is_plain = entries.iter().all(|entry| is_plain(entry));
        (is_same && is_plain && self.is_one_line(value)?).then(|| Edit {
            span: value.span.clone(),
            text: format!("[\"{}\"]", entries.join("\", \"")),
        })
    }

    /// Whether the text is neither a block of YAML nor written in more than one line.
    fn is_one_line(&self, node: &Node) -> Option<bool> {
        let written = self.file.text.get(node.span.clone())?;
        Some(!written.contains('\n') && !written.starts_with(['|', '>']))
    }
}

/// What is between two entries if there is no comment.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || c == ',' || c == '-'
}

/// Whether the help is to remove the entry. An entry less never widens a policy.
fn is_removal(help: &str) -> bool {
    let is_choice = help.contains(", or ");
    let removes = help == "remove it" || help == "this entry can go";
    !is_choice && (removes || help.starts_with("remove it:") || help.starts_with("remove it,"))
}

/// The texts of `write "…"` or `write "…", "…"`. A help that offers a choice proposes
/// nothing.
fn proposed(help: &str) -> Option<Vec<&str>> {
    let quoted = help.strip_prefix("write \"")?.strip_suffix('"')?;
    let texts: Vec<&str> = quoted.split("\", \"").collect();
    texts.iter().all(|text| is_plain(text)).then_some(texts)
}

/// Whether the text can be written between double quotes in every format.
fn is_plain(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
}
