//! Draws a problem as the compiler draws it.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::output::{Severity, printable};
use crate::policy_file::{LocatedProblem, PolicyFile, line_and_column};

/// The renderer is slow on long lines, and a terminal cannot show them.
const MAX_LINE: usize = 4096;

pub(super) fn draw(file: &PolicyFile, located: &LocatedProblem, severity: Severity) -> String {
    let problem = &located.problem;
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = printable(&problem.message).into_owned();
    let name = printable(&file.name);
    let title = level
        .primary_title(message)
        .id(format!("cors::{}", problem.rule));
    let (line, column) = line_and_column(&file.text, located.span.start);
    let lines = lines_around(&file.text, located);
    let source = &file.text[lines.clone()];
    let is_drawable = source.lines().all(|line| line.len() <= MAX_LINE)
        && source.lines().all(|line| printable(line) == line);
    let mut group = if is_drawable {
        let here = |span: &Range<usize>| span.start - lines.start..span.end - lines.start;
        let first_line = line_and_column(&file.text, lines.start).0;
        let mut snippet = Snippet::source(source)
            .line_start(first_line)
            .path(&*name)
            .annotation(AnnotationKind::Primary.span(here(&located.span)));
        if let Some(other) = &located.other {
            let context = AnnotationKind::Context.span(here(other));
            snippet = snippet.annotation(context.label("because of this"));
        }
        title.element(snippet)
    } else {
        title.element(Origin::path(&*name).line(line).char_column(column))
    };
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(printable(help).into_owned()));
    }
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    renderer.render(&[group])
}

/// The whole lines with both places of a problem.
fn lines_around(text: &str, located: &LocatedProblem) -> Range<usize> {
    let other = located.other.as_ref().unwrap_or(&located.span);
    let (start, end) = (
        located.span.start.min(other.start),
        located.span.end.max(other.end),
    );
    let start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let start = match text[start..].strip_prefix('\u{feff}') {
        Some(_) if start == 0 && located.span.start > 0 => '\u{feff}'.len_utf8(),
        _ => start,
    };
    let end = text[end..]
        .find('\n')
        .map_or(text.len(), |newline| end + newline);
    start..end
}
