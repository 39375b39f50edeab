//! Lines as people pasted them into public issues: what is read of them.

use cors_browser::{ConsoleLine, Kind};

/// The lines that the command was planned with. `tests/data/README.md` says where
/// they come from.
const FIRST: &str = include_str!("data/console_lines.tsv");

/// Further lines, labelled before the sentences were adapted to them.
const SECOND: &str = include_str!("data/more_console_lines.tsv");

struct Row {
    id: &'static str,
    kind: &'static str,
    subject: &'static str,
    line: String,
}

fn rows(table: &'static str) -> Vec<Row> {
    let rows = table.lines().skip(1).map(|row| {
        let columns: Vec<_> = row.split('\t').collect();
        Row {
            id: columns[0],
            kind: columns[3],
            subject: columns[4],
            line: columns[6].replace('⏎', "\n"),
        }
    });
    rows.collect()
}

/// The causes and lookalikes that a subject allows. The first name that is read
/// must be one of them.
fn expected(kind: &str, subject: &str) -> &'static [&'static str] {
    match (kind, subject) {
        ("cors", "allow-origin-missing") => {
            &["allow-origin-missing", "preflight-allow-origin-missing"]
        }
        ("cors", "null-origin") => &["allow-origin-missing", "allow-origin-mismatch"],
        ("cors", "preflight-allow-origin-missing") => &["preflight-allow-origin-missing"],
        ("cors", "allow-origin-mismatch" | "allow-origin-invalid") => &[
            "allow-origin-mismatch",
            "preflight-allow-origin-mismatch",
            "allow-origin-missing",
        ],
        ("cors", "allow-origin-multiple") => {
            &["allow-origin-multiple", "preflight-allow-origin-multiple"]
        }
        ("cors", "wildcard-with-credentials") => &[
            "allow-origin-wildcard-with-credentials",
            "preflight-allow-origin-wildcard-with-credentials",
        ],
        ("cors", "allow-credentials-not-true") => &[
            "allow-credentials-not-true",
            "preflight-allow-credentials-not-true",
        ],
        ("cors", "preflight-status") => &["preflight-status-not-ok"],
        ("cors", "preflight-redirect") => &["preflight-redirect"],
        ("cors", "redirect-disallowed") => &[
            "preflight-redirect",
            "allow-origin-missing",
            "allow-origin-mismatch",
        ],
        ("cors", "preflight-header-not-allowed") => &["preflight-header-not-allowed"],
        ("cors", "preflight-method-not-allowed") => &["preflight-method-not-allowed"],
        ("cors", "scheme-not-http") => &["scheme-not-http"],
        ("cors", "font-or-image-or-script-cors") => {
            &["allow-origin-missing", "allow-origin-mismatch", "no-cause"]
        }
        ("cors", "other") => &["no-cause"],
        ("lookalike", "network-error") => &[
            "network",
            "connection",
            "certificate",
            "name-not-resolved",
            "offline",
            "no-reason",
        ],
        ("lookalike", "private-network-access") => &["local-network"],
        ("lookalike", "mixed-content") => &["mixed-content"],
        ("lookalike", "csp-connect-src" | "csp") => {
            &["content-security-policy", "content-security-policy-report"]
        }
        ("lookalike", "orb-corb") => &["opaque-response-blocking"],
        ("lookalike", "coep") => &["coep"],
        ("lookalike", "corp-blocked") => &["corp"],
        ("lookalike", "canvas-tainted") => &["tainted-canvas"],
        ("lookalike", "websocket") => &["websocket"],
        ("lookalike", "cookie-samesite") => &["cookie"],
        ("lookalike", "ad-blocker") => &["blocked-by-client"],
        ("lookalike", "server-down") => &["connection", "network", "name-not-resolved"],
        ("lookalike", "frame-options") => &["frame-options"],
        ("lookalike", "http-status") => &["http-status"],
        ("lookalike", "certificate") => &["certificate"],
        ("lookalike", "mime-type") => &["mime-type"],
        ("lookalike", "service-worker") => &["service-worker"],
        ("lookalike", "refused-by-server") => &["refused-by-server"],
        ("lookalike", "other") => &[
            "frame-access",
            "blocked-by-client",
            "url-scheme",
            "post-message",
            "aborted",
        ],
        ("unreadable", "opaque-failed-to-fetch") => &["no-reason", "service-worker"],
        ("unreadable", _) => &["network", "notice", "unknown"],
        _ => panic!("no names for {kind} {subject}"),
    }
}

/// The likeliest name in a line.
fn name(line: &str) -> &'static str {
    match ConsoleLine::read(line) {
        None => "unknown",
        Some(line) => match line.kind {
            Kind::Cors => line.causes.first().copied().unwrap_or("no-cause"),
            Kind::LooksLikeCors(what) => what.name(),
            _ => "unknown",
        },
    }
}

/// The number of rows of a kind, and those that are read as something else.
fn wrong(table: &'static str, kind: &str) -> (usize, Vec<String>) {
    let rows: Vec<_> = rows(table)
        .into_iter()
        .filter(|row| row.kind == kind)
        .collect();
    let wrong = rows.iter().filter_map(|row| {
        let name = name(&row.line);
        let is_right = expected(row.kind, row.subject).contains(&name);
        (!is_right).then(|| format!("{} {}: {name}: {}", row.id, row.subject, row.line))
    });
    (rows.len(), wrong.collect())
}

#[test]
fn pasted_lines_are_read() {
    let mut report = String::new();
    for table in [FIRST, SECOND] {
        for kind in ["cors", "lookalike", "unreadable"] {
            let (all, wrong) = wrong(table, kind);
            if !wrong.is_empty() {
                report += &format!("{} of {all}\n{}\n", wrong.len(), wrong.join("\n"));
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}
