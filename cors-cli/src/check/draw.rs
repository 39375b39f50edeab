//! Draws a problem as the compiler draws it.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::output::{Severity, printable};
use crate::policy_file::{LocatedProblem, PolicyFile};

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
    let is_drawable = file.text.lines().all(|line| line.len() <= MAX_LINE)
        && printable(&file.text.replace('\r', "")).len() == file.text.replace('\r', "").len();
    let mut group = if is_drawable {
        let mut snippet = Snippet::source(&*file.text)
            .path(&*name)
            .annotation(AnnotationKind::Primary.span(located.span.clone()));
        if let Some(other) = &located.other {
            let context = AnnotationKind::Context.span(other.clone());
            snippet = snippet.annotation(context.label("this contradicts it"));
        }
        title.element(snippet)
    } else {
        let (line, column) = crate::policy_file::line_and_column(&file.text, located.span.start);
        let origin = annotate_snippets::Origin::path(&*name);
        title.element(origin.line(line).char_column(column))
    };
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(printable(help).into_owned()));
    }
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    renderer.render(&[group])
}
