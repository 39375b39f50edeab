//! What `cors try` says about the fetches that it can do.

use std::collections::HashMap;
use std::env;
use std::process::Command;

use cors_browser::{Credentials, Mode, Redirect};
use serde_json::Value;

use crate::adapter::Adapter;
use crate::browser::Browser;
use crate::case::{By, Cached, Case, Step, Within, urls};
use crate::naive::Outcome;
use crate::server::Servers;

/// The result for each browser, by the number of the case.
#[derive(Debug, Default)]
pub(crate) struct Tried(HashMap<usize, Value>);

impl Tried {
    /// Runs the command once for each case, on the first adapter that has the case.
    ///
    /// # Errors
    ///
    /// Fails if the command cannot be run.
    pub(crate) fn new(
        cases: &[(Adapter, Case)],
        servers: &Servers,
        pages: [u16; 2],
    ) -> Result<Self, String> {
        let program = env::current_exe().map_err(|error| error.to_string())?;
        let program = program.with_file_name("cors");
        if !program.is_file() {
            return Err("first: cargo build --package cors-cli".to_owned());
        }
        let mut tried = Tried::default();
        let mut names = Vec::new();
        for (id, (adapter, case)) in cases.iter().enumerate() {
            let [step] = &case.steps[..] else { continue };
            if !can_do(step) || names.contains(&&case.name) {
                continue;
            }
            names.push(&case.name);
            let mut command = Command::new(&program);
            command.args(["try", "--send", "--follow", "--output-format", "json"]);
            command.arg(&urls(step, id, *adapter, servers)[0]);
            command.args(["--from", &case.page.origin(pages), "-X", step.method]);
            for (name, value) in &step.headers {
                command.args(["-H", &format!("{name}: {value}")]);
            }
            if let Some(body) = step.body {
                command.args(["--data", body]);
            }
            if step.credentials == Credentials::Include {
                command.arg("--credentials");
            }
            let output = command.output().map_err(|error| error.to_string())?;
            let json: Value = serde_json::from_slice(&output.stdout).map_err(|error| {
                let said = String::from_utf8_lossy(&output.stderr);
                format!("cors try, {}: {error}: {said}", case.name)
            })?;
            tried.0.insert(id, json);
        }
        Ok(tried)
    }

    /// The number of fetches.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// How `cors try` differs from what a page saw.
    pub(crate) fn difference(&self, id: usize, browser: Browser, seen: Outcome) -> Option<String> {
        let verdicts = self.0.get(&id)?["verdicts"].as_array()?;
        let name = browser.to_string().to_lowercase();
        let verdict = verdicts.iter().find(|verdict| verdict["browser"] == *name);
        let Some(verdict) = verdict else {
            return Some(format!("cors try has no verdict for {name}"));
        };
        let allowed = verdict["allowed"].as_bool();
        (allowed != Some(seen == Outcome::Read))
            .then(|| format!("cors try: {verdict}, but the page: {seen:?}"))
    }
}

/// The command has no cache and no cookies, and its page is a window that calls `fetch`.
fn can_do(step: &Step) -> bool {
    step.by == By::Fetch
        && step.within == Within::Window
        && step.mode == Mode::Cors
        && step.redirect == Redirect::Follow
        && step.cached == Cached::Nothing
        && step.cookie != Some(true)
        && !step.listens
        && !step.streamed
}
