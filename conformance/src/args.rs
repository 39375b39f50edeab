//! What the command line asks for.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::app::{Adapter, Layer};
use crate::place::Place;

const USAGE: &str = "\
usage: conformance serve --adapter actix|axum|tower|warp --policy FILE.toml --listen 127.0.0.1:PORT
                   [--cors ours|none|peer]
       conformance serve --adapter actix-routes|axum-routes|warp-routes --policy FILE.toml --listen 127.0.0.1:PORT
                   [--route 'METHOD /path=FILE.toml'] [--route '/path=FILE.toml'] …
       conformance check --policy FILE.toml";

#[derive(Debug)]
pub(crate) enum Command {
    Serve {
        adapter: Adapter,
        layer: Layer,
        policy: PathBuf,
        places: Vec<Place<PathBuf>>,
        listen: SocketAddr,
    },
    Check {
        policy: PathBuf,
    },
}

/// # Errors
///
/// What was not understood, and the usage.
pub(crate) fn parse(args: impl Iterator<Item = String>) -> Result<Command, String> {
    command(args).map_err(|problem| format!("{problem}\n{USAGE}"))
}

fn command(mut args: impl Iterator<Item = String>) -> Result<Command, String> {
    let name = args.next().ok_or("a command is missing")?;
    let (mut adapter, mut policy, mut listen) = (None, None, None);
    let mut layer = Layer::Ours;
    let mut places = Vec::new();
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
            "--route" if name == "serve" => places.push(value()?.parse()?),
            "--policy" => policy = Some(value()?.into()),
            _ => return Err(format!("{option} is not an option of {name}")),
        }
    }
    let policy = policy.ok_or("--policy is missing")?;
    match &*name {
        "check" => Ok(Command::Check { policy }),
        "serve" => {
            let adapter: Adapter = adapter.ok_or("--adapter is missing")?;
            if !places.is_empty() && !adapter.takes_places() {
                return Err("--route is for the adapters whose names end in -routes".to_owned());
            }
            if layer != Layer::Ours && adapter.takes_places() {
                return Err("--cors is for the adapters that have no places".to_owned());
            }
            for (at, place) in places.iter().enumerate() {
                let is_same = |other: &Place<_>| other.is_at(place);
                if places[..at].iter().any(is_same) || !adapter.takes(place) {
                    return Err(format!("--route: {place} is taken, or cannot be had"));
                }
            }
            Ok(Command::Serve {
                adapter,
                layer,
                policy,
                places,
                listen: listen.ok_or("--listen is missing")?,
            })
        }
        _ => Err(format!("there is no command {name}")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Command, Layer, parse};

    fn serve(adapter: &str, places: &[&str]) -> Result<Command, String> {
        let places: Vec<&str> = places
            .iter()
            .flat_map(|&place| ["--route", place])
            .collect();
        serve_with(adapter, &places)
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
    fn it_is_our_layer_unless_another_is_asked_for() {
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
    fn a_peer_is_there_with_the_feature() {
        let asked = serve_with("axum", &["--cors", "peer"]);
        assert_eq!(asked.is_ok(), cfg!(feature = "peers"));
        if let Err(problem) = asked {
            assert!(problem.contains("--features peers"), "{problem}");
        }
    }

    /// Neither the bare application nor a peer has places.
    #[test]
    fn places_are_ours_alone() {
        for adapter in ["actix-routes", "axum-routes", "warp-routes"] {
            assert!(serve_with(adapter, &["--cors", "ours"]).is_ok());
            assert!(serve_with(adapter, &["--cors", "none"]).is_err());
        }
    }

    #[test]
    fn a_place_is_had_once() {
        for adapter in ["actix-routes", "axum-routes", "warp-routes"] {
            assert!(serve(adapter, &["GET /a=f", "PUT /a=f", "/a=f"]).is_ok());
            for place in ["PUT /a=f", "/a=f", "PUT /{a}=f"] {
                let other = place.replace("{a}", "{b}");
                let problem = serve(adapter, &[place, &other]).unwrap_err();
                assert!(problem.contains("is taken"), "{problem}");
            }
        }
    }

    #[test]
    fn the_paths_of_the_application_are_no_places() {
        for adapter in ["actix-routes", "axum-routes", "warp-routes"] {
            for path in ["/error", "/panic", "/get-only", "/__calls"] {
                assert!(serve(adapter, &[&format!("{path}=f")]).is_err());
                assert!(serve(adapter, &[&format!("PUT {path}=f")]).is_err());
            }
        }
    }

    /// axum knows the methods of its `MethodFilter`, and no others.
    #[test]
    fn a_method_that_the_framework_does_not_route_is_refused() {
        for (adapter, taken) in [
            ("actix-routes", true),
            ("warp-routes", true),
            ("axum-routes", false),
        ] {
            for place in ["PROPFIND /a=f", "put /a=f"] {
                assert_eq!(serve(adapter, &[place]).is_ok(), taken, "{adapter} {place}");
            }
        }
    }
}
