//! One GET for each origin: what the server allows, and what the policy allows.

use cors_browser::Response;

use super::attacks::is_foreign;
use super::outages::Outage;
use super::prober::NoResponse;
use super::question::{Access, Question};
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
        let question = Question::get(origin);
        let found = question.access(&self.url, |_| response.clone());
        let wanted = self.wanted(question);
        if wanted.is_some_and(|wanted| found < wanted) {
            self.prober.confirm()?;
        }
        self.redirect(&response);
        self.observed.origin(class, origin, found, &response);
        let who = who(class, origin);
        self.responses.push((Some(origin.to_owned()), response));
        match wanted {
            Some(wanted) if found > wanted => self.wider(&who, class, found),
            Some(wanted) if found < wanted => self.narrower(&who, class, question, wanted),
            Some(_) => {}
            None => self.without_policy(&who, class, origin, found),
        }
        if class == "reflection" {
            self.everyone = found;
        }
        self.probes.push(Probe {
            class,
            origin: origin.to_owned(),
            found,
            wanted,
        });
        self.wildcard_with_credentials();
        Ok(found)
    }

    fn wider(&mut self, who: &str, class: &str, found: Access) {
        if found <= self.everyone && class != "expected" {
            // The finding about any page says so.
            return;
        }
        let severity = match found {
            Access::WithCredentials => Severity::Error,
            _ => Severity::Warning,
        };
        let what = found.described();
        self.find_with_help(
            "wider",
            severity,
            format!("the server allows {who} to read responses {what}, and the policy does not"),
            Some(self.help(class).to_owned()),
        );
    }

    /// What to change on the server if its last response allows an origin of this class.
    fn help(&self, class: &str) -> &'static str {
        let last = self.responses.last();
        let allowed = last.and_then(|(_, last)| last.headers.get("access-control-allow-origin"));
        match allowed.as_deref() {
            Some(b"*") if class != "null" => {
                "send the origin of the page instead of `*`, if it is in your list"
            }
            _ => help(class),
        }
    }

    fn narrower(&mut self, who: &str, class: &str, question: Question<'_>, wanted: Access) {
        if !self.has_get() {
            return;
        }
        let Some((_, response)) = self.responses.last() else {
            return;
        };
        let refusal = question.refusal(&self.url, wanted, |_| response.clone());
        let Some(refusal) = refusal else { return };
        self.outages.add(Outage {
            name: "narrower",
            who: vec![who.to_owned()],
            is_for_everyone: class == "reflection",
            what: format!("to read responses {}", wanted.described()),
            refusal,
        });
    }

    /// Without a policy, only what is wrong for every policy is a finding.
    fn without_policy(&mut self, who: &str, class: &str, origin: &str, found: Access) {
        if found == Access::WithCredentials && is_foreign(class, origin) {
            self.find_with_help(
                "open-with-credentials",
                Severity::Error,
                format!("the server allows {who} to read responses with the user's cookies"),
                Some(help(class).to_owned()),
            );
        }
    }

    fn wildcard_with_credentials(&mut self) {
        let Some((_, response)) = self.responses.last() else {
            return;
        };
        let is = |name: &str, value: &[u8]| response.headers.get(name).as_deref() == Some(value);
        if is("access-control-allow-origin", b"*")
            && is("access-control-allow-credentials", b"true")
        {
            self.find_once(
                "wildcard-with-credentials",
                Severity::Warning,
                "the server sends Access-Control-Allow-Origin: * with \
                 Access-Control-Allow-Credentials: true: browsers refuse it for requests with \
                 cookies, and every page can read the responses to requests without cookies",
                "send the origin of the page instead of `*`, if it is a trusted one, or leave out \
                 Access-Control-Allow-Credentials",
            );
        }
    }

    fn redirect(&mut self, response: &Response) {
        let location = response.headers.get("location").unwrap_or_default();
        if matches!(response.status, 301 | 302 | 303 | 307 | 308) {
            let location = hide_in_urls(&cors_browser::text(&location));
            self.find_once(
                "redirect",
                Severity::Warning,
                format!("the URL redirects to {location:?}, which was not contacted"),
                "audit the URL that it redirects to",
            );
        }
    }
}

/// The page of an origin, in words.
pub(super) fn who(class: &str, origin: &str) -> String {
    match class {
        "reflection" => format!("any page, such as one at {origin} ({class}),"),
        "null" => "any page that hides its origin, as in a sandboxed frame (null),".to_owned(),
        _ => format!("a page at {origin} ({class})"),
    }
}

/// What to change on the server if it allows an origin of this class.
pub(super) fn help(class: &str) -> &'static str {
    match class {
        "expected" | "other-policy" => {
            "remove the origin on the server, or add what it may do to the policy"
        }
        "null" => "never allow `null`: every site can send it from a sandboxed frame",
        "reflection" => {
            "compare Origin with a list of trusted origins before you send it back in \
             Access-Control-Allow-Origin"
        }
        _ => {
            "compare the whole of Origin with each trusted origin, instead of a part or a pattern \
             of it"
        }
    }
}
