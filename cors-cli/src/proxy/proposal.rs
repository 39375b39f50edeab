//! `--write-policy`: the smallest policy that the granted requests needed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use cors_engine::{Policy, PolicyBuilder};
use http::{HeaderMap, HeaderName};

use super::exchange::Needs;
use crate::output::{log, one_line};
use crate::policy_line;

#[derive(Debug)]
pub(super) struct Proposal {
    file: PathBuf,
    methods: BTreeSet<String>,
    headers: BTreeSet<String>,
    exposable: BTreeSet<String>,
    /// What the page asked for and no policy can list, with the reason.
    impossible: BTreeSet<String>,
    credentials: bool,
    /// The text of the file.
    written: String,
    /// Whether somebody else has changed the file.
    is_edited: bool,
}

/// Response headers that every page can read, that none can, or that servers add.
const NOT_EXPOSABLE: [&str; 20] = [
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
    "set-cookie",
    "vary",
    "date",
    "server",
    "connection",
    "keep-alive",
    "transfer-encoding",
    "strict-transport-security",
    "alt-svc",
    "via",
    "content-encoding",
    "accept-ranges",
    "content-security-policy",
];

impl Proposal {
    /// # Errors
    ///
    /// One sentence, if the file cannot be written. An existing file is never replaced.
    pub(super) fn create(file: PathBuf) -> Result<Self, String> {
        let name = file.display();
        if file.extension().is_none_or(|extension| extension != "toml") {
            return Err(format!(
                "--write-policy {name}: the policy is TOML. Write a name such as cors.toml"
            ));
        }
        fs::File::create_new(&file).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => format!(
                "--write-policy {name}: the file exists, and it is never replaced. Write the name \
                 of a new file"
            ),
            ErrorKind::NotFound => format!(
                "--write-policy {name}: the folder does not exist. Create it, or write another name"
            ),
            _ => format!("--write-policy {name}: the file cannot be written: {error}"),
        })?;
        let mut proposal = Proposal {
            file,
            methods: BTreeSet::new(),
            headers: BTreeSet::new(),
            exposable: BTreeSet::new(),
            impossible: BTreeSet::new(),
            credentials: false,
            written: String::new(),
            is_edited: false,
        };
        proposal.write();
        Ok(proposal)
    }

    /// Adds what a page asked for in a preflight that the proxy granted.
    pub(super) fn add_preflight(&mut self, needs: &Needs) {
        let method = &*needs.method;
        if !matches!(method, "GET" | "HEAD" | "POST") {
            match why_not(method, |policy| policy.methods([method])) {
                None => self.methods.insert(method.to_owned()),
                Some(reason) => self.add_impossible("method", method, &reason),
            };
        }
        for name in &needs.headers {
            match why_not(name, |policy| policy.headers([&**name])) {
                None => self.headers.insert(name.clone()),
                Some(reason) => self.add_impossible("header", name, &reason),
            };
        }
        self.write();
    }

    /// Adds the headers of a response that a page was allowed to read.
    pub(super) fn add_response(&mut self, has_cookies: bool, headers: &HeaderMap) {
        self.credentials |= has_cookies;
        let names = headers.keys().map(HeaderName::as_str);
        let names = names.filter(|name| {
            !NOT_EXPOSABLE.contains(name)
                && !name.starts_with("access-control-")
                && why_not(name, |policy| policy.expose_headers([*name])).is_none()
        });
        self.exposable.extend(names.map(str::to_owned));
        self.write();
    }

    fn add_impossible(&mut self, kind: &str, name: &str, reason: &str) -> bool {
        let line = format!("# {kind} {}: {reason}", one_line(name));
        self.impossible.insert(line)
    }

    /// Writes the file if the text has changed. What the user writes into it is kept.
    fn write(&mut self) {
        let text = self.text();
        if text == self.written || self.is_edited {
            return;
        }
        let name = self.file.display();
        let found = fs::read(&self.file);
        if found.is_ok_and(|found| found != self.written.as_bytes()) {
            log::line(&format!(
                "{name} has been changed, so the proxy does not write it any more"
            ));
            self.is_edited = true;
            return;
        }
        match fs::write(&self.file, &text) {
            Ok(()) => self.written = text,
            Err(error) => log::line(&format!("{name} cannot be written: {error}")),
        }
    }

    fn text(&self) -> String {
        let mut text = "# The smallest policy that the requests through `cors proxy` needed.\n\
                        # Write the origins of your pages in production. Until then, the policy is\n\
                        # refused.\n\
                        origins = []  # such as [\"https://app.example.com\"]\n"
            .to_owned();
        let mut write = |key: &str, names: &BTreeSet<String>| {
            if !names.is_empty() {
                let _ = writeln!(text, "{}", policy_line::list(key, names));
            }
        };
        write("methods", &self.methods);
        write("headers", &self.headers);
        write(
            "# Keep the response headers that your page reads:\n# expose_headers",
            &self.exposable,
        );
        if self.credentials {
            text.push_str("credentials = true\n");
        }
        if !self.impossible.is_empty() {
            text.push_str("# Your page asked for this too, but no policy can list it:\n");
        }
        for line in &self.impossible {
            let _ = writeln!(text, "{line}");
        }
        text
    }
}

/// Why a policy cannot list a name. `*` would allow every other name too.
fn why_not(name: &str, list: impl FnOnce(PolicyBuilder) -> PolicyBuilder) -> Option<String> {
    if name == "*" {
        return Some("a policy takes it for every name".to_owned());
    }
    let policy = Policy::builder().origins(["https://app.example.com"]);
    let problems = list(policy).build().err()?;
    problems.first().map(|problem| problem.message.clone())
}
