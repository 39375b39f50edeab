//! One probe for each origin: what the server allows, and what the policy allows.

use cors_browser::Response;

use super::attacks::is_foreign;
use super::prober::{Access, NoResponse, access};
use super::report::Probe;
use super::state::Audit;
use crate::output::Severity;
use crate::redact::hide_in_urls;

impl Audit {
    /// Asks as a page of this origin, and compares.
    pub(super) fn probe_origin(
        &mut self,
        class: &'static str,
        origin: &str,
    ) -> Result<Access, NoResponse> {
        let response = self.prober.get(origin)?;
        self.redirect(&response);
        let found = access(origin, &self.url, "GET", None, |_| response.clone());
        let wanted = self.wanted(origin, "GET", None);
        self.observed.origin(class, origin, found, &response);
        let who = match class {
            "reflection" => format!("any page, such as one at {origin} ({class}),"),
            "null" => "any page that hides its origin, as in a sandboxed frame (null),".to_owned(),
            _ => format!("a page at {origin} ({class})"),
        };
        match wanted {
            Some(wanted) => self.compare(&who, class, found, wanted),
            None => self.without_policy(&who, class, origin, found),
        }
        if class == "reflection" {
            self.everyone = found;
        }
        self.wildcard_with_credentials(&response);
        self.probes.push(Probe {
            class,
            origin: origin.to_owned(),
            found,
            wanted,
        });
        Ok(found)
    }

    fn compare(&mut self, who: &str, class: &str, found: Access, wanted: Access) {
        if found > wanted {
            if found <= self.everyone && class != "expected" {
                // The finding about any page says so.
                return;
            }
            let (severity, what) = match found {
                Access::WithCredentials => (Severity::Error, "with the user's cookies"),
                _ => (Severity::Warning, "without cookies"),
            };
            self.find(
                "wider",
                severity,
                format!(
                    "the server allows {who} to read responses {what}, and the policy does not"
                ),
            );
        } else if found < wanted {
            let what = match wanted {
                Access::WithCredentials => "with the user's cookies",
                _ => "without cookies",
            };
            self.find(
                "narrower",
                Severity::Error,
                format!(
                    "the policy allows {who} to read responses {what}, and the server does not"
                ),
            );
        }
    }

    /// Without a policy, only what is wrong for every policy is a finding.
    fn without_policy(&mut self, who: &str, class: &str, origin: &str, found: Access) {
        if found == Access::WithCredentials && is_foreign(class, origin) {
            self.find(
                "open-with-credentials",
                Severity::Error,
                format!("the server allows {who} to read responses with the user's cookies"),
            );
        }
    }

    fn wildcard_with_credentials(&mut self, response: &Response) {
        let is = |name: &str, value: &[u8]| response.headers.get(name).as_deref() == Some(value);
        let name = "wildcard-with-credentials";
        if is("access-control-allow-origin", b"*")
            && is("access-control-allow-credentials", b"true")
            && self.findings.iter().all(|one| one.name != name)
        {
            self.find(
                name,
                Severity::Warning,
                "the server sends Access-Control-Allow-Origin: * with \
                 Access-Control-Allow-Credentials: true, which browsers refuse: requests with \
                 cookies fail, and nothing is exposed",
            );
        }
    }

    fn redirect(&mut self, response: &Response) {
        let location = response.headers.get("location").unwrap_or_default();
        let name = "redirect";
        let is_redirect = matches!(response.status, 301 | 302 | 303 | 307 | 308);
        if is_redirect && self.findings.iter().all(|one| one.name != name) {
            let location = hide_in_urls(&cors_browser::text(&location));
            self.find(
                name,
                Severity::Warning,
                format!(
                    "the URL redirects to {location:?}, which was not contacted; audit that URL"
                ),
            );
        }
    }
}
