//! All cases.

mod caches;
mod cookies;
mod elements;
mod handlers;
mod redirects;
mod routes;
mod table;

use crate::case::Case;

pub(crate) fn all() -> Vec<Case> {
    let groups = [
        caches::cases(),
        table::cases(),
        handlers::cases(),
        elements::cases(),
        cookies::cases(),
        redirects::cases(),
        routes::cases(),
    ];
    groups.into_iter().flatten().collect()
}
