//! `--write-policy`: the smallest policy that the granted requests needed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use http::{HeaderMap, HeaderName};

use super::exchange::Needs;
use crate::output::log;
use crate::policy_line;

#[derive(Debug)]
pub(super) struct Proposal {
    file: PathBuf,
    methods: BTreeSet<String>,
    headers: BTreeSet<String>,
    exposable: BTreeSet<String>,
    credentials: bool,
    written: String,
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
        let sentence = |error| format!("{} cannot be written: {error}", file.display());
        fs::File::create_new(&file).map_err(sentence)?;
        let mut proposal = Proposal {
            file,
            methods: BTreeSet::new(),
            headers: BTreeSet::new(),
            exposable: BTreeSet::new(),
            credentials: false,
            written: String::new(),
        };
        proposal.write();
        Ok(proposal)
    }

    /// Adds what a page asked for in a preflight that the proxy granted.
    pub(super) fn add_preflight(&mut self, needs: &Needs) {
        if !matches!(&*needs.method, "GET" | "HEAD" | "POST") {
            self.methods.insert(needs.method.clone());
        }
        self.headers.extend(needs.headers.iter().cloned());
        self.write();
    }

    /// Adds the headers of a response that a page was allowed to read.
    pub(super) fn add_response(&mut self, has_cookies: bool, headers: &HeaderMap) {
        self.credentials |= has_cookies;
        let names = headers.keys().map(HeaderName::as_str);
        let names = names
            .filter(|name| !NOT_EXPOSABLE.contains(name) && !name.starts_with("access-control-"));
        self.exposable.extend(names.map(str::to_owned));
        self.write();
    }

    /// Writes the file if the text has changed.
    fn write(&mut self) {
        let text = self.text();
        if text == self.written {
            return;
        }
        match fs::write(&self.file, &text) {
            Ok(()) => self.written = text,
            Err(error) => log::line(&format!(
                "{} cannot be written: {error}",
                self.file.display()
            )),
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
        text
    }
}
