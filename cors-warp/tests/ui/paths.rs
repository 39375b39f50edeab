use cors_warp::{path, route, scope};
use warp::http::Method;

fn main() {
    // A path of warp's own.
    let _ = route(Method::PUT, warp::path::end());
    // A scope whose path does not end with `/ ..`.
    let _ = scope(path!("users"));
}
