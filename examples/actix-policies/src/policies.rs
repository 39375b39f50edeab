//! The origins that may call this API from a browser.

use cors_actix::{Policy, cors};

/// Any page can read the catalogue.
#[cors(origins = *, expose_headers = ["etag"], max_age = 1d)]
pub(crate) static PUBLIC: Policy;

/// Partners order, and change their own products.
#[cors(
    origins = ["https://partner.example", "https://*.partner.example"],
    methods = [PUT],
    headers = ["authorization"],
    max_age = 10m,
)]
pub(crate) static PARTNERS: Policy;

/// The shop's own pages, with cookies.
#[cors(
    origins = ["https://admin.shop.example"],
    methods = [PUT, DELETE],
    headers = ["content-type"],
    credentials,
)]
pub(crate) static ADMIN: Policy;
