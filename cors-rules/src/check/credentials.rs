//! Checks the rules of origins that apply only to policies with credentials.

use crate::origin::{Host, OriginPattern, is_public_suffix};
use crate::rule::Rule;
use crate::violation::Violation;

/// The results of these rules for a pattern.
pub(super) fn check(pattern: &OriginPattern) -> [Result<(), Violation>; 3] {
    [
        secure(pattern),
        not_any_extension(pattern),
        no_public_suffix(pattern),
    ]
}

fn secure(pattern: &OriginPattern) -> Result<(), Violation> {
    if !pattern.is_insecure() {
        return Ok(());
    }
    let (scheme, text) = (pattern.scheme(), pattern.as_str());
    let span = 0..scheme.len() + 3;
    if scheme != "http" {
        let message = format!(
            "anyone could serve pages with the unknown scheme `{scheme}`, and with credentials they read as the user"
        );
        return Err(Violation::new(Rule::InsecureOrigin, span, message));
    }
    Err(Violation::new(
        Rule::InsecureOrigin,
        span,
        "anyone on the network can change an `http` page, and with credentials its scripts read as the user",
    )
    .fix(format!("https{}", &text[scheme.len()..])))
}

fn not_any_extension(pattern: &OriginPattern) -> Result<(), Violation> {
    if pattern.host() != Host::Any {
        return Ok(());
    }
    let at = pattern.scheme().len() + 3;
    Err(Violation::new(
        Rule::AnyExtension,
        at..at + 1,
        "every extension that a user has installed could read as the user",
    )
    .suggestion("list the ids if they are stable"))
}

fn no_public_suffix(pattern: &OriginPattern) -> Result<(), Violation> {
    let (label, base) = match pattern.host() {
        Host::SubdomainsOf(base) => ("*.".len(), base),
        Host::LabelGlob { start, end } => {
            let (rest, base) = end.split_once('.').unwrap_or((end, ""));
            (start.len() + "*".len() + rest.len() + ".".len(), base)
        }
        Host::Name(_) | Host::Any => return Ok(()),
    };
    if !is_public_suffix(base) {
        return Ok(());
    }
    let at = pattern.scheme().len() + 3;
    let text = pattern.as_str();
    let (message, site) = if label > "*.".len() {
        let message = format!(
            "anyone can register a name below `{base}` that fits, and with credentials their pages read as the user"
        );
        (message, "name the sites".to_owned())
    } else {
        let message = format!(
            "anyone can register a name below `{base}`, and with credentials their pages read as the user"
        );
        let site = match is_public_suffix(&format!("example.{base}")) {
            true => "name the site".to_owned(),
            false => format!(
                "name the site, such as \"{}*.example.{}\"",
                &text[..at],
                &text[at + 2..]
            ),
        };
        (message, site)
    };
    Err(Violation::new(Rule::PublicSuffix, at..at + label + base.len(), message).suggestion(site))
}
