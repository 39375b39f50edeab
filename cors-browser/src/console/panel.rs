//! A row of the network panel of Chromium or Firefox, with tabs between its cells.

use super::{ConsoleLine, Kind, Lookalike, Source};

/// Words that people write about other failures too, so that only a cell means this.
const CELLS: [(&str, Source, Lookalike); 4] = [
    ("(canceled)", Source::Chromium, Lookalike::Aborted),
    ("CORS Failed", Source::Firefox, Lookalike::Network),
    ("CORS disabled", Source::Firefox, Lookalike::BlockedByClient),
    ("Mixed Block", Source::Firefox, Lookalike::MixedContent),
];

/// What a row says, or `None` if it is no row or if its words are those of a message.
pub(super) fn read(text: &str) -> Option<ConsoleLine> {
    const FEWEST_CELLS: usize = 4;
    let text = text.trim_matches(['\r', '\n']);
    if text.contains('\n') || text.matches('\t').count() + 1 < FEWEST_CELLS {
        return None;
    }
    let has = |word: &str| text.split('\t').any(|cell| cell.trim() == word);
    if has("preflight") {
        return preflight(text);
    }
    let (_, source, what) = CELLS.iter().find(|(cell, ..)| has(cell))?;
    let mut line = ConsoleLine::of(*source);
    line.kind = Kind::LooksLikeCors(*what);
    Some(line)
}

/// The row of a preflight whose status is an error. Another status says nothing about CORS.
fn preflight(row: &str) -> Option<ConsoleLine> {
    let mut statuses = row.split('\t').map(str::trim);
    let status = statuses.find_map(|cell| cell.parse().ok().filter(|_| cell.len() == 3))?;
    if (200..=299).contains(&status) {
        return None;
    }
    let mut line = ConsoleLine::of(Source::Chromium);
    line.causes.push(match status {
        301 | 302 | 303 | 307 | 308 => "preflight-redirect",
        _ => "preflight-status-not-ok",
    });
    line.status = Some(status);
    Some(line)
}
