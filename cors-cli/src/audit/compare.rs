//! The steps of an audit: what the server allows, and what the policy allows.

use cors_browser::{Request, Response, Url};
use cors_engine::Policy;
use cors_engine::adapter::{CompiledSource, Http, PolicySource};
use cors_engine::routes::Policies;

use super::attacks::{self, Candidate};
use super::observed::Observed;
use super::probe::{Access, NoResponse, Prober, access};
use super::report::{AuditReport, Probe};
use crate::output::{Finding, Place, Severity};
use crate::try_request::by_policy;

/// A method and a header that no policy lists by accident.
const METHOD: &str = "AUDIT";
const HEADER: &str = "x-cors-audit";

/// The largest number of origins of the policy that are tried.
const MOST_EXAMPLES: usize = 30;

/// The number of origins that attack origins are made from.
const BASES: usize = 3;

pub(super) struct Audit {
    url: Url,
    expected: Option<Expected>,
    prober: Prober,
    probes: Vec<Probe>,
    findings: Vec<Finding>,
    observed: Observed,
}

struct Expected {
    source: CompiledSource<Http>,
    /// The policy that applies to a GET of the URL.
    policy: Policy,
}

impl Audit {
    pub(super) fn new(url: Url, policies: Option<Policies>, prober: Prober) -> Self {
        let expected = policies.map(|policies| {
            let source: PolicySource<Http> = policies.into();
            let source = source.compile();
            let policy = source.applicable("GET", url.path()).policy.policy().clone();
            Expected { source, policy }
        });
        Self {
            url,
            expected,
            prober,
            probes: Vec::new(),
            findings: Vec::new(),
            observed: Observed::default(),
        }
    }

    pub(super) fn run(mut self, baseline: Vec<(String, String)>) -> AuditReport {
        match self.steps() {
            Ok(()) => {}
            Err(NoResponse::Failure(failure)) => {
                self.find(
                    "network",
                    Severity::Error,
                    format!("a probe has no response: {failure}"),
                );
            }
            Err(NoResponse::Budget) => self.find(
                "budget",
                Severity::Warning,
                "the audit stopped after the largest number of requests; the rest was not tried",
            ),
        }
        let policy = self
            .expected
            .is_none()
            .then(|| self.observed.policy_file(&self.url));
        AuditReport::new(
            &self.url,
            self.prober.sent,
            policy,
            self.probes,
            self.findings,
            &baseline,
        )
    }

    fn steps(&mut self) -> Result<(), NoResponse> {
        let own = cors_browser::Origin::of(&self.url).to_string();
        let mut trusted: Vec<String> = match &self.expected {
            Some(expected) => expected
                .policy
                .origins()
                .flat_map(attacks::examples)
                .collect(),
            None => attacks::guesses(&self.url),
        };
        // CORS does not apply to the server's own pages.
        trusted.retain(|origin| *origin != own);
        if trusted.len() > MOST_EXAMPLES {
            self.find(
                "not-tried",
                Severity::Note,
                format!(
                    "the policy has {} origins, and the first {MOST_EXAMPLES} were tried",
                    trusted.len()
                ),
            );
            trusted.truncate(MOST_EXAMPLES);
        }
        let mut trusted_and_read = None;
        for origin in &trusted {
            let class = match self.expected.is_some() {
                true => "expected",
                false => "guess",
            };
            let access = self.probe_origin(class, origin)?;
            if access > Access::Nothing && trusted_and_read.is_none() {
                trusted_and_read = Some(origin.clone());
            }
        }
        let bases = trusted
            .get(..trusted.len().min(BASES))
            .unwrap_or_default()
            .to_vec();
        let bases = match bases.is_empty() {
            true => vec!["https://example.com".to_owned()],
            false => bases,
        };
        let attacks = attacks::against(&bases);
        for Candidate { class, origin } in attacks.into_iter().filter(|one| one.origin != own) {
            let access = self.probe_origin(class, &origin)?;
            if access > Access::Nothing && trusted_and_read.is_none() {
                trusted_and_read = Some(origin);
            }
            if class == "reflection" && access == Access::WithCredentials {
                // Every other origin would be let through as well.
                break;
            }
        }
        self.probe_caches(
            trusted
                .first()
                .map_or("https://cors-audit.example", |one| one),
        )?;
        if let Some(origin) = trusted_and_read {
            self.probe_two_origins(&origin)?;
            self.probe_preflights(&origin)?;
        }
        Ok(())
    }

    /// Asks as a page of this origin, and compares.
    fn probe_origin(&mut self, class: &'static str, origin: &str) -> Result<Access, NoResponse> {
        let response = self.prober.get(origin)?;
        self.redirect(&response);
        let found = access(origin, &self.url, "GET", None, |_| response.clone());
        let wanted = self.wanted(origin, "GET", None);
        self.observed.origin(class, origin, found, &response);
        self.compare(
            &format!("a page at {origin} ({class})"),
            class,
            found,
            wanted,
        );
        self.wildcard_with_credentials(&response);
        self.probes.push(Probe {
            class,
            origin: origin.to_owned(),
            found,
            wanted,
        });
        Ok(found)
    }

    /// What the policy allows.
    fn wanted(&self, origin: &str, method: &str, header: Option<&str>) -> Option<Access> {
        let expected = self.expected.as_ref()?;
        let respond = |request: &Request| by_policy(&expected.source, request);
        Some(access(origin, &self.url, method, header, respond))
    }

    fn compare(&mut self, who: &str, class: &str, found: Access, wanted: Option<Access>) {
        let Some(wanted) = wanted else {
            self.without_policy(who, class, found);
            return;
        };
        if found > wanted {
            let (severity, what) = match found {
                Access::WithCredentials => (Severity::Error, "with the user's cookies"),
                _ => (Severity::Warning, "without cookies"),
            };
            self.find(
                "wider",
                severity,
                format!("the server lets {who} read responses {what}, and the policy does not"),
            );
        } else if found < wanted {
            let what = match found {
                Access::Nothing => "no response",
                _ => "no response to a request with cookies",
            };
            self.find(
                "narrower",
                Severity::Error,
                format!("the server lets {who} read {what}, and the policy does"),
            );
        }
    }

    /// Without a policy, only what is wrong for every policy is a finding.
    fn without_policy(&mut self, who: &str, class: &str, found: Access) {
        let is_foreign = !matches!(class, "guess" | "subdomain" | "parent" | "sibling");
        if found == Access::WithCredentials && is_foreign {
            self.find(
                "open-with-credentials",
                Severity::Error,
                format!("the server lets {who} read responses with the user's cookies"),
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
            let location = cors_browser::text(&location);
            self.find(
                name,
                Severity::Warning,
                format!(
                    "the URL redirects to {location:?}, which was not contacted; audit that URL"
                ),
            );
        }
    }

    /// Whether a cache could give the response for one origin to another.
    fn probe_caches(&mut self, origin: &str) -> Result<(), NoResponse> {
        let without = self.prober.send("GET", &[])?;
        let with = self.prober.get(origin)?;
        let allowed = |response: &Response| response.headers.get("access-control-allow-origin");
        let varies = |response: &Response| {
            let vary = response.headers.get("vary").unwrap_or_default();
            let vary = cors_browser::text(&vary).to_ascii_lowercase();
            vary.split(',')
                .any(|name| matches!(name.trim(), "origin" | "*"))
        };
        let differs = allowed(&without) != allowed(&with);
        if !differs || (varies(&without) && varies(&with)) {
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
    fn probe_two_origins(&mut self, origin: &str) -> Result<(), NoResponse> {
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

    /// Methods and headers that the policy lists, and those that nothing lists.
    fn probe_preflights(&mut self, origin: &str) -> Result<(), NoResponse> {
        let mut methods = vec![METHOD.to_owned()];
        let mut headers = vec![HEADER.to_owned()];
        match &self.expected {
            Some(expected) => {
                methods.extend(expected.policy.methods().map(str::to_owned));
                headers.extend(expected.policy.headers().map(str::to_owned));
                methods.push("DELETE".to_owned());
            }
            None => {
                methods.extend(["PUT", "PATCH", "DELETE"].map(str::to_owned));
                headers.extend(["authorization", "content-type"].map(str::to_owned));
            }
        }
        methods.retain(|method| method != "*");
        headers.retain(|header| header != "*");
        methods.sort_unstable();
        methods.dedup();
        let methods = methods.iter().map(|method| (&**method, None));
        let headers = headers.iter().map(|header| ("GET", Some(&**header)));
        let asked: Vec<_> = methods.chain(headers).collect();
        for (method, header) in asked {
            let response = self.prober.preflight(origin, method, header)?;
            let actual = allows(origin);
            let found = access(origin, &self.url, method, header, |request| {
                match request.is_preflight() {
                    true => response.clone(),
                    false => actual.clone(),
                }
            });
            let wanted = self.wanted(origin, method, header);
            self.observed.preflight(method, header, found, &response);
            let what = match header {
                Some(header) => format!("the header {header}"),
                None => format!("the method {method}"),
            };
            // Credentials are compared by origin.
            let (found, wanted) = (
                found > Access::Nothing,
                wanted.map(|one| one > Access::Nothing),
            );
            match wanted {
                Some(false) if found => self.find(
                    "wider-preflight",
                    Severity::Warning,
                    format!("the server allows {what}, and the policy does not"),
                ),
                Some(true) if !found => self.find(
                    "narrower-preflight",
                    Severity::Error,
                    format!("the server does not allow {what}, and the policy does"),
                ),
                _ => {}
            }
        }
        Ok(())
    }

    fn find(&mut self, name: &str, severity: Severity, message: impl Into<String>) {
        self.findings.push(Finding {
            name: name.to_owned(),
            severity,
            message: message.into(),
            help: None,
            page: None,
            place: Some(Place::Url(self.url.to_string())),
        });
    }
}

/// A response that allows the origin everything: only the preflight is of interest.
fn allows(origin: &str) -> Response {
    Response::new(200)
        .header("access-control-allow-origin", origin)
        .header("access-control-allow-credentials", "true")
}
