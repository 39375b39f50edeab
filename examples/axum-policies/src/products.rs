//! The catalogue: one path, and a policy for each of its methods.

use axum::extract::Path;
use axum::http::StatusCode;
use cors_axum::{CorsRouter, cors, route};

use crate::policies::{ADMIN, PARTNERS};

/// `show` has no policy, so the policy of the application applies.
pub(crate) fn routes() -> CorsRouter {
    CorsRouter::new().route("/{name}", route!(put(save), delete(remove)).get(show))
}

async fn show(Path(name): Path<String>) -> ([(&'static str, &'static str); 1], String) {
    ([("etag", "\"1\"")], format!("{name}: 3 in stock\n"))
}

#[cors(PARTNERS)]
async fn save(Path(_name): Path<String>) -> StatusCode {
    StatusCode::NO_CONTENT
}

#[cors(ADMIN, methods = [DELETE])]
async fn remove(Path(_name): Path<String>) -> StatusCode {
    StatusCode::NO_CONTENT
}
