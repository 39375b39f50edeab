//! All that pages do.

mod caches;
mod cookies;
mod elements;
mod handlers;
mod places;
mod redirects;
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
        places::cases(),
    ];
    groups.into_iter().flatten().collect()
}
