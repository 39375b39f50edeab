//! The frameworks, and how far each application is dressed.

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

pub(crate) use routed::{Governed, Routed, last_path};

use crate::case::Case;
use crate::subject::Subject;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framework {
    Tower,
    /// A layer on the router, as axum's documentation has it.
    Axum,
    /// Round the finished router.
    AxumAround,
    Actix,
    Warp,
    /// Round the service that warp makes of a filter.
    WarpAround,
    Poem,
    Salvo,
    Rocket,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// No CORS. For a preflight: a layer that answers an empty 204.
    Bare,
    /// A hand-written layer for this one policy, with constants.
    Floor,
    /// Ours, made by the macro.
    Compiled,
    /// Ours, made from values at run time.
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

    /// Those of these names, or all.
    pub(crate) fn named(names: &[&str]) -> Result<Vec<Self>, String> {
        if names.is_empty() {
            return Ok(Self::ALL.to_vec());
        }
        let find = |name: &&str| {
            let is_it = |framework: &Framework| framework.name() == *name;
            let found = Self::ALL.into_iter().find(is_it);
            found.ok_or_else(|| format!("{name} is no framework here"))
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
            Framework::AxumAround => "axum, round the finished router",
            Framework::WarpAround => "warp, round the finished service",
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

    /// Whether there is an adapter of ours; the peers of the others are measured
    /// from the start.
    pub(crate) fn is_ours(self) -> bool {
        !matches!(self, Framework::Poem | Framework::Salvo | Framework::Rocket)
    }

    /// What there is to know of a framework's tables.
    pub(crate) fn note(self) -> &'static str {
        match self {
            Framework::WarpAround => " Ours is `cors-tower` there.",
            Framework::Poem | Framework::Salvo => " There is no adapter of ours yet.",
            Framework::Rocket => {
                " There is no adapter of ours yet, and no hand-written fairing. Requests come \
                 through Rocket's local client; it has no layers that could stand between."
            }
            _ => "",
        }
    }

    /// The application of a case; `None` where there is no such thing.
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
        found.ok_or_else(|| format!("{name} is no kind"))
    }

    /// What it is called on the command line.
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
