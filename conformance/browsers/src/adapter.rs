//! The adapters that serve the application.

/// A framework, and whether its routes have their own policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Adapter {
    pub(crate) name: &'static str,
    pub(crate) has_routes: bool,
}

pub(crate) const ADAPTERS: [Adapter; 7] = [
    adapter("actix", false),
    adapter("actix-routes", true),
    adapter("axum", false),
    adapter("axum-routes", true),
    adapter("tower", false),
    adapter("warp", false),
    adapter("warp-routes", true),
];

const fn adapter(name: &'static str, has_routes: bool) -> Adapter {
    Adapter { name, has_routes }
}
