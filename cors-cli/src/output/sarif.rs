//! Findings as a [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/) log.

use serde_json::{Value, json};

use super::{Finding, Place, uri};

pub(super) fn log(findings: &[&Finding]) -> Value {
    let mut names: Vec<&str> = findings.iter().map(|finding| &*finding.name).collect();
    names.sort_unstable();
    names.dedup();
    let rule = |name: &&str| {
        let page = findings
            .iter()
            .find(|finding| finding.name == **name)
            .and_then(|finding| finding.page.as_deref());
        match page {
            Some(page) => json!({ "id": name, "helpUri": page }),
            None => json!({ "id": name }),
        }
    };
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "cors",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": names.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(|finding| result(finding)).collect::<Vec<_>>(),
        }],
    })
}

fn result(finding: &Finding) -> Value {
    let text = match &finding.help {
        Some(help) => format!("{}\nhelp: {help}", finding.message),
        None => finding.message.clone(),
    };
    let mut result = json!({
        "ruleId": finding.name,
        "level": finding.severity.name(),
        "message": { "text": text },
    });
    if let Some(place) = &finding.place {
        result["locations"] = json!([{ "physicalLocation": physical(place) }]);
    }
    result
}

fn physical(place: &Place) -> Value {
    match place {
        Place::File {
            path,
            line,
            column,
            end_line,
            end_column,
        } => json!({
            "artifactLocation": { "uri": uri::of_file(path) },
            "region": {
                "startLine": line,
                "startColumn": column,
                "endLine": end_line,
                "endColumn": end_column,
            },
        }),
        Place::Url(url) => json!({ "artifactLocation": { "uri": uri::of_url(url) } }),
    }
}
