//! Draws a problem as the compiler draws it.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::output::{Severity, one_line, printable};
use crate::policy_file::{LocatedProblem, PolicyFile};

/// The renderer is slow on long lines, and a terminal cannot show them.
const MAX_LINE: usize = 4096;

/// If two places are farther from each other, each is drawn with its own lines.
const MAX_SOURCE: usize = 16 * 1024;

pub(super) fn draw(file: &PolicyFile, located: &LocatedProblem, severity: Severity) -> String {
    let problem = &located.problem;
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = printable(&problem.message).into_owned();
    let name = one_line(&file.name);
    let title = level
        .primary_title(message)
        .id(format!("cors::{}", problem.rule));
    let other = located.other.as_ref();
    let is_near = |other: &&Range<usize>| {
        lines_around(&file.text, [&located.span, other]).len() <= MAX_SOURCE
    };
    let near = other.filter(is_near);
    let mut group = match snippet(file, &name, Some(&located.span), near) {
        Some(snippet) => title.element(snippet),
        None => {
            let (line, column) = file.line_and_column(located.span.start);
            title.element(Origin::path(&*name).line(line).char_column(column))
        }
    };
    if let (Some(far), None) = (other, near)
        && let Some(snippet) = snippet(file, &name, None, Some(far))
    {
        group = group.element(snippet);
    }
    if let Some(help) = file.help(located) {
        group = group.element(Level::HELP.message(printable(&help).into_owned()));
    }
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    renderer.render(&[group])
}

/// The lines with these places, or nothing if a terminal cannot show them.
fn snippet<'f>(
    file: &'f PolicyFile,
    name: &'f str,
    span: Option<&Range<usize>>,
    other: Option<&Range<usize>>,
) -> Option<Snippet<'f, Annotation<'f>>> {
    let lines = lines_around(&file.text, span.into_iter().chain(other));
    let source = file.text.get(lines.clone())?;
    let is_drawable = |line: &str| line.len() <= MAX_LINE && printable(line) == line;
    if !source.lines().all(is_drawable) {
        return None;
    }
    let here = |span: &Range<usize>| span.start - lines.start..span.end - lines.start;
    let mut snippet = Snippet::source(source)
        .line_start(file.line_and_column(lines.start).0)
        .path(name);
    if let Some(span) = span {
        snippet = snippet.annotation(AnnotationKind::Primary.span(here(span)));
    }
    if let Some(other) = other {
        let context = AnnotationKind::Context.span(here(other));
        snippet = snippet.annotation(context.label("because of this"));
    }
    Some(snippet)
}

/// The whole lines with all of these places.
fn lines_around<'s>(text: &str, spans: impl IntoIterator<Item = &'s Range<usize>>) -> Range<usize> {
    let (start, end) = spans
        .into_iter()
        .fold((text.len(), 0), |(start, end), span| {
            (start.min(span.start), end.max(span.end))
        });
    let is_at_start = start == 0;
    let start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let start = match text[start..].strip_prefix('\u{feff}') {
        Some(_) if start == 0 && !is_at_start => '\u{feff}'.len_utf8(),
        _ => start,
    };
    let line = text[end..].split('\n').next().unwrap_or_default();
    start..end + line.trim_end_matches('\r').len()
}
