//! `cors audit`: compares what a server allows with what its policy says.

mod attack_preflights;
mod attacks;
mod caches;
mod expected;
mod exposed;
mod homograph;
mod observed;
mod origins;
mod outages;
mod pages;
mod preflights;
mod prober;
mod question;
mod report;
mod state;
mod steps;
mod unanswered;

use std::path::PathBuf;

use crate::output::Misuse;
use crate::policy_file;
use crate::url::target;
use prober::Prober;
pub(crate) use report::AuditReport;
use report::Baseline;
use state::Audit;

/// Audit a server: does it do what the policy says, no more and no less?
///
/// At most 150 requests are sent, 20 a second, all of them GET or OPTIONS, and all to the
/// given URL with a query of their own. No redirect is followed. An audit ends after two
/// minutes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The URL to audit
    url: String,
    /// The policy file that the server should follow; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    expect: Option<PathBuf>,
    /// The path to the policy in a larger file
    #[arg(long, value_name = "PATH.TO.CORS", requires = "expect")]
    key: Option<String>,
    /// The JSON output of an earlier audit of the URL; its findings are left out
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<AuditReport, Misuse> {
    let url = target(&args.url)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Misuse::new("the URL must not have a user name or password"));
    }
    let expected = match &args.expect {
        Some(path) => Some(policy_file::load(path, args.key.as_deref())?.policies()?),
        None => None,
    };
    let baseline = match &args.baseline {
        Some(path) => Baseline::load(path, &url)?,
        None => Baseline::default(),
    };
    let prober = Prober::new(url.clone())?;
    let audit = Audit::new(url, expected.as_ref(), prober);
    Ok(audit.run(&baseline))
}
