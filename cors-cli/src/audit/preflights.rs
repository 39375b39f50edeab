//! The methods and headers that a server allows in responses to preflights.

use std::collections::BTreeMap;

use cors_browser::Response;

use super::observed::{HEADER, METHOD};
use super::prober::{Access, NoResponse, access};
use super::state::Audit;
use crate::output::Severity;

/// The largest number of methods and headers that are tried.
const MOST_PREFLIGHTS: usize = 20;

impl Audit {
    /// Methods and headers that the policy lists, and those that nothing lists.
    pub(super) fn probe_preflights(&mut self, origin: &str) -> Result<(), NoResponse> {
        let (methods, headers) = self.names_to_ask();
        let methods = methods.iter().map(|method| (&**method, None));
        let headers = headers.iter().map(|header| ("GET", Some(&**header)));
        let mut asked: Vec<_> = methods.chain(headers).collect();
        if asked.len() > MOST_PREFLIGHTS {
            self.find(
                "not-tried",
                Severity::Note,
                format!(
                    "the policy has more methods and headers than {MOST_PREFLIGHTS}, and the rest \
                     was not tried"
                ),
            );
            asked.truncate(MOST_PREFLIGHTS);
        }
        let mut refused: BTreeMap<u16, Vec<String>> = BTreeMap::new();
        for (method, header) in asked {
            let response = self.prober.preflight(origin, method, header)?;
            let is_outage = self.compare_preflight(origin, method, header, &response);
            if is_outage && !(200..300).contains(&response.status) {
                let what = described(method, header);
                refused.entry(response.status).or_default().push(what);
            } else if is_outage {
                let what = described(method, header);
                self.find(
                    "narrower-preflight",
                    Severity::Error,
                    format!("the policy allows {what}, and the server does not"),
                );
            }
        }
        for (status, what) in refused {
            self.find(
                "preflight-status",
                Severity::Error,
                format!(
                    "the status of the response to the preflight is {status}, not 200 to 299, so \
                     browsers do not send what the policy allows: {}",
                    what.join(", ")
                ),
            );
        }
        Ok(())
    }

    fn names_to_ask(&self) -> (Vec<String>, Vec<String>) {
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
        (methods, headers)
    }

    /// Returns whether the policy allows the request and the server does not. Credentials
    /// are compared by origin.
    fn compare_preflight(
        &mut self,
        origin: &str,
        method: &str,
        header: Option<&str>,
        response: &Response,
    ) -> bool {
        let actual = allows(origin);
        let found = access(origin, &self.url, method, header, |request| {
            match request.is_preflight() {
                true => response.clone(),
                false => actual.clone(),
            }
        });
        self.observed.preflight(method, header, found, response);
        let is_allowed = found > Access::Nothing;
        let Some(wanted) = self.wanted(origin, method, header) else {
            return false;
        };
        let is_wanted = wanted > Access::Nothing;
        if is_allowed && !is_wanted {
            let what = described(method, header);
            self.find(
                "wider-preflight",
                Severity::Warning,
                format!("the server allows {what}, and the policy does not"),
            );
        }
        is_wanted && !is_allowed
    }
}

fn described(method: &str, header: Option<&str>) -> String {
    match header {
        Some(header) => format!("the header {header}"),
        None => format!("the method {method}"),
    }
}

/// A response that allows the origin everything: only the preflight is of interest.
fn allows(origin: &str) -> Response {
    Response::new(200)
        .header("access-control-allow-origin", origin)
        .header("access-control-allow-credentials", "true")
}
