//! The methods and headers that a server allows in responses to preflights.

use cors_browser::Response;

use super::attacks::examples;
use super::observed::{HEADER, METHOD};
use super::outages::Outage;
use super::prober::NoResponse;
use super::question::{Access, Question};
use super::state::Audit;
use crate::output::Severity;

/// The largest number of methods and headers that are tried as a page of a trusted origin.
const MOST_PREFLIGHTS: usize = 20;

/// A preflight to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Preflight {
    pub(super) origin: String,
    method: String,
    header: Option<String>,
}

impl Preflight {
    pub(super) fn new(origin: &str, method: &str, header: Option<&str>) -> Self {
        Self {
            origin: origin.to_owned(),
            method: method.to_owned(),
            header: header.map(str::to_owned),
        }
    }

    pub(super) fn question(&self) -> Question<'_> {
        Question {
            origin: &self.origin,
            method: &self.method,
            header: self.header.as_deref(),
        }
    }
}

impl Audit {
    /// Tries the methods and headers of the policy, and some that nothing lists.
    pub(super) fn probe_preflights(&mut self, read: Option<&str>) -> Result<(), NoResponse> {
        let (preflights, left_out) = self.preflights(read);
        if left_out > 0 {
            self.find(
                "not-tried",
                Severity::Note,
                format!(
                    "the policies have more methods, headers and origins than an audit tries: \
                     {left_out} preflights were left out"
                ),
            );
        }
        preflights
            .iter()
            .try_for_each(|preflight| self.probe_preflight(preflight))
    }

    /// The preflights to send, and the number of those that are left out. `read` is an origin
    /// whose pages can read the responses to GET.
    pub(super) fn preflights(&self, read: Option<&str>) -> (Vec<Preflight>, usize) {
        let simple = if self.has_get() { "GET" } else { "POST" };
        let mut preflights = Vec::new();
        let Some(expected) = &self.expected else {
            let methods = [METHOD, "PUT", "PATCH", "DELETE"].map(str::to_owned);
            let headers = [HEADER, "authorization", "content-type"].map(str::to_owned);
            if let Some(origin) = read {
                preflights.extend(of_names(origin, &methods, simple, &headers));
            }
            return (preflights, 0);
        };
        let own = cors_browser::Origin::of(&self.url).to_string();
        let mut of_others = Vec::new();
        for (index, one) in expected.of_url.iter().enumerate() {
            let mut origins: Vec<String> = one.policy.origins().flat_map(examples).collect();
            origins.retain(|origin| *origin != own);
            let is_for_get = index == 0;
            let first = match (is_for_get && self.has_get(), read) {
                // What the page cannot read at all is one finding already.
                (true, read) => read,
                (false, _) if one.policy.allows_any_origin() => read,
                (false, _) => origins.first().map(|one| &**one),
            };
            let Some(first) = first.map(str::to_owned) else {
                continue;
            };
            let mut methods = one.methods.clone();
            let mut headers: Vec<String> = one.policy.headers().map(str::to_owned).collect();
            headers.retain(|header| header != "*");
            let simple = match is_for_get {
                true => simple,
                false => &one.method,
            };
            let listed = methods.first().map(|method| (method.clone(), None));
            let listed = listed.or_else(|| {
                let header = headers.first()?;
                Some((simple.to_owned(), Some(header.clone())))
            });
            for origin in origins.into_iter().filter(|origin| *origin != first) {
                of_others.extend(
                    listed
                        .iter()
                        .map(|(method, header)| Preflight::new(&origin, method, header.as_deref())),
                );
            }
            if is_for_get {
                methods.extend([METHOD, "DELETE"].map(str::to_owned));
            }
            headers.insert(0, HEADER.to_owned());
            preflights.extend(of_names(&first, &methods, simple, &headers));
        }
        let mut left_out = preflights.len().saturating_sub(MOST_PREFLIGHTS);
        preflights.truncate(MOST_PREFLIGHTS);
        left_out += of_others.len().saturating_sub(MOST_PREFLIGHTS);
        of_others.truncate(MOST_PREFLIGHTS);
        preflights.extend(of_others);
        (preflights, left_out)
    }

    /// Sends a preflight, and compares.
    fn probe_preflight(&mut self, preflight: &Preflight) -> Result<(), NoResponse> {
        let question = preflight.question();
        let response = self.prober.preflight(question);
        let response = self.unless_unanswered("expected", question.origin, response)?;
        let Some(response) = response else {
            return Ok(());
        };
        let found = self.preflight_access(question, &response);
        self.observed.preflight(question, found, &response);
        let Some(wanted) = self.wanted(question) else {
            return Ok(());
        };
        let known = self.known(question.origin);
        let what = described(question);
        if found > wanted && (wanted == Access::Nothing || !known.wider) {
            let with = match wanted {
                Access::Nothing => "",
                _ => " with the user's cookies",
            };
            self.find_with_help(
                "wider-preflight",
                Severity::Warning,
                format!("the server allows {what}{with}, and the policy does not"),
                Some(
                    "leave it out of the response to the preflight, or add it to the policy"
                        .to_owned(),
                ),
            );
        }
        if found >= wanted || known.narrower.is_some_and(|read| found >= read) {
            self.compare_max_age(question, found.min(wanted), &response);
            return Ok(());
        }
        self.prober.confirm()?;
        let refusal = question.refusal(&self.url, wanted, respond(question.origin, &response));
        let Some(mut refusal) = refusal else {
            return Ok(());
        };
        if let Some(help) = help_for_any(question).filter(|_| !refusal.by_status) {
            refusal.help = Some(help.to_owned());
        }
        let name = match refusal.by_status {
            true => "preflight-status",
            false => "narrower-preflight",
        };
        self.outages.add_for_any_page(Outage {
            name,
            who: vec![what],
            is_for_everyone: false,
            what: format!("for a page at {} {}", question.origin, wanted.described()),
            refusal,
        });
        Ok(())
    }

    /// What the response to a preflight lets a page send. The response to the request itself
    /// allows everything here, because it is not sent.
    pub(super) fn preflight_access(&self, question: Question<'_>, response: &Response) -> Access {
        question.access(&self.url, respond(question.origin, response))
    }

    /// What the GET of an origin has shown.
    fn known(&self, origin: &str) -> Known {
        let mut probes = self.probes.iter();
        let probe = probes.find(|probe| probe.origin == origin);
        let compared = probe.and_then(|probe| Some((probe.found, probe.wanted?)));
        let is_narrower = self.has_get();
        Known {
            wider: compared.is_some_and(|(found, wanted)| found > wanted),
            narrower: compared
                .filter(|(found, wanted)| is_narrower && found < wanted)
                .map(|(found, _)| found),
        }
    }
}

/// What is reported about an origin already.
struct Known {
    /// It can read more than the policy allows.
    wider: bool,
    /// It can read only this, which is less than the policy allows.
    narrower: Option<Access>,
}

/// Preflights of one origin: methods, and headers of a method.
fn of_names(origin: &str, methods: &[String], simple: &str, headers: &[String]) -> Vec<Preflight> {
    let methods = methods.iter();
    let methods = methods.map(|method| Preflight::new(origin, method, None));
    let headers = headers.iter();
    let headers = headers.map(|header| Preflight::new(origin, simple, Some(header)));
    let mut all: Vec<Preflight> = Vec::new();
    for one in methods.chain(headers) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// What to change if the policy allows every name, and the server not that of the audit.
fn help_for_any(question: Question<'_>) -> Option<&'static str> {
    match question {
        Question {
            header: Some(HEADER),
            ..
        } => Some(
            "Send back the names of `Access-Control-Request-Headers` in \
             `Access-Control-Allow-Headers`: with credentials, `*` is not for every header. Or \
             list in the policy the headers that your pages send.",
        ),
        Question {
            method: METHOD,
            header: None,
            ..
        } => Some(
            "Send back `Access-Control-Request-Method` in `Access-Control-Allow-Methods`: with \
             credentials, `*` is not for every method. Or list in the policy the methods that \
             your pages send.",
        ),
        _ => None,
    }
}

fn described(question: Question<'_>) -> String {
    match question.header {
        Some(header) => format!("the header {header}"),
        None => format!("the method {}", question.method),
    }
}

/// Responses that allow the origin everything, except the response to the preflight.
fn respond<'r>(
    origin: &str,
    preflight: &'r Response,
) -> impl FnMut(&cors_browser::Request) -> Response + use<'r> {
    let actual = Response::new(200)
        .header("access-control-allow-origin", origin)
        .header("access-control-allow-credentials", "true");
    move |request| match request.is_preflight() {
        true => preflight.clone(),
        false => actual.clone(),
    }
}
