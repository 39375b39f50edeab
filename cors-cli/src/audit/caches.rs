//! What caches and proxies could confuse: responses for different origins, and two `Origin`
//! lines.

use cors_browser::Response;

use super::prober::NoResponse;
use super::state::Audit;
use crate::output::Severity;
use crate::response::varies_by_origin;

impl Audit {
    /// Whether a cache could give the response for one origin to another.
    pub(super) fn probe_caches(&mut self, origin: &str) -> Result<(), NoResponse> {
        let without = self.prober.send("GET", &[])?;
        let with = self.prober.get(origin)?;
        let allowed = |response: &Response| response.headers.get("access-control-allow-origin");
        let differs = allowed(&without) != allowed(&with);
        if !differs || (varies_by_origin(&without) && varies_by_origin(&with)) {
            return Ok(());
        }
        let control = with.headers.get("cache-control").unwrap_or_default();
        let control = cors_browser::text(&control).to_ascii_lowercase();
        let is_cached = ["public", "max-age", "s-maxage"]
            .iter()
            .any(|word| control.contains(word))
            && !control.contains("no-store")
            && !control.contains("private")
            || with.headers.contains("age");
        let (severity, cache) = match is_cached {
            true => (Severity::Error, ", and caches may keep the response"),
            false => (Severity::Warning, ""),
        };
        self.find(
            "vary-missing",
            severity,
            format!(
                "Access-Control-Allow-Origin depends on Origin, but Vary does not name Origin on \
                 every response{cache}: a cache can give the response for one page to another page"
            ),
        );
        Ok(())
    }

    /// A request has one `Origin`. A server that takes the last of two can be misled by a
    /// proxy that checks the first.
    pub(super) fn probe_two_origins(&mut self, origin: &str) -> Result<(), NoResponse> {
        const OTHER: &str = "https://cors-audit.example";
        let response = self
            .prober
            .send("GET", &[("origin", origin), ("origin", OTHER)])?;
        let allowed = response.headers.get("access-control-allow-origin");
        if allowed.is_some_and(|allowed| allowed != b"*" && allowed != b"null") {
            self.find(
                "two-origins",
                Severity::Warning,
                "the server allows a request that has two Origin lines; no browser sends one, and \
                 layers that read different lines disagree",
            );
        }
        Ok(())
    }
}
