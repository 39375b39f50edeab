//! What a server allows, as a policy file.

use std::collections::{BTreeMap, BTreeSet};

use cors_browser::Response;
use cors_engine::{Policy, PolicyBuilder};

use super::attacks::is_foreign;
use super::expected::seconds;
use super::question::{Access, Question};
use crate::policy_line;

/// The longest `max_age` of a policy.
const MOST_SECONDS: u32 = 86_400;

/// The line of a policy whose origins the user has to write.
const YOUR_PAGES: &str = "origins = [] # your pages";

/// A method and a header that no policy lists by accident.
pub(super) const METHOD: &str = "AUDIT";
pub(super) const HEADER: &str = "x-cors-audit";

/// What the probes showed.
#[derive(Debug, Default)]
pub(super) struct Observed {
    allowed: Vec<Allowed>,
    methods: BTreeMap<String, Access>,
    headers: BTreeMap<String, Access>,
    expose_headers: BTreeSet<String>,
    max_age: Option<u32>,
}

/// An origin that the server allows.
#[derive(Debug)]
struct Allowed {
    class: &'static str,
    origin: String,
    access: Access,
}

impl Observed {
    pub(super) fn origin(
        &mut self,
        class: &'static str,
        origin: &str,
        access: Access,
        response: &Response,
    ) {
        if access == Access::Nothing {
            return;
        }
        self.allowed.push(Allowed {
            class,
            origin: origin.to_owned(),
            access,
        });
        let exposed = names(response, "access-control-expose-headers");
        self.expose_headers.extend(lower_case(exposed));
    }

    pub(super) fn preflight(
        &mut self,
        Question { method, header, .. }: Question<'_>,
        access: Access,
        response: &Response,
    ) {
        if access > Access::Nothing {
            // What the server lists is allowed too. `*` is no name here.
            let is_name = |name: &String| name != "*";
            let methods = names(response, "access-control-allow-methods");
            let headers = lower_case(names(response, "access-control-allow-headers"));
            for method in methods.into_iter().filter(is_name) {
                self.methods.insert(method, Access::WithCredentials);
            }
            for header in headers.filter(is_name) {
                self.headers.insert(header, Access::WithCredentials);
            }
            let (names, name) = match header {
                Some(header) => (&mut self.headers, header),
                None => (&mut self.methods, method),
            };
            let known = names.entry(name.to_owned()).or_insert(access);
            *known = access.max(*known);
        }
        self.max_age = seconds(response).or(self.max_age);
    }

    /// The policy file. What no policy can say, and what none should, is a comment.
    pub(super) fn policy_file(&self, url: &str) -> String {
        let mut lines = vec![format!("# What {url} allows, of all that was tried.")];
        if self.allowed.is_empty() {
            lines.push("# It allows no origin that was tried.".to_owned());
            return lines.join("\n");
        }
        let credentials = self.origin_lines(&mut lines);
        let methods = allowed(&self.methods, credentials);
        let headers = allowed(&self.headers, credentials);
        for (what, names, all, any) in [
            ("method", &methods, &self.methods, METHOD),
            ("header", &headers, &self.headers, HEADER),
        ] {
            if all.contains_key(any) && !names.contains(any) {
                lines.push(format!(
                    "# Without credentials, it allows every {what}. List those that your pages send."
                ));
            }
        }
        let methods = list("methods", &methods, METHOD, |builder, names| {
            builder.methods(names)
        });
        let headers = list("headers", &headers, HEADER, |builder, names| {
            builder.headers(names)
        });
        lines.extend(methods.into_iter().chain(headers));
        let mut exposed = self.expose_headers.clone();
        if credentials && exposed.remove("*") {
            lines.push("# It exposes `*`, which exposes nothing with credentials.".to_owned());
        }
        let exposed = list("expose_headers", &exposed, "*", |builder, names| {
            builder.expose_headers(names)
        });
        lines.extend(exposed);
        if credentials {
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

    /// Writes the line of the origins. Returns whether they are allowed with credentials.
    fn origin_lines(&self, lines: &mut Vec<String>) -> bool {
        let everyone = self.allowed.iter().find(|one| one.class == "reflection");
        let everyone = everyone.map(|one| one.access);
        let (foreign, own): (Vec<_>, Vec<_>) = self
            .allowed
            .iter()
            .partition(|one| is_foreign(one.class, &one.origin));
        let of = |access| {
            let own = own.iter().filter(move |one| one.access == access);
            own.map(|one| &one.origin).collect::<Vec<_>>()
        };
        let (with, without) = (of(Access::WithCredentials), of(Access::WithoutCredentials));
        match (everyone, with.is_empty()) {
            (Some(Access::WithCredentials), _) => {
                let comment = "# It allows every origin with credentials. No policy can say so: list your pages.";
                lines.push(comment.to_owned());
                lines.push(YOUR_PAGES.to_owned());
                return true;
            }
            (Some(_), true) => {
                lines.push("origins = \"*\"".to_owned());
                return false;
            }
            (Some(_), false) => {
                let comment =
                    "# Without credentials, it allows every origin. No policy can say both.";
                lines.push(comment.to_owned());
            }
            (None, _) => {
                for Allowed { class, origin, .. } in &foreign {
                    lines.push(format!("# It allows {origin} too ({class})."));
                }
                if !with.is_empty() && !without.is_empty() {
                    let origins = without.iter().map(|one| &***one).collect::<Vec<_>>();
                    lines.push(format!("# Without credentials: {}", origins.join(", ")));
                }
            }
        }
        let is_with = |one: &&Allowed| one.access == Access::WithCredentials;
        let credentials = !with.is_empty() || own.is_empty() && foreign.iter().any(is_with);
        let listed = if with.is_empty() { without } else { with };
        match listed.is_empty() {
            true => lines.push(YOUR_PAGES.to_owned()),
            false => lines.push(policy_line::list("origins", listed)),
        }
        credentials
    }
}

/// The names that the server allows, with credentials if the policy has them.
fn allowed(names: &BTreeMap<String, Access>, credentials: bool) -> BTreeSet<String> {
    let is_allowed = |access: Access| !credentials || access == Access::WithCredentials;
    let allowed = names.iter().filter(|(_, access)| is_allowed(**access));
    allowed.map(|(name, _)| name.clone()).collect()
}

/// The line of a key, with the names that a policy can have. `any` is a name that is only
/// there if the server allows every name.
fn list(
    key: &str,
    names: &BTreeSet<String>,
    any: &str,
    set: fn(PolicyBuilder, Vec<String>) -> PolicyBuilder,
) -> Option<String> {
    let is_any = names.contains(any);
    let builder = || Policy::builder().origins(["https://example.com"]);
    let is_valid = |name: &&String| {
        if *name == "*" {
            return false;
        }
        let found = set(builder(), vec![(*name).clone()]).build_with_notes();
        found.is_ok_and(|(_, notes)| notes.is_empty())
    };
    let mut listed: Vec<String> = names.iter().filter(is_valid).cloned().collect();
    if is_any {
        // `*` does not name it.
        listed.retain(|name| name == "authorization" && key == "headers");
        listed.insert(0, "*".to_owned());
    }
    match listed.as_slice() {
        [] => None,
        [any] if any == "*" => Some(format!("{key} = \"*\"")),
        listed => Some(policy_line::list(key, listed)),
    }
}

/// The names that a header of the response lists.
pub(super) fn names(response: &Response, header: &str) -> Vec<String> {
    let value = response.headers.get(header).unwrap_or_default();
    let value = cors_browser::text(&value);
    let names = value.split(',').map(|name| name.trim().to_owned());
    names.filter(|name| !name.is_empty()).collect()
}

pub(super) fn lower_case(names: Vec<String>) -> impl Iterator<Item = String> {
    names.into_iter().map(|name| name.to_ascii_lowercase())
}
