//! What a server allows, as a policy file.

use cors_browser::Response;

use super::prober::Access;
use crate::policy_line;

/// The longest `max_age` of a policy.
const MOST_SECONDS: u32 = 86_400;

/// A method and a header that no policy lists by accident.
pub(super) const METHOD: &str = "AUDIT";
pub(super) const HEADER: &str = "x-cors-audit";

/// What the probes showed.
#[derive(Debug, Default)]
pub(super) struct Observed {
    origins: Vec<String>,
    any_without_credentials: bool,
    any_with_credentials: bool,
    credentials: bool,
    methods: Vec<String>,
    headers: Vec<String>,
    expose_headers: Option<String>,
    max_age: Option<u32>,
}

impl Observed {
    pub(super) fn origin(&mut self, class: &str, origin: &str, found: Access, response: &Response) {
        if found == Access::Nothing {
            return;
        }
        self.origins.push(origin.to_owned());
        self.credentials |= found == Access::WithCredentials;
        if class == "reflection" {
            self.any_without_credentials = true;
            self.any_with_credentials = found == Access::WithCredentials;
        }
        let exposed = response.headers.get("access-control-expose-headers");
        if let Some(exposed) = exposed {
            self.expose_headers = Some(cors_browser::text(&exposed));
        }
    }

    pub(super) fn preflight(
        &mut self,
        method: &str,
        header: Option<&str>,
        found: Access,
        response: &Response,
    ) {
        if found > Access::Nothing {
            match header {
                Some(header) => self.headers.push(header.to_owned()),
                None => self.methods.push(method.to_owned()),
            }
        }
        let max_age = response.headers.get("access-control-max-age");
        let max_age = max_age.and_then(|value| cors_browser::text(&value).parse().ok());
        self.max_age = max_age.or(self.max_age);
    }

    /// The policy file. What no policy can say is a comment.
    pub(super) fn policy_file(&self, url: &str) -> String {
        let mut lines = vec![format!("# What {url} allows, of all that was tried.")];
        if self.origins.is_empty() {
            lines.push("# It allows no origin.".to_owned());
            return lines.join("\n");
        }
        lines.extend(self.origin_lines());
        if !self.methods.is_empty() {
            lines.push(list_or_any("methods", &self.methods, METHOD));
        }
        if !self.headers.is_empty() {
            lines.push(list_or_any("headers", &self.headers, HEADER));
        }
        if let Some(exposed) = &self.expose_headers {
            let exposed: Vec<_> = exposed
                .split(',')
                .map(|name| name.trim().to_ascii_lowercase())
                .filter(|name| is_name(name))
                .collect();
            lines.push(list_or_any("expose_headers", &exposed, "*"));
        }
        if self.credentials {
            lines.push("credentials = true".to_owned());
        }
        match self.max_age {
            Some(longer) if longer > MOST_SECONDS => {
                lines.push(format!("max_age = {MOST_SECONDS} # it sends {longer}"));
            }
            Some(max_age) => lines.push(format!("max_age = {max_age}")),
            None => {}
        }
        lines.join("\n")
    }

    fn origin_lines(&self) -> Vec<String> {
        if self.any_with_credentials {
            return vec![
                "# It allows every origin with credentials. No policy can say so: list your pages."
                    .to_owned(),
                "origins = [] # your pages".to_owned(),
            ];
        }
        if self.any_without_credentials {
            return vec!["origins = \"*\"".to_owned()];
        }
        let mut lines = Vec::new();
        if self.origins.iter().any(|origin| origin == "null") {
            lines.push("# It also allows `null`, which no policy can say.".to_owned());
        }
        let others = self.origins.iter().filter(|origin| *origin != "null");
        lines.push(policy_line::list("origins", others));
        lines
    }
}

/// The line of a key. `any` is a name that is only there if the server allows every name.
fn list_or_any(key: &str, names: &[String], any: &str) -> String {
    match names.iter().any(|name| name == any) {
        true => format!("{key} = \"*\""),
        false => policy_line::list(key, names),
    }
}

/// Whether a text of the server is the name of a header.
fn is_name(text: &str) -> bool {
    http::HeaderName::from_bytes(text.as_bytes()).is_ok()
}
