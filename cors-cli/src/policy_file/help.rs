//! The help of a problem, in the syntax of its file.

use cors_rules::Rule;

use super::LocatedProblem;
use super::format::Format;
use super::locate::{self, POLICIES, ROUTES};

/// The engine writes helps in its own language: `*` has no quotation marks, and `=` follows a
/// key.
pub(super) fn help(located: &LocatedProblem, format: Format) -> Option<String> {
    let problem = &located.problem;
    let mut help = translated(problem.help.as_deref()?, format);
    let is_list_of_keys = help.starts_with("the keys are");
    if problem.rule == Rule::KeyUnknown && is_list_of_keys && locate::parent(problem).is_empty() {
        help.push_str(&format!(", `{POLICIES}`, `{ROUTES}`"));
        match &located.path {
            Some(path) => {
                help.push_str(&format!(
                    "; if the policy is in a larger file, write `--key {path}`"
                ));
            }
            None if located.is_table => {
                help.push_str("; if the policy is in a larger file, --key is the path to it");
            }
            None => {}
        }
    }
    Some(help)
}

/// The help with every part outside of quotation marks translated.
fn translated(help: &str, format: Format) -> String {
    let parts = help.split('"').enumerate();
    let parts = parts.map(|(index, part)| match index % 2 {
        0 => outside(part, format),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("\"")
}

fn outside(part: &str, format: Format) -> String {
    let part = part.replace("= *", "= \"*\"").replace("[*", "[\"*\"");
    match format {
        Format::Toml => part,
        Format::Yaml => part.replace(" = ", ": "),
        Format::Json => {
            let mut pieces = part.split(" = ");
            let mut json = pieces.next().unwrap_or_default().to_owned();
            for piece in pieces {
                let is_of_key = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
                let start = json.trim_end_matches(is_of_key).len();
                json.insert(start, '"');
                json.push_str("\": ");
                json.push_str(piece);
            }
            json
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, translated};

    #[test]
    fn a_help_is_in_the_syntax_of_the_file() {
        let help =
            "write origins = *, methods = [\"a = *\"], or { origin = \"…\", allow = [\"…\"] }";
        for (format, expected) in [
            (
                Format::Toml,
                "write origins = \"*\", methods = [\"a = *\"], or { origin = \"…\", allow = [\"…\"] }",
            ),
            (
                Format::Yaml,
                "write origins: \"*\", methods: [\"a = *\"], or { origin: \"…\", allow: [\"…\"] }",
            ),
            (
                Format::Json,
                "write \"origins\": \"*\", \"methods\": [\"a = *\"], or { \"origin\": \"…\", \"allow\": [\"…\"] }",
            ),
        ] {
            assert_eq!(translated(help, format), expected);
        }
    }

    #[test]
    fn a_star_in_a_list_is_a_text() {
        let help = "write headers = [*, \"authorization\"], or remove it";
        assert_eq!(
            translated(help, Format::Json),
            "write \"headers\": [\"*\", \"authorization\"], or remove it"
        );
    }
}
