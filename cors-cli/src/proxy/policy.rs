//! The policy of the proxy: from the options, or from a file that is read again when it
//! changes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use cors_engine::adapter::{CompiledSource, Http, PolicySource};
use cors_engine::routes::Policies;
use cors_engine::{Policy, Problems};

use super::allow_origin;
use crate::input;
use crate::output::{log, one_line};
use crate::policy_file::{self, LocatedProblem, PolicyFile};

/// A larger file is refused before this limit.
const MAX_BYTES: u64 = 16 << 20;

/// What the user said about the policy.
#[derive(Debug)]
pub(super) struct PolicyOptions {
    pub(super) pages: Vec<String>,
    pub(super) credentials: bool,
    pub(super) file: Option<PathBuf>,
    /// Whether the page comes through the proxy, so that it needs no permission.
    pub(super) has_own_page: bool,
}

/// The policy that applies at present.
#[derive(Debug)]
pub(super) struct CurrentPolicy {
    pub(super) source: CompiledSource<Http>,
    /// Whether pages may read every header of a response. With credentials, a policy
    /// cannot say that: browsers take `*` for a name.
    pub(super) exposes_all: bool,
    named: Vec<Policy>,
}

impl CurrentPolicy {
    /// Whether pages of this origin may use the proxy.
    pub(super) fn names(&self, origin: &[u8]) -> bool {
        self.named.iter().any(|policy| policy.allows_origin(origin))
    }

    /// The origins whose pages may use the proxy.
    pub(super) fn named_origins(&self) -> Vec<&str> {
        let mut origins: Vec<&str> = self.named.iter().flat_map(Policy::origins).collect();
        origins.sort_unstable();
        origins.dedup();
        origins
    }
}

/// What is wrong: at least one sentence without a full stop.
#[derive(Debug)]
struct FoundProblems(Vec<String>);

impl FoundProblems {
    /// The first problem. The other ones need a longer report.
    fn first(mut self) -> String {
        match &mut *self.0 {
            [first] => std::mem::take(first),
            [first, ..] => format!("{first}; `cors check` shows every problem"),
            [] => String::new(),
        }
    }
}

impl From<String> for FoundProblems {
    fn from(problem: String) -> Self {
        FoundProblems(vec![problem])
    }
}

#[derive(Debug)]
pub(super) struct SharedPolicies {
    options: PolicyOptions,
    /// The text of the file at the start, or why it cannot be read.
    text: Result<String, String>,
    current: RwLock<Arc<CurrentPolicy>>,
}

impl SharedPolicies {
    /// # Errors
    ///
    /// What is wrong with the options or the file.
    pub(super) fn new(options: PolicyOptions) -> Result<Self, String> {
        // The text comes first: a change after it is found later.
        let text = options.read();
        let current = options.build().map_err(FoundProblems::first)?;
        let current = RwLock::new(Arc::new(current));
        Ok(SharedPolicies {
            options,
            text,
            current,
        })
    }

    pub(super) fn current(&self) -> Arc<CurrentPolicy> {
        let current = self.current.read();
        Arc::clone(&current.unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the file again whenever it changes. A file that is wrong changes nothing.
    pub(super) async fn reload(self: Arc<Self>) {
        let Some(file) = &self.options.file else {
            return;
        };
        let mut known = self.text.clone();
        loop {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let text = self.options.read();
            if text == known {
                continue;
            }
            known = text;
            match self.options.build() {
                Ok(policy) => {
                    let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
                    *current = Arc::new(policy);
                    log::line(&format!("the policy of {} applies now", file.display()));
                }
                Err(problems) => {
                    log::line("the policy before the change still applies:");
                    for problem in &problems.0 {
                        log::line(&format!("  {}", one_line(problem)));
                    }
                }
            }
        }
    }
}

impl PolicyOptions {
    fn read(&self) -> Result<String, String> {
        let file = self.file.as_deref().unwrap_or(Path::new(""));
        input::file(file, MAX_BYTES).map_err(|misuse| misuse.to_string())
    }

    fn build(&self) -> Result<CurrentPolicy, FoundProblems> {
        match &self.file {
            Some(file) => self.of_file(file),
            None if self.pages.is_empty() && self.has_own_page => Ok(CurrentPolicy {
                source: PolicySource::<Http>::from(Policy::NONE).compile(),
                exposes_all: false,
                named: Vec::new(),
            }),
            None if self.pages.is_empty() => Err(format!("name {}", allow_origin::EXAMPLE).into()),
            None => self.of_options(),
        }
    }

    /// Named pages may send everything.
    fn of_options(&self) -> Result<CurrentPolicy, FoundProblems> {
        allow_origin::check(&self.pages, self.credentials)?;
        let mut builder = Policy::builder()
            .origins(self.pages.iter().map(String::as_str))
            .methods(["*"])
            .headers(["*", "authorization"])
            .credentials(self.credentials)
            .max_age(0);
        if !self.credentials {
            builder = builder.expose_headers(["*"]);
        }
        let policy = builder
            .build()
            .map_err(|problems| problems.with_source("--allow-origin").to_string())?;
        Ok(CurrentPolicy {
            source: PolicySource::<Http>::from(policy.clone()).compile(),
            exposes_all: self.credentials,
            named: vec![policy],
        })
    }

    fn of_file(&self, file: &Path) -> Result<CurrentPolicy, FoundProblems> {
        let policies = load(file)?;
        let credentials = every_policy(&policies).any(Policy::credentials);
        allow_origin::check(&self.pages, credentials)?;
        let policies = self.for_development(&policies).map_err(|problems| {
            problems
                .with_source(&file.display().to_string())
                .to_string()
        })?;
        let named: Vec<Policy> = every_policy(&policies).cloned().collect();
        let open = named
            .iter()
            .flat_map(Policy::origins)
            .find(|origin| allow_origin::is_open(origin));
        if let Some(open) = open {
            return Err(format!(
                "the policy of {} allows {open}, and so any web site could use the proxy. Name {}",
                file.display(),
                allow_origin::EXAMPLE
            )
            .into());
        }
        Ok(CurrentPolicy {
            source: PolicySource::<Http>::from(policies).compile(),
            exposes_all: false,
            named,
        })
    }

    /// The policies with the pages of the options as origins. Browsers must not cache a
    /// preflight: its answer would outlive the proxy.
    fn for_development(&self, policies: &Policies) -> Result<Policies, Problems> {
        let mut builder = Policies::builder(self.page_policy(policies.application())?);
        for entry in policies.entries() {
            let policy = Arc::new(self.page_policy(entry.policy)?);
            match entry.methods {
                Some(methods) => {
                    for method in methods {
                        builder = builder.route(method, entry.path, Arc::clone(&policy));
                    }
                }
                None => builder = builder.nest(entry.path, policy),
            }
        }
        builder.build()
    }

    fn page_policy(&self, policy: &Policy) -> Result<Policy, Problems> {
        if policy.origins().next().is_none() {
            return Ok(policy.clone());
        }
        let policy = if self.pages.is_empty() {
            policy.clone()
        } else {
            policy
                .with_origins(self.pages.iter().map(String::as_str))
                .build()?
        };
        policy.to_builder().max_age(0).build()
    }
}

fn every_policy(policies: &Policies) -> impl Iterator<Item = &Policy> {
    let entries = policies.entries().map(|entry| entry.policy);
    entries.chain([policies.application()])
}

/// Reads and checks the policies of a file.
fn load(file: &Path) -> Result<Policies, FoundProblems> {
    let file = policy_file::load(file, None).map_err(|misuse| misuse.to_string())?;
    let problems = file.problems.iter();
    let problems = problems.filter(|located| !located.problem.is_note());
    let problems: Vec<String> = problems.map(|located| sentence(&file, located)).collect();
    file.policies().map_err(|misuse| match problems.is_empty() {
        true => misuse.to_string().into(),
        false => FoundProblems(problems),
    })
}

/// A problem with its place in the file, and what to write instead.
fn sentence(file: &PolicyFile, LocatedProblem { problem, span, .. }: &LocatedProblem) -> String {
    let (line, column) = file.line_and_column(span.start);
    let PolicyFile { name, .. } = file;
    let text = format!("{name}:{line}:{column}: {}", problem.message);
    match &problem.help {
        Some(help) => format!("{text}; {help}"),
        None => text,
    }
}
