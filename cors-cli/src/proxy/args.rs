//! The options, and what is wrong with them.

use std::fs;
use std::net::IpAddr;
use std::path::PathBuf;

use cors_browser::Url;
use http::HeaderValue;

use super::allow_origin;
use super::observer::Observer;
use super::policy::PolicyOptions;
use super::proposal::Proposal;
use super::record::Record;
use super::server::Listen;
use super::upstream::{Mount, Upstream};
use crate::redact::without_password;

/// Add the CORS headers that your page needs, during development.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The server that receives the requests, such as https://api.example.com/v1
    upstream: Option<String>,
    /// More servers than one, which are refused.
    #[arg(hide = true)]
    others: Vec<String>,
    /// The address and the port that your page sends its requests to
    #[arg(long, value_name = "ADDRESS", default_value = "localhost:8010")]
    listen: String,
    /// A host name under which other machines use the proxy; needed if --listen is not a
    /// loopback address, and refused if it is
    #[arg(long, value_name = "HOST")]
    expose: Vec<String>,
    /// The origin of your page, such as http://localhost:5173
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// Let pages send cookies (`credentials: "include"`)
    #[arg(long)]
    credentials: bool,
    /// The policy file of your server: TOML, JSON or YAML. It is read again when you save it. --allow-origin
    /// replaces its origins
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Serve your page and the API from one origin: the server of the page
    #[arg(long, value_name = "URL")]
    page: Option<String>,
    /// Send the requests below a path to another server: /api=https://api.example.com
    #[arg(long, value_name = "PATH=URL")]
    api: Vec<String>,
    /// The origin that the upstream sees, such as that of your page in production
    #[arg(long, value_name = "ORIGIN")]
    send_origin: Option<String>,
    /// Seconds until the upstream must have answered
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = seconds)]
    pub(super) timeout: u64,
    /// Print what browsers would have said to the upstream's own answers, without the proxy
    #[arg(long)]
    explain: bool,
    /// Record the requests in a .har file, without bodies and secrets
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Write the smallest policy that the requests needed to a new .toml file
    #[arg(long, value_name = "FILE")]
    write_policy: Option<PathBuf>,
}

impl Args {
    /// The address. Other machines can use the proxy only if the user says so twice.
    pub(super) fn listen(&self) -> Result<Listen, String> {
        let address = &self.listen;
        let listen = Listen::parse(address)?;
        match (listen.is_loopback(), self.expose.first()) {
            (false, None) => Err(format!(
                "other machines could use the proxy at {address}, and through it your upstream. \
                 If you want that, name the host that they use, such as --expose 192.168.1.5"
            )),
            (true, Some(_)) => Err(format!(
                "--expose is for other machines, and none can reach {address}. Leave it out, or \
                 listen where they can, such as --listen 0.0.0.0:8010"
            )),
            _ => match self.expose.iter().find(|name| !is_host(name)) {
                Some(name) if is_unspecified(name) => Err(format!(
                    "--expose {name} is every address of this machine, and no host. Name the \
                     address that the other machines use, such as --expose 192.168.1.5"
                )),
                Some(name) => Err(format!(
                    "--expose `{}` is not a host. Write it without scheme and port, such as \
                     --expose 192.168.1.5",
                    without_password(name)
                )),
                None => Ok(listen),
            },
        }
    }

    /// The server of every path that has no --api.
    fn root(&self) -> Result<Upstream, String> {
        let parse = |name: &str, url: &str| {
            Upstream::parse(url).map_err(|problem| format!("{name}: {problem}"))
        };
        let problem = match (&self.upstream, &self.page, self.api.is_empty()) {
            _ if !self.others.is_empty() => "more than one upstream needs paths",
            (Some(upstream), None, _) => return parse("the upstream", upstream),
            (None, Some(page), false) => return parse("--page", page),
            (Some(_), Some(_), _) => "with --page, the upstream needs a path",
            (None, Some(_), true) => "--page needs the API that the page uses",
            (None, None, false) => "--api needs a server for all other paths",
            (None, None, true) => {
                return Err(
                    "name the server that receives the requests. Write cors proxy \
                     http://localhost:3000 --allow-origin http://localhost:5173"
                        .to_owned(),
                );
            }
        };
        Err(format!(
            "{problem}. Write cors proxy --page http://localhost:5173 --api \
             /api=http://localhost:3000"
        ))
    }

    pub(super) fn mounts(&self) -> Result<Vec<Mount>, String> {
        let mut mounts = vec![Mount {
            prefix: String::new(),
            upstream: self.root()?,
        }];
        for api in &self.api {
            let (path, url) = api
                .split_once('=')
                .filter(|(path, _)| is_path(path))
                .ok_or(
                    "--api needs a path and a URL. Write it like --api \
                     /api=https://api.example.com",
                )?;
            let prefix = path.trim_end_matches('/').to_owned();
            if mounts.iter().any(|mount: &Mount| mount.prefix == prefix) {
                return Err(format!(
                    "two servers have the path {path}. Write another one for --api, such as /api"
                ));
            }
            mounts.push(Mount {
                prefix,
                upstream: Upstream::parse(url)
                    .map_err(|problem| format!("--api {path}: {problem}"))?,
            });
        }
        Ok(mounts)
    }

    /// Refuses options that have no effect, because the page needs no permission.
    pub(super) fn check_effect(&self) -> Result<(), String> {
        let has_pages = self.page.is_none() || !self.allow_origin.is_empty();
        let options = [
            ("--credentials", self.credentials),
            ("--send-origin", self.send_origin.is_some()),
            ("--explain", self.explain),
            ("--write-policy", self.write_policy.is_some()),
        ];
        match options.iter().find(|(_, is_there)| *is_there) {
            Some((option, _)) if !has_pages && self.policy.is_none() => Err(format!(
                "{option} is for pages of other origins, and with --page alone there are none. \
                 Leave it out, or name such a page, such as --allow-origin http://localhost:5174"
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn policy_options(&self) -> Result<PolicyOptions, String> {
        if let (true, Some(file)) = (self.credentials, &self.policy) {
            let file = file.display();
            return Err(format!(
                "with --policy, the file says whether pages may send cookies. Leave out \
                 --credentials, and write `credentials = true` in {file}"
            ));
        }
        Ok(PolicyOptions {
            pages: self.allow_origin.clone(),
            credentials: self.credentials,
            file: self.policy.clone(),
            has_own_page: self.page.is_some(),
        })
    }

    pub(super) fn sent_origin(&self) -> Result<Option<HeaderValue>, String> {
        let Some(text) = &self.send_origin else {
            return Ok(None);
        };
        HeaderValue::from_str(text)
            .ok()
            .filter(|_| allow_origin::is_page(text))
            .map(Some)
            .ok_or_else(|| {
                format!(
                    "--send-origin `{}` is not an origin of a page. Write it like --send-origin \
                     https://app.example.com",
                    without_password(text)
                )
            })
    }

    pub(super) fn observer(&self) -> Result<Option<Observer>, String> {
        let write_policy = self.write_policy.clone();
        let proposal = write_policy.map(Proposal::create).transpose()?;
        let record = self.record.clone().map(Record::create).transpose();
        if let (Err(_), Some(file)) = (&record, &self.write_policy) {
            // The next start would refuse this new file.
            let _ = fs::remove_file(file);
        }
        let record = record?;
        if !self.explain && record.is_none() && proposal.is_none() {
            return Ok(None);
        }
        Ok(Some(Observer::new(self.explain, record, proposal)))
    }

    /// The values of `Host` that requests may have. The first one is the address that the
    /// user opens.
    pub(super) fn hosts(&self, listen: &Listen, port: u16) -> Vec<String> {
        let mut names = vec!["localhost", "127.0.0.1", "[::1]"];
        let own = listen.other_loopback();
        names.extend(own.as_deref());
        names.extend(self.expose.iter().map(String::as_str));
        if !listen.serves_localhost() {
            names.rotate_left(3);
        }
        let mut hosts = Vec::new();
        for name in names {
            let name = name.to_ascii_lowercase();
            hosts.push(format!("{name}:{port}"));
            if port == 80 {
                hosts.push(name);
            }
        }
        hosts
    }

    /// The addresses for other machines.
    pub(super) fn exposed(&self, port: u16) -> impl Iterator<Item = String> {
        let names = self.expose.iter();
        names.map(move |name| format!("http://{name}:{port}"))
    }
}

/// Reads `--timeout`.
fn seconds(text: &str) -> Result<u64, &'static str> {
    let seconds = text.parse().ok();
    seconds
        .filter(|seconds| (1..=86_400).contains(seconds))
        .ok_or("it is a number from 1 to 86400")
}

/// Whether the text is a path as browsers send it. A pattern would never match: everything
/// below the path belongs to it anyway.
fn is_path(text: &str) -> bool {
    let url = Url::parse(&format!("http://localhost{text}"));
    let is_same = url.is_ok_and(|url| url.path() == text && url.port().is_none());
    is_same && text.starts_with('/') && !text.starts_with("//") && !text.contains('*')
}

/// Whether the text is a host name or an IP address, as `Host` has it.
/// Whether the text is `0.0.0.0` or `[::]`, which no other machine can reach.
fn is_unspecified(text: &str) -> bool {
    let address: Option<IpAddr> = text.trim_matches(['[', ']']).parse().ok();
    address.is_some_and(|address| address.is_unspecified())
}

fn is_host(text: &str) -> bool {
    let url = Url::parse(&format!("http://{text}/"));
    let host = url.ok().and_then(|url| url.host_str().map(str::to_owned));
    let is_host = host.is_some_and(|host| host.eq_ignore_ascii_case(text));
    is_host && !text.contains('*') && !is_unspecified(text)
}
