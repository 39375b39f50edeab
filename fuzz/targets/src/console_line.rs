//! Lines of a console, and what `cors explain` prints about them.

use cors_browser::ConsoleLine;

use crate::cli::explain;

/// Checks one text from a console.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(line) = ConsoleLine::read(&text) {
        check_line(&line);
    }
    check_entries(&text);
    check_printed(&text);
    check_secret(&text);
}

fn check_line(line: &ConsoleLine) {
    let explanation = line.explanation();
    assert!(!explanation.fix().is_empty() || !line.is_cors());
    assert!(!explanation.meaning().is_empty());
    // A reader pastes these into a policy and into a server.
    let pasted = [explanation.policy_fix(), explanation.header_fix()];
    for text in pasted.iter().flatten() {
        let is_odd = |c: char| c.is_control() && c != '\n';
        assert!(!text.contains(is_odd), "{text:?}");
        assert!(!text.contains(['{', '}']), "{text:?}");
    }
    let header_lines = pasted[1].iter().flat_map(|text| text.lines());
    for line in header_lines {
        let known = [
            "Access-Control-",
            "Vary:",
            "Cross-Origin-Resource-Policy:",
            "Allow:",
        ];
        let is_known = known.iter().any(|name| line.starts_with(name));
        assert!(is_known, "a value adds the line {line:?}");
    }
}

/// The entries are parts of the text, in order, and leave out nothing but blanks.
fn check_entries(text: &str) {
    let mut end = 0;
    for entry in ConsoleLine::read_all(text) {
        let start = entry.text.as_ptr() as usize - text.as_ptr() as usize;
        assert!(
            text[end..start].trim().is_empty(),
            "{:?}",
            &text[end..start]
        );
        end = start + entry.text.len();
        if let Some(line) = &entry.line {
            check_line(line);
        }
    }
    assert!(text[end..].trim().is_empty(), "{:?}", &text[end..]);
}

/// A terminal obeys only the styles that the command writes itself.
fn check_printed(text: &str) {
    let printed = explain::printed(text);
    let mut rest = printed.as_str();
    while let Some((_, after)) = rest.split_once('\u{1b}') {
        let end = after.find('m').unwrap_or_default();
        let is_style = |c: char| c.is_ascii_digit() || c == ';';
        let style = after.get(1..end).filter(|_| after.starts_with('['));
        let is_own = style.is_some_and(|style| style.chars().all(is_style));
        assert!(is_own, "an escape sequence is printed: {after:?}");
        rest = after;
    }
    let is_odd = |c: char| c.is_control() && !['\n', '\t', '\u{1b}'].contains(&c);
    assert!(!printed.contains(is_odd), "{printed:?}");
}

/// The secret of a request or of a URL is never printed, whatever is before or after it.
fn check_secret(text: &str) {
    const SECRET: &str = "q7Zp0Vx3Kd9Lw2Rs";
    if text.contains(SECRET) {
        return;
    }
    let before = format!("> GET /a HTTP/1.1\r\n> Authorization: Bearer {SECRET}\r\n");
    let pasted = match text.len() % 3 {
        0 => format!("{before}{text}"),
        1 => format!("{text}\n{before}"),
        _ => format!("{text} https://u:{SECRET}@a.example/"),
    };
    let printed = explain::printed(&pasted);
    assert!(
        !printed.contains(SECRET),
        "a secret of {pasted:?} is printed"
    );
}
