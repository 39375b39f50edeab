//! Pages that get no response, from a server that answers others.

use super::attacks::Candidate;
use super::outages::listed;
use super::prober::NoResponse;
use super::state::Audit;
use crate::output::Severity;

impl Audit {
    /// Remembers a page that gets no response, if the server answers others.
    pub(super) fn unless_unanswered<T>(
        &mut self,
        class: &'static str,
        origin: &str,
        answer: Result<T, NoResponse>,
    ) -> Result<Option<T>, NoResponse> {
        match answer {
            Ok(answer) => Ok(Some(answer)),
            Err(NoResponse::Unanswered) => {
                if self.unanswered.iter().all(|one| one.origin != origin) {
                    self.unanswered.push(Candidate {
                        class,
                        origin: origin.to_owned(),
                    });
                }
                Ok(None)
            }
            Err(reason) => Err(reason),
        }
    }

    /// Makes findings of the pages without a response.
    pub(super) fn find_unanswered(&mut self) {
        let unanswered = std::mem::take(&mut self.unanswered);
        let (trusted, others): (Vec<_>, Vec<_>) = unanswered
            .into_iter()
            .partition(|one| one.class == "expected");
        for (name, severity, pages) in [
            ("network", Severity::Error, trusted),
            ("not-tried", Severity::Note, others),
        ] {
            if pages.is_empty() {
                continue;
            }
            let pages = pages.iter();
            let pages = pages.map(|Candidate { class, origin }| format!("{origin} ({class})"));
            let pages: Vec<_> = pages.collect();
            self.find(
                name,
                severity,
                format!(
                    "the server gives no response to pages at {}, and it answers others: what it \
                     allows these pages is unknown",
                    listed(pages)
                ),
            );
        }
    }
}
