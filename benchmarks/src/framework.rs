//! The frameworks, and the variants of each application.

mod actix;
mod actix_floor;
mod axum;
mod floor;
mod http1;
mod poem;
mod rocket;
mod routed;
mod salvo;
mod tower;
mod tower_http;
mod warp;

pub(crate) use routed::{RoutePolicies, Routed, last_path};

use crate::case::Case;
use crate::subject::Subject;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framework {
    Tower,
    /// A layer on the router, as in axum's documentation.
    Axum,
    /// A service around the router.
    AxumAround,
    Actix,
    Warp,
    /// A service around the one that warp makes of a filter.
    WarpAround,
    Poem,
    Salvo,
    Rocket,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Without CORS. For a preflight: a layer that answers with an empty 204.
    Bare,
    /// A hand-written layer for this policy, with constants.
    Floor,
    /// Ours, made by the macro.
    Compiled,
    /// Ours, with a policy that is built at run time.
    Runtime,
    Peer,
}

impl Framework {
    pub(crate) const ALL: [Framework; 9] = [
        Framework::Tower,
        Framework::Axum,
        Framework::AxumAround,
        Framework::Actix,
        Framework::Warp,
        Framework::WarpAround,
        Framework::Poem,
        Framework::Salvo,
        Framework::Rocket,
    ];

    /// The frameworks with these names, or all.
    pub(crate) fn named(names: &[&str]) -> Result<Vec<Self>, String> {
        if names.is_empty() {
            return Ok(Self::ALL.to_vec());
        }
        let find = |name: &&str| {
            let is_it = |framework: &Framework| framework.name() == *name;
            let found = Self::ALL.into_iter().find(is_it);
            found.ok_or_else(|| format!("unknown framework {name}"))
        };
        names.iter().map(find).collect()
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Framework::Tower => "tower",
            Framework::Axum => "axum",
            Framework::AxumAround => "axum-around",
            Framework::Actix => "actix-web",
            Framework::Warp => "warp",
            Framework::WarpAround => "warp-around",
            Framework::Poem => "poem",
            Framework::Salvo => "salvo",
            Framework::Rocket => "Rocket",
        }
    }

    /// What the tables of a framework are headed with.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Framework::Axum => "axum, a layer on the router",
            Framework::AxumAround => "axum, around the router",
            Framework::WarpAround => "warp, around the service",
            framework => framework.name(),
        }
    }

    pub(crate) fn peer(self) -> &'static str {
        match self {
            Framework::Tower | Framework::Axum | Framework::AxumAround => "tower-http",
            Framework::Actix => "actix-cors",
            Framework::Warp | Framework::WarpAround => "warp's own",
            Framework::Poem => "poem's own",
            Framework::Salvo => "salvo-cors",
            Framework::Rocket => "rocket_cors",
        }
    }

    /// Whether we have an adapter for the framework. For the others, only the peers
    /// are measured.
    pub(crate) fn is_ours(self) -> bool {
        !matches!(self, Framework::Poem | Framework::Salvo | Framework::Rocket)
    }

    /// A note for the tables of the framework.
    pub(crate) fn note(self) -> &'static str {
        match self {
            Framework::WarpAround => " Ours is `cors-tower` there.",
            Framework::Poem | Framework::Salvo => " There is no adapter of ours yet.",
            Framework::Rocket => {
                " There is no adapter of ours yet, and no hand-written fairing. Requests come \
                 through Rocket's local client. Rocket has no layers."
            }
            _ => "",
        }
    }

    /// The application of a case, or `None` if there is none.
    pub(crate) fn subject(self, case: &Case, kind: Kind) -> Option<Box<dyn Subject>> {
        match self {
            Framework::Tower => tower::subject(case, kind),
            Framework::Axum => axum::subject(case, kind),
            Framework::AxumAround => axum::around(case, kind),
            Framework::Actix => actix::subject(case, kind),
            Framework::Warp => warp::subject(case, kind),
            Framework::WarpAround => warp::around(case, kind),
            Framework::Poem => poem::subject(case, kind),
            Framework::Salvo => salvo::subject(case, kind),
            Framework::Rocket => rocket::subject(case, kind),
        }
    }
}

impl Kind {
    pub(crate) const ALL: [Kind; 5] = [
        Kind::Bare,
        Kind::Floor,
        Kind::Compiled,
        Kind::Runtime,
        Kind::Peer,
    ];

    pub(crate) fn named(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| format!("unknown kind {name}"))
    }

    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Bare => "bare",
            Kind::Floor => "floor",
            Kind::Compiled => "ours",
            Kind::Runtime => "ours-at-run-time",
            Kind::Peer => "peer",
        }
    }
}
