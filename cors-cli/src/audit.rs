//! `cors audit`: compares what a server allows with what its policy says.

mod attacks;
mod caches;
mod homograph;
mod observed;
mod origins;
mod preflights;
mod prober;
mod report;
mod state;
mod steps;

use std::path::PathBuf;

use crate::output::Misuse;
use crate::policy_file;
use crate::url::target;
use prober::Prober;
pub(crate) use report::AuditReport;
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
    /// The JSON output of an earlier audit; its findings are left out
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<AuditReport, Misuse> {
    let url = target(&args.url)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Misuse::new("the URL must not have a user name or password"));
    }
    let expected = match &args.expect {
        Some(path) => Some(policy_file::load(path, None)?.policies()?),
        None => None,
    };
    let baseline = args.baseline.as_deref().map(report::baseline).transpose()?;
    let prober = Prober::new(url.clone())?;
    let audit = Audit::new(url, expected, prober);
    Ok(audit.run(&baseline.unwrap_or_default()))
}
