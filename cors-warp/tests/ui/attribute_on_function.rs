use cors_warp::{Policy, cors};
use warp::{Filter, Rejection, Reply};

#[cors(origins = ["https://example.com"])]
static API: Policy;

#[cors(API)]
async fn save(id: u32) -> Result<String, Rejection> {
    Ok(format!("saved {id}"))
}

#[cors(origins = ["https://admin.example"])]
pub fn routes() -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Clone {
    warp::path!("users" / u32).and_then(save)
}

fn main() {}
