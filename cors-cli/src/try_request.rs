//! `cors try`: does over the network what a browser would do, and says what the page gets.

mod advice;
mod as_curl;
mod blame;
mod curl;
mod findings;
mod intent;
mod layers;
mod needs;
mod notes;
mod page;
mod server;
mod text;
mod trial;
mod verdict;

use std::path::PathBuf;

use clap::ValueEnum;
use cors_browser::Browser;

pub(crate) use trial::Trial;

use crate::client::Client;
use crate::output::Misuse;
use crate::policy_file;
use intent::Intent;
use server::Server;

/// Try a request of a page, as a browser would: preflight, redirects, and the request.
///
/// Without --send, only GET, HEAD and OPTIONS are sent. Only the host of the URL is
/// contacted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The URL that the page requests
    #[arg(required_unless_present = "curl")]
    url: Option<String>,
    /// The origin of the page, such as https://app.example.com; `null` for a file
    #[arg(long, value_name = "ORIGIN")]
    from: Option<String>,
    /// The method
    #[arg(short = 'X', long = "request", value_name = "METHOD")]
    method: Option<String>,
    /// A header that the page sets; with --credentials also `Cookie`
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    headers: Vec<String>,
    /// The body; `@file` is text, and no file is read
    #[arg(long)]
    data: Option<String>,
    /// The page sends cookies: `credentials: "include"`, `withCredentials`
    #[arg(long)]
    credentials: bool,
    /// The browser to imitate
    #[arg(long, value_enum, default_value_t)]
    browser: BrowserArg,
    /// Ask a policy file instead of the server; `-` reads standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["send", "follow"])]
    against: Option<PathBuf>,
    /// Also send methods that change something on the server
    #[arg(long)]
    send: bool,
    /// Also follow redirects to other hosts
    #[arg(long)]
    follow: bool,
    /// Take the request from a command that you copied from the network panel
    #[arg(
        long,
        value_name = "COMMAND",
        allow_hyphen_values = true,
        conflicts_with_all = ["url", "method", "headers", "data"]
    )]
    curl: Option<String>,
    /// Print the requests as curl commands, and send nothing
    #[arg(long, conflicts_with_all = ["against", "send", "follow"])]
    as_curl: bool,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum BrowserArg {
    #[value(aliases = ["chrome", "edge"])]
    Chromium,
    Firefox,
    #[value(alias = "safari")]
    Webkit,
    /// The Fetch standard, to the letter
    Standard,
    #[default]
    All,
}

impl BrowserArg {
    fn browsers(self) -> &'static [Browser] {
        match self {
            BrowserArg::Chromium => &[Browser::Chromium],
            BrowserArg::Firefox => &[Browser::Firefox],
            BrowserArg::Webkit => &[Browser::WebKit],
            BrowserArg::Standard => &[Browser::Standard],
            BrowserArg::All => &[
                Browser::Chromium,
                Browser::Firefox,
                Browser::WebKit,
                Browser::Standard,
            ],
        }
    }
}

/// Tries the request that a console message is about: of a page at an origin, perhaps
/// with the method and the header that were refused.
pub(crate) fn try_message(
    url: String,
    origin: String,
    method: Option<String>,
    header: Option<String>,
    credentials: bool,
) -> Result<Trial, Misuse> {
    run(&Args {
        url: Some(url),
        from: Some(origin),
        method,
        headers: header
            .into_iter()
            .map(|name| format!("{name}: x"))
            .collect(),
        data: None,
        credentials,
        browser: BrowserArg::All,
        against: None,
        send: false,
        follow: false,
        curl: None,
        as_curl: false,
    })
}

pub(crate) fn run(args: &Args) -> Result<Trial, Misuse> {
    let intent = Intent::new(args)?;
    let mut browsers = args.browser.browsers();
    if args.as_curl {
        browsers = browsers.get(..1).unwrap_or(browsers);
        let browser = browsers.first().copied().unwrap_or_default();
        let commands = as_curl::commands(browser, &intent);
        // A browser that rejects the request sends nothing below either.
        if !commands.is_empty() {
            return Ok(Trial::commands(&intent, commands));
        }
    }
    let mut server = match &args.against {
        Some(path) => Server::policy(policy_file::load(path, None)?.policies()?),
        None => Server::network(Client::new()?, &intent, args.send, args.follow),
    };
    let verdicts: Vec<_> = browsers
        .iter()
        .map(|&browser| verdict::run(browser, &intent, &mut server))
        .collect();
    let mut trial = Trial::new(&intent, &server, &verdicts);
    trial.findings = findings::of(&intent, &server, &verdicts, &trial);
    Ok(trial)
}
