//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::app::{Adapter, Layer};
use crate::condition::Condition;
use crate::route_entry::RouteEntry;

const USAGE: &str = "\
usage: conformance serve --adapter actix|axum|tower|warp --policy FILE.toml --listen 127.0.0.1:PORT
                   [--cors ours|none|peer] [--route …] [--live] [--choose 'PART VALUE=FILE.toml'] …
       conformance serve --adapter actix-routes|axum-routes|warp-routes --policy FILE.toml --listen 127.0.0.1:PORT
                   [--route 'METHOD /path=FILE.toml'] [--route '/path=FILE.toml'] …
       conformance check --policy FILE.toml";

#[derive(Debug)]
pub(crate) enum Command {
    Serve {
        adapter: Adapter,
        layer: Layer,
        policy: PathBuf,
        routes: Vec<RouteEntry<PathBuf>>,
        live: bool,
        choose: Vec<Condition<PathBuf>>,
        listen: SocketAddr,
    },
    Check {
        policy: PathBuf,
    },
}

/// # Errors
///
/// Fails with the reason and the usage.
pub(crate) fn parse(args: impl Iterator<Item = String>) -> Result<Command, String> {
    command(args).map_err(|problem| format!("{problem}\n{USAGE}"))
}

fn command(mut args: impl Iterator<Item = String>) -> Result<Command, String> {
    let name = args.next().ok_or("a command is missing")?;
    let (mut adapter, mut policy, mut listen) = (None, None, None);
    let mut layer = Layer::Ours;
    let mut routes = Vec::new();
    let (mut live, mut choose) = (false, Vec::new());
    while let Some(option) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{option} takes a value"));
        match &*option {
            "--adapter" if name == "serve" => adapter = Some(value()?.parse()?),
            "--cors" if name == "serve" => layer = value()?.parse()?,
            "--listen" if name == "serve" => {
                let text = value()?;
                let address = text.parse().map_err(|error| format!("{text}: {error}"))?;
                listen = Some(address);
            }
            "--live" if name == "serve" => live = true,
            "--choose" if name == "serve" => choose.push(value()?.parse()?),
            "--route" if name == "serve" => routes.push(value()?.parse()?),
            "--policy" => policy = Some(value()?.into()),
            _ => return Err(format!("{option} is not an option of {name}")),
        }
    }
    let policy = policy.ok_or("--policy is missing")?;
    match &*name {
        "check" => Ok(Command::Check { policy }),
        "serve" => {
            let adapter: Adapter = adapter.ok_or("--adapter is missing")?;
            if layer != Layer::Ours && (adapter.has_route_policies() || !routes.is_empty()) {
                return Err(
                    "--cors goes with no --route, and with no adapter whose name ends in -routes"
                        .to_owned(),
                );
            }
            if live && !choose.is_empty() {
                return Err("--live and --choose exclude each other".to_owned());
            }
            for (at, entry) in routes.iter().enumerate() {
                let is_same = |other: &RouteEntry<_>| other.is_same_entry(entry);
                if routes[..at].iter().any(is_same) || !adapter.accepts(entry) {
                    return Err(format!(
                        "--route: {entry} is already in use, or the adapter cannot route it"
                    ));
                }
            }
            Ok(Command::Serve {
                adapter,
                layer,
                policy,
                routes,
                live,
                choose,
                listen: listen.ok_or("--listen is missing")?,
            })
        }
        _ => Err(format!("there is no command {name}")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Command, Layer, parse};

    fn serve(adapter: &str, routes: &[&str]) -> Result<Command, String> {
        let routes: Vec<&str> = routes
            .iter()
            .flat_map(|&entry| ["--route", entry])
            .collect();
        serve_with(adapter, &routes)
    }

    fn serve_with(adapter: &str, options: &[&str]) -> Result<Command, String> {
        let fixed = ["serve", "--listen", "127.0.0.1:0", "--policy", "p"];
        let fixed = fixed.into_iter().chain(["--adapter", adapter]);
        parse(fixed.chain(options.iter().copied()).map(str::to_owned))
    }

    fn layer(options: &[&str]) -> Layer {
        match serve_with("axum", options) {
            Ok(Command::Serve { layer, .. }) => layer,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn our_layer_is_the_default() {
        assert_eq!(layer(&[]), Layer::Ours);
        assert_eq!(layer(&["--cors", "ours"]), Layer::Ours);
        assert_eq!(layer(&["--cors", "none"]), Layer::None);
        assert!(serve_with("axum", &["--cors", "both"]).is_err());
        assert!(
            parse(
                ["check", "--policy", "p", "--cors", "none"]
                    .map(str::to_owned)
                    .into_iter()
            )
            .is_err()
        );
    }

    #[test]
    fn a_peer_needs_the_feature() {
        let result = serve_with("axum", &["--cors", "peer"]);
        assert_eq!(result.is_ok(), cfg!(feature = "peers"));
        if let Err(problem) = result {
            assert!(problem.contains("--features peers"), "{problem}");
        }
    }

    /// Neither the bare application nor a peer has route policies.
    #[test]
    fn only_our_layer_has_route_policies() {
        assert!(serve("axum", &["/a=f"]).is_ok());
        assert!(serve_with("axum", &["--cors", "none", "--route", "/a=f"]).is_err());
        for adapter in ["actix-routes", "axum-routes", "warp-routes"] {
            assert!(serve_with(adapter, &["--cors", "ours"]).is_ok());
            assert!(serve_with(adapter, &["--cors", "none"]).is_err());
        }
    }

    #[test]
    fn an_entry_can_be_added_once() {
        for adapter in ["actix-routes", "axum-routes", "warp-routes"] {
            assert!(serve(adapter, &["GET /a=f", "PUT /a=f", "/a=f"]).is_ok());
            for entry in ["PUT /a=f", "/a=f", "PUT /{a}=f"] {
                let other = entry.replace("{a}", "{b}");
                let problem = serve(adapter, &[entry, &other]).unwrap_err();
                assert!(problem.contains("is already in use"), "{problem}");
            }
        }
    }

    #[test]
    fn the_paths_of_the_application_cannot_be_entries() {
        for adapter in ["actix-routes", "axum-routes", "warp-routes"] {
            for path in ["/error", "/panic", "/get-only", "/__calls"] {
                assert!(serve(adapter, &[&format!("{path}=f")]).is_err());
                assert!(serve(adapter, &[&format!("PUT {path}=f")]).is_err());
            }
        }
    }

    /// axum only routes the methods of its `MethodFilter`.
    #[test]
    fn a_method_that_the_framework_does_not_route_is_refused() {
        for (adapter, accepted) in [
            ("actix-routes", true),
            ("warp-routes", true),
            ("axum-routes", false),
        ] {
            for entry in ["PROPFIND /a=f", "put /a=f"] {
                assert_eq!(
                    serve(adapter, &[entry]).is_ok(),
                    accepted,
                    "{adapter} {entry}"
                );
            }
        }
    }
}
