//! The catalogue: one path, whose methods have different policies.

use cors_warp::{RouteFilter, Routes, path, route};
use warp::http::header::ETAG;
use warp::http::{Method, StatusCode};
use warp::{Filter, Reply, reply};

use crate::policies::{ADMIN, PARTNERS};

/// `show` has no policy, so the application's policy applies.
pub(crate) fn routes() -> Routes<impl RouteFilter> {
    let show = route(Method::GET, path!("products" / String)).to(|product| product.map(show));
    let save = route(Method::PUT, path!("products" / String))
        .cors(&PARTNERS)
        .to(|product| product.map(save));
    let remove = route(Method::DELETE, path!("products" / String))
        .cors(&ADMIN)
        .to(|product| product.map(remove));
    show.or(save).or(remove)
}

fn show(name: String) -> impl Reply {
    reply::with_header(format!("{name}: 3 in stock\n"), ETAG, "\"1\"")
}

fn save(_name: String) -> StatusCode {
    StatusCode::NO_CONTENT
}

fn remove(_name: String) -> StatusCode {
    StatusCode::NO_CONTENT
}
